// SPDX-License-Identifier: Apache-2.0
import type { ReactNode } from 'react';
import { useText } from '../i18n.tsx';
import { Loaded } from '../loaded.tsx';
import { paths } from '../paths.ts';
import { useApi } from '../queries.ts';
import { Badge } from '../ui/badge.tsx';
import { Card } from '../ui/card.tsx';
import { ButtonLink } from '../ui/link.tsx';
import { Notice } from '../ui/notice.tsx';
import { Stack } from '../ui/stack.tsx';

/** Two left: the next lost phone might be the last one that ends well. */
const FEW_CODES = 2;

export function TotpCard(): ReactNode {
  const { t } = useText();
  const security = useApi('GET /api/v1/account/security');
  return (
    <Card title={t('account.totpTitle')}>
      <Loaded query={security} lines={4}>
        {({ totp, recoveryCodesLeft }) => (
          <Stack>
            <p>
              <Badge tone={totp ? 'positive' : 'caution'}>{totp ? t('account.totpOn') : t('account.totpOff')}</Badge>
            </p>
            <p>{t('account.totpWhat')}</p>
            {totp && <p className="text-muted">{t('account.recoveryLeft', { count: recoveryCodesLeft })}</p>}
            {totp && recoveryCodesLeft <= FEW_CODES && (
              <Notice tone="caution" title={t('account.recoveryFew')}>
                {t('account.recoveryFewHint')}
              </Notice>
            )}
            <p>
              <ButtonLink href={paths.totp()} variant={totp ? 'secondary' : 'primary'}>
                {totp ? t('account.totpManage') : t('account.totpBegin')}
              </ButtonLink>
            </p>
          </Stack>
        )}
      </Loaded>
    </Card>
  );
}
