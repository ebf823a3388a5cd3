// SPDX-License-Identifier: Apache-2.0
import type { ReactNode } from 'react';
import { useQueryClient } from '@tanstack/react-query';
import { useRouter } from '@tanstack/react-router';
import { useState } from 'react';
import { useText } from '../i18n.tsx';
import { paths } from '../paths.ts';
import { useChange } from '../queries.ts';
import { Button } from '../ui/button.tsx';
import { Card } from '../ui/card.tsx';
import { Dialog } from '../ui/dialog.tsx';
import { Stack } from '../ui/stack.tsx';
import { useToast } from '../ui/toast.tsx';
import { PasswordAsked } from './password-asked.tsx';

export function RenewCodes({ onCodes }: { readonly onCodes: (codes: readonly string[]) => void }): ReactNode {
  const { t } = useText();
  const renew = useChange('POST /api/v1/account/recovery-codes');
  return (
    <Card title={t('account.renewTitle')}>
      <Stack>
        <p>{t('account.renewText')}</p>
        <PasswordAsked
          label={t('account.renewTitle')}
          confirm={t('account.renewDo')}
          busy={renew.isPending}
          onPassword={(password, onError) =>
            renew.mutate({ body: { password } }, { onSuccess: ({ recoveryCodes }) => onCodes(recoveryCodes), onError })
          }
        />
      </Stack>
    </Card>
  );
}

export function DisableTotp(): ReactNode {
  const { t } = useText();
  const router = useRouter();
  const client = useQueryClient();
  const toast = useToast();
  const disable = useChange('POST /api/v1/account/totp/disable', []);
  const [asking, setAsking] = useState(false);
  const done = (): void => {
    toast({ text: t('account.disabled') });
    void client.invalidateQueries();
    void router.navigate({ href: paths.account() });
  };
  return (
    <Card title={t('account.disableTitle')}>
      <Stack>
        <p>{t('account.disableText')}</p>
        <p>
          <Button variant="secondary" onClick={() => setAsking(true)}>
            {t('account.disableDo')}
          </Button>
        </p>
        <Dialog
          open={asking}
          title={t('account.disableTitle')}
          onClose={() => setAsking(false)}
          actions={
            <Button variant="secondary" onClick={() => setAsking(false)}>
              {t('ui.cancel')}
            </Button>
          }
        >
          {asking && (
            <PasswordAsked
              label={t('account.disableTitle')}
              confirm={t('account.disableDo')}
              danger
              busy={disable.isPending}
              onPassword={(password, onError) => disable.mutate({ body: { password } }, { onSuccess: done, onError })}
            />
          )}
        </Dialog>
      </Stack>
    </Card>
  );
}
