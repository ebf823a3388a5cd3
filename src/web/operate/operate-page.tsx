// SPDX-License-Identifier: Apache-2.0
import { useRouter } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import type { Api } from '../api-types.ts';
import { useApiPages } from '../api-pages.ts';
import { useText } from '../i18n.tsx';
import { Loaded } from '../loaded.tsx';
import { paths } from '../paths.ts';
import { RoleBadges } from '../people/role-boxes.tsx';
import { chooseOrganisation, useMembership } from '../session.ts';
import { Badge } from '../ui/badge.tsx';
import { Button } from '../ui/button.tsx';
import { DataTable } from '../ui/data-table.tsx';
import type { Column } from '../ui/data-table.tsx';
import { EmptyState } from '../ui/empty-state.tsx';
import { ButtonLink, Link } from '../ui/link.tsx';
import { PageHeader } from '../ui/page-header.tsx';
import { Stack } from '../ui/stack.tsx';
import { OnlyOperators } from './only-operators.tsx';

type Operated = Api['GET /api/v1/operate/organisations']['response']['organisations'][number];

export function Page(): ReactNode {
  const { t } = useText();
  return (
    <>
      <PageHeader
        title={t('operate.title')}
        lead={t('operate.lead')}
        action={<ButtonLink href={paths.newOrganisation()}>{t('operate.new')}</ButtonLink>}
      />
      <OnlyOperators>
        <Stack>
          <Organisations />
          <p>
            <Link href={paths.backups()}>{t('operate.backups')}</Link>
            <span className="block text-muted">{t('operate.backupsLinkHint')}</span>
          </p>
        </Stack>
      </OnlyOperators>
    </>
  );
}

function Organisations(): ReactNode {
  const { t, date } = useText();
  const { query, more } = useApiPages('GET /api/v1/operate/organisations', {
    input: (after: string | undefined) => ({ query: after === undefined ? {} : { after } }),
    next: (page) => page.next,
  });
  const columns: readonly Column<Operated>[] = [
    {
      id: 'name',
      header: t('operate.name'),
      cell: ({ name, kana }) => (
        <>
          {name}
          {kana && <p className="text-note font-normal text-muted">{kana}</p>}
        </>
      ),
    },
    { id: 'roles', header: t('operate.roles'), cell: ({ roles }) => <RoleBadges roles={roles} /> },
    { id: 'granted', header: t('operate.granted'), cell: ({ grantedAt }) => date(grantedAt) },
    { id: 'open', header: t('operate.open'), cell: (organisation) => <Open organisation={organisation} /> },
  ];
  return (
    <Loaded query={query} lines={10}>
      {(pages) => (
        <DataTable
          caption={t('operate.title')}
          columns={columns}
          rows={pages.flatMap(({ organisations }) => organisations)}
          rowId={({ orgId }) => orgId}
          more={more}
          empty={
            <EmptyState icon="people" title={t('operate.none')}>
              {t('operate.noneHint')}
            </EmptyState>
          }
        />
      )}
    </Loaded>
  );
}

/** Turns this tab to the organisation and goes to its first page. */
function Open({ organisation: { orgId, name } }: { readonly organisation: Operated }): ReactNode {
  const { t } = useText();
  const router = useRouter();
  const membership = useMembership();
  if (membership?.orgId === orgId) return <Badge tone="info">{t('operate.here')}</Badge>;
  return (
    <Button
      variant="secondary"
      size="small"
      onClick={() => {
        chooseOrganisation(orgId);
        void router.navigate({ href: paths.today() });
      }}
    >
      {t('operate.open')}
      <span className="sr-only">{t('operate.openOf', { name })}</span>
    </Button>
  );
}
