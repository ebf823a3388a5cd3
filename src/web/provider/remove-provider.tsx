// SPDX-License-Identifier: Apache-2.0
import { useState } from 'react';
import type { ReactNode } from 'react';
import { describeError } from '../describe-error.ts';
import { useText } from '../i18n.tsx';
import { useChange } from '../queries.ts';
import { useOrgId } from '../session.ts';
import { Button } from '../ui/button.tsx';
import { ConfirmDialog } from '../ui/dialog.tsx';
import { useToast } from '../ui/toast.tsx';

export function RemoveProvider(): ReactNode {
  const texts = useText();
  const { t } = texts;
  const orgId = useOrgId();
  const toast = useToast();
  const remove = useChange('DELETE /api/v1/org/:orgId/sign-in-provider');
  const [asking, setAsking] = useState(false);
  const confirm = (): void => {
    // As a promise: this button is gone with the next answer, and callbacks of what is gone are not called.
    void remove
      .mutateAsync({ params: { orgId } })
      .then(
        () => toast({ text: t('provider.removed') }),
        (error: unknown) => toast({ text: describeError(error, texts).title }),
      )
      .finally(() => setAsking(false));
  };
  return (
    <>
      <Button variant="secondary" onClick={() => setAsking(true)}>
        {t('provider.remove')}
      </Button>
      <ConfirmDialog
        open={asking}
        title={t('provider.removeTitle')}
        confirm={t('provider.remove')}
        danger
        busy={remove.isPending}
        onConfirm={confirm}
        onClose={() => setAsking(false)}
      >
        <p>{t('provider.removeWhat')}</p>
        <p>{t('provider.removeThen')}</p>
      </ConfirmDialog>
    </>
  );
}
