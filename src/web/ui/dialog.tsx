// SPDX-License-Identifier: Apache-2.0
import { useEffect, useId, useRef } from 'react';
import type { ReactNode } from 'react';
import { useText } from '../i18n.tsx';
import { Button } from './button.tsx';

interface DialogProps {
  readonly open: boolean;
  readonly title: string;
  readonly children: ReactNode;
  /** Escape, or a button of the dialog: the parent sets `open` to false. */
  readonly onClose: () => void;
  readonly actions: ReactNode;
}

/** The browser's own modal dialog: it keeps the focus inside, gives it back, and closes by Escape. */
export function Dialog({ open, title, children, onClose, actions }: DialogProps): ReactNode {
  const element = useRef<HTMLDialogElement>(null);
  const id = useId();
  useEffect(() => {
    const dialog = element.current;
    if (open && dialog && !dialog.open) dialog.showModal();
    if (!open) dialog?.close();
  }, [open]);
  return (
    <dialog
      ref={element}
      aria-labelledby={id}
      className="m-auto w-[min(36rem,calc(100%-2rem))] rounded-card border border-line bg-raised p-6 text-text shadow-overlay backdrop:bg-backdrop"
      onClose={() => {
        if (open) onClose();
      }}
    >
      <h2 id={id} className="text-h2">
        {title}
      </h2>
      <div className="mt-3 grid grid-cols-1 gap-3">{children}</div>
      <div className="mt-6 flex flex-wrap gap-3">{actions}</div>
    </dialog>
  );
}

interface ConfirmDialogProps extends Omit<DialogProps, 'actions'> {
  /** The deed in words: "Remove this PC", never "OK". */
  readonly confirm: string;
  readonly danger?: boolean;
  readonly busy?: boolean;
  readonly onConfirm: () => void;
}

export function ConfirmDialog({
  confirm,
  danger = false,
  busy = false,
  onConfirm,
  ...dialog
}: ConfirmDialogProps): ReactNode {
  const { t } = useText();
  return (
    <Dialog
      {...dialog}
      actions={
        <>
          <Button variant={danger ? 'danger' : 'primary'} busy={busy} onClick={onConfirm}>
            {confirm}
          </Button>
          <Button variant="secondary" onClick={dialog.onClose}>
            {t('ui.cancel')}
          </Button>
        </>
      }
    />
  );
}
