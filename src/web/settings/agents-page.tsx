// SPDX-License-Identifier: Apache-2.0
import type { ReactNode } from 'react';
import type { Api } from '../api-types.ts';
import { useText } from '../i18n.tsx';
import { Loaded } from '../loaded.tsx';
import { OnlyFor } from '../only-for.tsx';
import { paths } from '../paths.ts';
import { useApi } from '../queries.ts';
import { ADMINISTRATORS } from '../roles.ts';
import { useOrgId } from '../session.ts';
import { Card } from '../ui/card.tsx';
import { CopyField } from '../ui/copy-field.tsx';
import { Anchor, ButtonLink } from '../ui/link.tsx';
import { buttonClasses } from '../ui/button.tsx';
import { Notice } from '../ui/notice.tsx';
import { PageHeader } from '../ui/page-header.tsx';
import { Stack } from '../ui/stack.tsx';
import { Credentials } from './credentials.tsx';
import { InstallSteps } from './install-steps.tsx';

export type Setup = Api['GET /api/v1/org/:orgId/agent-setup']['response'];

/** Inventory agents, step by step. */
export function Page(): ReactNode {
  const { t } = useText();
  return (
    <>
      <PageHeader
        title={t('settings.agents')}
        lead={t('settings.agentsLead')}
        crumbs={[{ label: t('settings.title'), href: paths.settings() }]}
      />
      <OnlyFor roles={ADMINISTRATORS}>
        <Steps />
      </OnlyFor>
    </>
  );
}

function Steps(): ReactNode {
  const { t } = useText();
  const found = useApi('GET /api/v1/org/:orgId/agent-setup', { params: { orgId: useOrgId() } });
  return (
    <Loaded query={found} lines={16}>
      {(setup) => (
        <Stack gap="wide">
          <Notice
            title={t('settings.osqueryAlso')}
            action={
              <ButtonLink href={paths.osquery()} variant="secondary" size="small">
                {t('settings.osqueryLink')}
              </ButtonLink>
            }
          >
            {t('settings.osqueryLinkText')}
          </Notice>
          <Card title={t('settings.step1')}>
            <Stack>
              <p>{t('settings.step1Text')}</p>
              <CopyField name="url" label={t('settings.url')} value={setup.url} hint={t('settings.urlHint')} />
              <CopyField name="user" label={t('settings.user')} value={setup.user} />
              <Credentials setup={setup} />
            </Stack>
          </Card>
          <Card title={t('settings.step2')}>
            <Certificate fingerprint={setup.caFingerprint} />
          </Card>
          <Card title={t('settings.step3')}>
            <Stack>
              <InstallSteps setup={setup} />
              <Notice>{t('settings.privacy')}</Notice>
            </Stack>
          </Card>
          <Card title={t('settings.step4')}>
            <Stack>
              <p>{t('settings.step4Text')}</p>
              <p>
                <ButtonLink href={paths.devices()}>{t('settings.toDevices')}</ButtonLink>
              </p>
            </Stack>
          </Card>
        </Stack>
      )}
    </Loaded>
  );
}

function Certificate({ fingerprint }: { readonly fingerprint: string }): ReactNode {
  const { t } = useText();
  if (fingerprint === '') return <p>{t('settings.step2Own')}</p>;
  return (
    <Stack>
      <p>{t('settings.step2Text')}</p>
      <p>
        <Anchor href="/ca.pem" download="sonae-ca.pem" className={buttonClasses('secondary')}>
          {t('settings.caDownload')}
        </Anchor>
      </p>
      <CopyField
        name="fingerprint"
        label={t('settings.caFingerprint')}
        hint={t('settings.caFingerprintHint')}
        value={fingerprint}
      />
    </Stack>
  );
}
