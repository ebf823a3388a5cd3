// SPDX-License-Identifier: Apache-2.0
import type { ReactNode } from 'react';
import type { Api } from '../api-types.ts';
import { useText } from '../i18n.tsx';
import { Loaded } from '../loaded.tsx';
import { paths } from '../paths.ts';
import { useApi } from '../queries.ts';
import { ADMINISTRATORS, MANAGERS, useMay } from '../roles.ts';
import { useOrgId } from '../session.ts';
import { Card } from '../ui/card.tsx';
import { Link } from '../ui/link.tsx';
import { PageHeader } from '../ui/page-header.tsx';
import { Stack } from '../ui/stack.tsx';
import { SummaryList } from '../ui/summary-list.tsx';
import { OrganisationForm } from './organisation-form.tsx';

export type Organisation = Api['GET /api/v1/org/:orgId/organisation']['response'];

export function Page(): ReactNode {
  const { t } = useText();
  const found = useApi('GET /api/v1/org/:orgId/organisation', { params: { orgId: useOrgId() } });
  const isAdministrator = useMay(ADMINISTRATORS);
  return (
    <>
      <PageHeader title={t('settings.title')} />
      <Stack gap="wide">
        <More />
        <Card title={t('settings.organisation')}>
          <Loaded query={found} lines={12}>
            {(organisation) =>
              isAdministrator ? <OrganisationForm organisation={organisation} /> : <Shown organisation={organisation} />
            }
          </Loaded>
        </Card>
      </Stack>
    </>
  );
}

function More(): ReactNode {
  const { t } = useText();
  const isAdministrator = useMay(ADMINISTRATORS);
  const isManager = useMay(MANAGERS);
  const links = [
    ...(isAdministrator ? [{ href: paths.agents(), key: 'agentsLink' } as const] : []),
    ...(isAdministrator ? [{ href: paths.directory(), key: 'directoryLink' } as const] : []),
    ...(isAdministrator ? [{ href: paths.provider(), key: 'providerLink' } as const] : []),
    ...(isAdministrator ? [{ href: paths.notices(), key: 'noticesLink' } as const] : []),
    ...(isManager ? [{ href: paths.audit(), key: 'auditLink' } as const] : []),
    { href: paths.account(), key: 'accountLink' } as const,
  ];
  return (
    <ul className="border-t border-line">
      {links.map(({ href, key }) => (
        <li key={href} className="border-b border-line py-3">
          <Link href={href}>{t(`settings.${key}`)}</Link>
          <p className="text-muted">{t(`settings.${key}Hint`)}</p>
        </li>
      ))}
    </ul>
  );
}

function Shown({ organisation }: { readonly organisation: Organisation }): ReactNode {
  const { t, date } = useText();
  const { name, industry, sizeBand, timeZone, createdAt } = organisation;
  return (
    <>
      <SummaryList
        items={[
          { term: t('settings.name'), value: name },
          { term: t('settings.industry'), value: t(`words.industry.${industry}`) },
          { term: t('settings.size'), value: t(`words.size.${sizeBand}`) },
          { term: t('settings.timeZone'), value: timeZone },
          { term: t('settings.created'), value: date(createdAt) },
        ]}
      />
      <p className="mt-3 text-muted">{t('settings.onlyAdministrators')}</p>
    </>
  );
}
