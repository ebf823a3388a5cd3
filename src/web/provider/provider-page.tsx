// SPDX-License-Identifier: Apache-2.0
import { useState } from 'react';
import type { ReactNode } from 'react';
import type { Api } from '../api-types.ts';
import { useText } from '../i18n.tsx';
import { Loaded } from '../loaded.tsx';
import { useApi } from '../queries.ts';
import { useOrgId } from '../session.ts';
import { AdministratorPage } from '../settings/administrator-page.tsx';
import { Button } from '../ui/button.tsx';
import { Card } from '../ui/card.tsx';
import { CopyField } from '../ui/copy-field.tsx';
import { Notice } from '../ui/notice.tsx';
import { Stack } from '../ui/stack.tsx';
import { SummaryList } from '../ui/summary-list.tsx';
import { ConnectedPeople } from './connected-people.tsx';
import { ProviderForm } from './provider-form.tsx';
import { RemoveProvider } from './remove-provider.tsx';

export type ProviderAnswer = Api['GET /api/v1/org/:orgId/sign-in-provider']['response'];
export type Provider = NonNullable<ProviderAnswer['provider']>;

/** Signing in with the company's own accounts. */
export function Page(): ReactNode {
  const { t } = useText();
  return (
    <AdministratorPage title={t('provider.title')} lead={t('provider.lead')}>
      <Found />
    </AdministratorPage>
  );
}

function Found(): ReactNode {
  const { t } = useText();
  const query = useApi('GET /api/v1/org/:orgId/sign-in-provider', { params: { orgId: useOrgId() } });
  return (
    <Loaded query={query} lines={16}>
      {({ provider, redirectUri, people }) => (
        <Stack gap="wide">
          {provider ? (
            <Connected provider={provider} redirectUri={redirectUri} />
          ) : (
            <Card title={t('provider.connect')}>
              <ProviderForm redirectUri={redirectUri} provider={null} onDone={() => undefined} />
            </Card>
          )}
          {provider && (
            <Card title={t('provider.people')}>
              <ConnectedPeople people={people} />
            </Card>
          )}
          <Notice title={t('provider.scope')}>{t('provider.scopeText')}</Notice>
        </Stack>
      )}
    </Loaded>
  );
}

function Connected({
  provider,
  redirectUri,
}: {
  readonly provider: Provider;
  readonly redirectUri: string;
}): ReactNode {
  const { t, date } = useText();
  const [changing, setChanging] = useState(false);
  if (changing) {
    return (
      <Card title={t('provider.change')}>
        <ProviderForm redirectUri={redirectUri} provider={provider} onDone={() => setChanging(false)} />
      </Card>
    );
  }
  return (
    <Card title={t('provider.connected')}>
      <Stack>
        <SummaryList
          items={[
            { term: t('provider.kindLabel'), value: t(`provider.kind.${provider.kind}`) },
            { term: t('provider.issuer'), value: provider.issuer },
            ...(provider.realm === null ? [] : [{ term: t(`provider.realm.${provider.kind}`), value: provider.realm }]),
            { term: t('provider.clientId'), value: provider.clientId },
            { term: t('provider.changedAt'), value: date(provider.changedAt) },
          ]}
        />
        <CopyField
          name="sign-in-link"
          label={t('provider.link')}
          hint={t('provider.linkHint')}
          value={provider.signInLink}
        />
        <div className="flex flex-wrap gap-4">
          <Button variant="secondary" onClick={() => setChanging(true)}>
            {t('provider.change')}
          </Button>
          <RemoveProvider />
        </div>
      </Stack>
    </Card>
  );
}
