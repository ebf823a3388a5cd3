// SPDX-License-Identifier: Apache-2.0
import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import type { ReactNode } from 'react';
import { useText } from '../i18n.tsx';
import { Loaded } from '../loaded.tsx';
import { paths } from '../paths.ts';
import { useApi } from '../queries.ts';
import { PageHeader } from '../ui/page-header.tsx';
import { Stack } from '../ui/stack.tsx';
import { AuthenticatorSetup } from './authenticator-setup.tsx';
import { DisableTotp, RenewCodes } from './manage-totp.tsx';
import { RecoveryCodes } from './recovery-codes.tsx';

interface Shown {
  readonly codes: readonly string[];
  /** The codes of a new authenticator app, not renewed ones. */
  readonly first: boolean;
}

/** Sets the authenticator app up, or manages it when it is in use. Codes stay on screen until the person goes. */
export function Page(): ReactNode {
  const { t } = useText();
  const security = useApi('GET /api/v1/account/security');
  const client = useQueryClient();
  const [shown, setShown] = useState<Shown>();
  // First the codes, then the news that the app is in use: the other way round this form would be gone before.
  const show = (given: Shown): void => {
    setShown(given);
    void client.invalidateQueries();
  };
  return (
    <>
      <PageHeader
        title={t('account.totpTitle')}
        lead={t('account.totpWhat')}
        crumbs={[{ label: t('account.title'), href: paths.account() }]}
      />
      {shown ? (
        <RecoveryCodes codes={shown.codes} first={shown.first} />
      ) : (
        <Loaded query={security} lines={8}>
          {({ totp }) =>
            totp ? (
              <Stack gap="wide">
                <RenewCodes onCodes={(codes) => show({ codes, first: false })} />
                <DisableTotp />
              </Stack>
            ) : (
              <AuthenticatorSetup onCodes={(codes) => show({ codes, first: true })} />
            )
          }
        </Loaded>
      )}
    </>
  );
}
