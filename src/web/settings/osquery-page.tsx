// SPDX-License-Identifier: Apache-2.0
import { useState } from 'react';
import type { ReactNode } from 'react';
import { apiAddress } from '../api.ts';
import { useText } from '../i18n.tsx';
import { Loaded } from '../loaded.tsx';
import { OnlyFor } from '../only-for.tsx';
import { paths } from '../paths.ts';
import { useApi } from '../queries.ts';
import { ADMINISTRATORS } from '../roles.ts';
import { useOrgId } from '../session.ts';
import { Card } from '../ui/card.tsx';
import { CopyBlock } from '../ui/copy-block.tsx';
import { CopyField } from '../ui/copy-field.tsx';
import { ButtonLink, Link } from '../ui/link.tsx';
import { Notice } from '../ui/notice.tsx';
import { PageHeader } from '../ui/page-header.tsx';
import { Select } from '../ui/select.tsx';
import { Stack } from '../ui/stack.tsx';
import { Tabs } from '../ui/tabs.tsx';
import type { Setup } from './agents-page.tsx';
import { Credentials } from './credentials.tsx';
import { INSTALL, LOOK_AT_LOG } from './osquery-commands.ts';
import type { OsquerySystem } from './osquery-commands.ts';

const DOWNLOADS = 'https://osquery.io/downloads/official/';
const SYSTEMS = [
  { id: 'windows', title: 'Windows' },
  { id: 'macos', title: 'macOS' },
  { id: 'linux', title: 'Ubuntu / Debian' },
] as const;

/** osquery, step by step; also for those who have it already. */
export function Page(): ReactNode {
  const { t } = useText();
  return (
    <>
      <PageHeader
        title={t('settings.osquery')}
        lead={t('settings.osqueryLead')}
        crumbs={[
          { label: t('settings.title'), href: paths.settings() },
          { label: t('settings.agents'), href: paths.agents() },
        ]}
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
          <Card title={t('settings.osquery1')}>
            <Stack>
              <p>{t('settings.osquery1Text')}</p>
              <Credentials setup={setup} />
            </Stack>
          </Card>
          <Card title={t('settings.osquery2')}>
            <BySystem setup={setup} />
          </Card>
          <Card title={t('settings.osquery3')}>
            <Stack>
              <p>{t('settings.osquery3Text')}</p>
              <p>
                <ButtonLink href={paths.devices()}>{t('settings.toDevices')}</ButtonLink>
              </p>
            </Stack>
          </Card>
          <Card title={t('settings.osqueryRollOut')}>
            <ul className="grid list-disc gap-2 pl-6">
              <li>{t('settings.osqueryGpo')}</li>
              <li>{t('settings.osqueryIntune')}</li>
              <li>{t('settings.osqueryMdm')}</li>
            </ul>
          </Card>
          <Notice>{t('settings.osqueryPrivacy')}</Notice>
        </Stack>
      )}
    </Loaded>
  );
}

function BySystem({ setup }: { readonly setup: Setup }): ReactNode {
  const { t } = useText();
  const usable = setup.credentials.filter(({ secret }) => secret !== null);
  const [chosen, setChosen] = useState<string>();
  const credential = usable.find(({ credentialId }) => credentialId === chosen) ?? usable[0];
  if (!credential) return <p>{t('settings.osqueryNone')}</p>;
  return (
    <Stack>
      {usable.length > 1 && (
        <Select
          name="osquery-credential"
          label={t('settings.step3Choose')}
          width="full"
          value={credential.credentialId}
          onChange={setChosen}
          choices={usable.map(({ credentialId, label }) => ({
            value: credentialId,
            label: label || t('settings.noLabel'),
          }))}
        />
      )}
      <Tabs
        label={t('settings.step3For')}
        items={SYSTEMS.map(({ id, title }) => ({
          id,
          title,
          content: <OnSystem system={id} setup={setup} credentialId={credential.credentialId} />,
        }))}
      />
    </Stack>
  );
}

interface OnSystemProps {
  readonly system: OsquerySystem;
  readonly setup: Setup;
  readonly credentialId: string;
}

function OnSystem({ system, setup, credentialId }: OnSystemProps): ReactNode {
  const { t } = useText();
  const ownAuthority = setup.caFingerprint !== '';
  return (
    <Stack gap="wide">
      <ol className="grid list-decimal grid-cols-1 gap-5 pl-6">
        <li>
          <p>{t(`settings.osqueryGet.${system}`)}</p>
          <p className="mt-1">
            <Link href={DOWNLOADS} target="_blank" rel="noreferrer">
              {t('settings.osquerySite')}
            </Link>
          </p>
        </li>
        <li>
          <p className="mb-3">{t('settings.osqueryFiles')}</p>
          <Files system={system} credentialId={credentialId} ownAuthority={ownAuthority} />
        </li>
        <li>
          <p className="mb-2">{t(`settings.osqueryRun.${system}`)}</p>
          <CopyBlock label={t('settings.command')} value={INSTALL[system]({ ownAuthority })} />
        </li>
      </ol>
      <div>
        <h3 className="mb-2 text-h3">{t('settings.osqueryNothing')}</h3>
        <p className="mb-2">{t('settings.osqueryNothingText')}</p>
        <CopyBlock label={t('settings.osqueryNothing')} value={LOOK_AT_LOG[system]} />
      </div>
      <div>
        <h3 className="mb-2 text-h3">{t('settings.osqueryHave')}</h3>
        <p className="mb-2">{t('settings.osqueryHaveText')}</p>
        <CopyBlock label={t('settings.osqueryFlags')} value={setup.osqueryFlags[system].trimEnd()} />
      </div>
      {ownAuthority && (
        <CopyField
          name={`fingerprint-${system}`}
          label={t('settings.caFingerprint')}
          hint={t('settings.caFingerprintHint')}
          value={setup.caFingerprint}
        />
      )}
    </Stack>
  );
}

function Files(props: Omit<OnSystemProps, 'setup'> & { readonly ownAuthority: boolean }): ReactNode {
  const { t } = useText();
  const orgId = useOrgId();
  const { system, credentialId, ownAuthority } = props;
  const files = [
    {
      name: 'sonae.flags',
      about: t('settings.fileFlags'),
      href: apiAddress('/api/v1/org/:orgId/osquery-flags', { params: { orgId }, query: { system } }),
    },
    {
      name: 'sonae-enrol.secret',
      about: t('settings.fileSecret'),
      href: apiAddress('/api/v1/org/:orgId/credentials/:credentialId/secret-file', { params: { orgId, credentialId } }),
    },
    ...(ownAuthority ? [{ name: 'sonae-ca.pem', about: t('settings.fileCa'), href: '/ca.pem' }] : []),
  ];
  return (
    <ul className="grid gap-3">
      {files.map(({ name, about, href }) => (
        <li key={name} className="flex flex-wrap items-center gap-x-4 gap-y-1">
          <ButtonLink href={href} download={name} variant="secondary" size="small">
            {t('settings.fileDownload', { name })}
          </ButtonLink>
          <span className="text-muted">{about}</span>
        </li>
      ))}
    </ul>
  );
}
