// SPDX-License-Identifier: Apache-2.0
import type { ReactNode } from 'react';
import type { Api } from '../api-types.ts';
import { useText } from '../i18n.tsx';
import { Loaded } from '../loaded.tsx';
import { OnlyFor } from '../only-for.tsx';
import { paths } from '../paths.ts';
import { useApi } from '../queries.ts';
import { MANAGERS } from '../roles.ts';
import { useOrgId } from '../session.ts';
import { Badge } from '../ui/badge.tsx';
import { Card } from '../ui/card.tsx';
import { DataTable } from '../ui/data-table.tsx';
import { EmptyState } from '../ui/empty-state.tsx';
import { Link } from '../ui/link.tsx';
import { PageHeader } from '../ui/page-header.tsx';
import { Stack } from '../ui/stack.tsx';
import { TakeSheet } from './take-sheet.tsx';

type Sheet = Api['GET /api/v1/org/:orgId/check-sheets']['response']['sheets'][number];

export function Page(): ReactNode {
  const { t } = useText();
  return (
    <>
      <PageHeader title={t('papers.title')} lead={t('papers.lead')} />
      <OnlyFor roles={MANAGERS}>
        <Papers />
      </OnlyFor>
    </>
  );
}

function Papers(): ReactNode {
  const { t } = useText();
  const found = useApi('GET /api/v1/org/:orgId/check-sheets', { params: { orgId: useOrgId() } });
  return (
    <Stack gap="wide">
      <section aria-labelledby="sheets">
        <Stack>
          <h2 id="sheets" className="text-h2">
            {t('papers.sheets')}
          </h2>
          <p>{t('papers.sheetsLead')}</p>
          <Loaded query={found} lines={8}>
            {({ sheets }) => <SheetTable sheets={sheets} />}
          </Loaded>
        </Stack>
      </section>
      <Card title={t('papers.takeTitle')}>
        <TakeSheet />
      </Card>
      <OtherPapers />
    </Stack>
  );
}

const OTHERS = [
  { href: paths.securityAction(), key: 'saLink' },
  { href: paths.scs(), key: 'scs' },
] as const;

function OtherPapers(): ReactNode {
  const { t } = useText();
  return (
    <ul className="border-t border-line">
      {OTHERS.map(({ href, key }) => (
        <li key={href} className="border-b border-line py-3">
          <Link href={href}>{t(`papers.${key}`)}</Link>
          <p className="text-muted">{t(key === 'scs' ? 'papers.scsLinkHint' : 'papers.saLinkHint')}</p>
        </li>
      ))}
    </ul>
  );
}

/** How far a questionnaire is: where it asks is not said yet, in work, written out. */
function SheetState({ sheet }: { readonly sheet: Sheet }): ReactNode {
  const { t } = useText();
  if (!sheet.laidOut) return <Badge tone="caution">{t('papers.state.new')}</Badge>;
  const progress = t('papers.progress', { answered: sheet.answered, questions: sheet.questions });
  if (sheet.exportedAt !== null) return <Badge tone="positive">{t('papers.state.exported')}</Badge>;
  return <Badge>{progress}</Badge>;
}

function SheetTable({ sheets }: { readonly sheets: readonly Sheet[] }): ReactNode {
  const { t, date } = useText();
  return (
    <DataTable
      caption={t('papers.sheets')}
      rows={sheets}
      rowId={({ sheetId }) => sheetId}
      empty={<EmptyState title={t('papers.none')}>{t('papers.noneHint')}</EmptyState>}
      columns={[
        {
          id: 'title',
          header: t('papers.sheet'),
          cell: (sheet) => <Link href={paths.checkSheet(sheet.sheetId)}>{sheet.title}</Link>,
        },
        { id: 'customer', header: t('papers.customer'), cell: ({ customer }) => customer || '–' },
        { id: 'state', header: t('papers.state'), cell: (sheet) => <SheetState sheet={sheet} /> },
        { id: 'created', header: t('papers.created'), cell: ({ createdAt }) => date(createdAt) },
      ]}
    />
  );
}
