// SPDX-License-Identifier: Apache-2.0
import { createContext, use, useCallback, useEffect, useRef, useState } from 'react';
import type { ReactNode } from 'react';
import { useText } from '../i18n.tsx';
import { Button } from './button.tsx';
import { Icon } from './icon.tsx';

export interface ToastMessage {
  readonly text: string;
  /** Offers to take back what was just done. */
  readonly onUndo?: () => void;
}

interface Shown extends ToastMessage {
  readonly id: number;
}

type Show = (message: ToastMessage) => void;

const Context = createContext<Show>(() => undefined);
/** At most this many at once; the oldest goes first. */
const MOST = 3;
/** Plain ones go after 6 s; those with an undo stay until closed (WCAG 2.2.1: no time limit on a control). */
const STAY_MS = 6000;

export const useToast = (): Show => use(Context);

export function ToastProvider({ children }: { readonly children: ReactNode }): ReactNode {
  const { t } = useText();
  const [toasts, setToasts] = useState<readonly Shown[]>([]);
  const close = useCallback((id: number) => setToasts((all) => all.filter((toast) => toast.id !== id)), []);
  const next = useRef(0);
  const show = useCallback<Show>((message) => {
    next.current += 1;
    const toast = { ...message, id: next.current };
    setToasts((all) => [...all, toast].slice(-MOST));
  }, []);
  return (
    <Context value={show}>
      {children}
      <div
        role="region"
        aria-label={t('ui.toasts')}
        aria-live="polite"
        className="no-print pointer-events-none fixed inset-x-4 bottom-4 z-20 flex flex-col items-center gap-2"
      >
        {toasts.map((toast) => (
          <Toast key={toast.id} toast={toast} onClose={close} />
        ))}
      </div>
    </Context>
  );
}

function Toast({ toast, onClose }: { readonly toast: Shown; readonly onClose: (id: number) => void }): ReactNode {
  const { t } = useText();
  const { id, text, onUndo } = toast;
  useEffect(() => {
    if (onUndo) return;
    const timer = setTimeout(() => onClose(id), STAY_MS);
    return () => clearTimeout(timer);
  }, [id, onUndo, onClose]);
  return (
    <div className="pointer-events-auto flex max-w-xl items-center gap-3 rounded-control border border-line-strong bg-raised py-2 pr-2 pl-4 shadow-overlay">
      <Icon name="check" className="size-5 text-positive" />
      <span>{text}</span>
      {onUndo && (
        <Button
          variant="quiet"
          size="small"
          onClick={() => {
            onUndo();
            onClose(id);
          }}
        >
          <span className="whitespace-nowrap">{t('ui.undo')}</span>
        </Button>
      )}
      <button
        type="button"
        aria-label={t('ui.close')}
        className="flex size-11 items-center justify-center"
        onClick={() => onClose(id)}
      >
        <Icon name="close" className="size-5" />
      </button>
    </div>
  );
}
