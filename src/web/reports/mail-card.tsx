// SPDX-License-Identifier: Apache-2.0
import type { ReactNode } from 'react';
import type { Api } from '../api-types.ts';
import { describeError } from '../describe-error.ts';
import { useText } from '../i18n.tsx';
import { Loaded } from '../loaded.tsx';
import { useApi, useChange } from '../queries.ts';
import { useOrgId } from '../session.ts';
import { Badge } from '../ui/badge.tsx';
import { Card } from '../ui/card.tsx';
import { Checkbox } from '../ui/checkbox.tsx';
import { DataTable } from '../ui/data-table.tsx';
import type { Column } from '../ui/data-table.tsx';
import { Disclosure } from '../ui/disclosure.tsx';
import { Notice } from '../ui/notice.tsx';
import { Stack } from '../ui/stack.tsx';
import { useToast } from '../ui/toast.tsx';
import { monthName } from './month-name.ts';

type Deliveries = Api['GET /api/v1/org/:orgId/reports/deliveries']['response']['deliveries'];
type Delivery = Deliveries[number];

const TONES = { waiting: 'info', sent: 'positive', failed: 'critical' } as const;

/** Whether the report comes by mail, and how the last mails went. */
export function MailCard(): ReactNode {
  const { t } = useText();
  const orgId = useOrgId();
  const choice = useApi('GET /api/v1/org/:orgId/reports/choice', { params: { orgId } });
  const deliveries = useApi('GET /api/v1/org/:orgId/reports/deliveries', { params: { orgId } });
  return (
    <div className="no-print">
      <Card title={t('reports.mail')}>
        <Stack>
          <Loaded query={choice} lines={2}>
            {({ mail, available }) => (
              <>
                {!available && (
                  <Notice title={t('reports.mail.unavailable')}>{t('reports.mail.unavailableText')}</Notice>
                )}
                <Choice mail={mail} />
              </>
            )}
          </Loaded>
          <Disclosure summary={t('reports.mail.sent')}>
            <Loaded query={deliveries} lines={3}>
              {({ deliveries: rows }) => <Sent rows={rows} />}
            </Loaded>
          </Disclosure>
        </Stack>
      </Card>
    </div>
  );
}

function Choice({ mail }: { readonly mail: boolean }): ReactNode {
  const texts = useText();
  const { t } = texts;
  const toast = useToast();
  const orgId = useOrgId();
  const change = useChange('PUT /api/v1/org/:orgId/reports/choice', ['GET /api/v1/org/:orgId/reports/choice']);
  return (
    <Checkbox
      name="mail"
      label={t('reports.mail.want')}
      hint={t('reports.mail.hint')}
      checked={change.isPending ? change.variables.body.mail : mail}
      onChange={(wanted) =>
        change.mutate(
          { params: { orgId }, body: { mail: wanted } },
          {
            onSuccess: () => toast({ text: t(wanted ? 'reports.mail.on' : 'reports.mail.off') }),
            onError: (error) => toast({ text: describeError(error, texts).title }),
          },
        )
      }
    />
  );
}

function Sent({ rows }: { readonly rows: Deliveries }): ReactNode {
  const { t, language, dateTime, findText } = useText();
  const columns: readonly Column<Delivery>[] = [
    { id: 'who', header: t('reports.mail.who'), cell: ({ memberName }) => memberName },
    { id: 'month', header: t('reports.month'), cell: ({ month }) => monthName(month, language) },
    { id: 'when', header: t('reports.mail.when'), cell: ({ createdAt, endedAt }) => dateTime(endedAt ?? createdAt) },
    {
      id: 'state',
      header: t('reports.mail.state'),
      cell: ({ state, lastError }) => (
        <>
          <Badge tone={TONES[state]}>{t(`reports.mail.state.${state}`)}</Badge>
          {lastError && <p className="mt-1">{findText(`notices.error.${lastError}`) ?? t('reports.mail.notWanted')}</p>}
        </>
      ),
    },
  ];
  return (
    <DataTable
      caption={t('reports.mail.sent')}
      columns={columns}
      rows={rows}
      rowId={({ memberId, month }) => `${month} ${memberId}`}
      empty={<p>{t('reports.mail.none')}</p>}
    />
  );
}
