// SPDX-License-Identifier: Apache-2.0
import type { ReactNode } from 'react';
import { describeError } from '../describe-error.ts';
import { useText } from '../i18n.tsx';
import { useChange } from '../queries.ts';
import { useOrgId } from '../session.ts';
import { Button } from '../ui/button.tsx';
import { ConfirmDialog, Dialog } from '../ui/dialog.tsx';
import { Notice } from '../ui/notice.tsx';
import { useToast } from '../ui/toast.tsx';
import type { Member } from './members-card.tsx';

export interface MemberDialogProps {
  readonly member: Member;
  /** The only administrator: neither removed nor made something else. */
  readonly last: boolean;
  readonly open: boolean;
  readonly onClose: () => void;
}

export function RemoveMember({ member, last, open, onClose }: MemberDialogProps): ReactNode {
  const texts = useText();
  const { t } = texts;
  const orgId = useOrgId();
  const toast = useToast();
  const remove = useChange('DELETE /api/v1/org/:orgId/members/:memberId');
  const { name, memberId } = member;
  if (last) {
    return (
      <Dialog
        open={open}
        title={t('people.lastAdministrator')}
        onClose={onClose}
        actions={<Button onClick={onClose}>{t('ui.close')}</Button>}
      >
        <p>{t('people.lastAdministratorHint')}</p>
      </Dialog>
    );
  }
  const confirm = (): void => {
    // As a promise: the row is gone with the next list, and callbacks of what is gone are not called.
    void remove.mutateAsync({ params: { orgId, memberId } }).then(
      () => {
        onClose();
        toast({ text: t('people.removed', { name }) });
      },
      () => undefined, // shown in the dialog
    );
  };
  return (
    <ConfirmDialog
      open={open}
      title={t('people.removeTitle', { name })}
      confirm={t('people.remove')}
      danger
      busy={remove.isPending}
      onConfirm={confirm}
      onClose={onClose}
    >
      <p>{t('people.removeWhat')}</p>
      {remove.error && (
        <Notice tone="critical" live="alert" title={describeError(remove.error, texts).title}>
          {describeError(remove.error, texts).hint}
        </Notice>
      )}
    </ConfirmDialog>
  );
}
