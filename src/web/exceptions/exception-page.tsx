// SPDX-License-Identifier: Apache-2.0
import type { ReactNode } from 'react';
import { useText } from '../i18n.tsx';
import { Loaded } from '../loaded.tsx';
import { paths } from '../paths.ts';
import { useApi } from '../queries.ts';
import { MANAGERS, useMay } from '../roles.ts';
import { useRouteParam } from '../route-param.ts';
import { useOrgId } from '../session.ts';
import { DueDate } from '../tasks/due-date.tsx';
import { Badge } from '../ui/badge.tsx';
import { Card } from '../ui/card.tsx';
import { Disclosure } from '../ui/disclosure.tsx';
import { Link } from '../ui/link.tsx';
import { Notice } from '../ui/notice.tsx';
import { PageHeader } from '../ui/page-header.tsx';
import { Stack } from '../ui/stack.tsx';
import { SummaryList } from '../ui/summary-list.tsx';
import { Timeline } from '../ui/timeline.tsx';
import { localDate } from '../verdict-words.ts';
import { ChangeForm, CloseForm, RenewForm } from './decide-forms.tsx';
import { STATE_TONES } from './words.ts';
import type { ExceptionDetail } from './words.ts';

export function Page(): ReactNode {
  const exceptionId = useRouteParam('exceptionId');
  const found = useApi('GET /api/v1/org/:orgId/exceptions/:exceptionId', {
    params: { orgId: useOrgId(), exceptionId },
  });
  return (
    <Loaded query={found} lines={16}>
      {({ exception }) => <Found exception={exception} />}
    </Loaded>
  );
}

function Found({ exception }: { readonly exception: ExceptionDetail }): ReactNode {
  const { t } = useText();
  const { state, title } = exception;
  return (
    <>
      <PageHeader
        title={title}
        lead={
          <Badge tone={STATE_TONES[state]} {...(state === 'expired' && { icon: 'warning' })}>
            {t(`exceptions.state.${state}`)}
          </Badge>
        }
        crumbs={[
          { label: t('telework.title'), href: paths.telework() },
          { label: t('exceptions.title'), href: paths.exceptions() },
        ]}
      />
      <Stack gap="wide">
        {state === 'expired' && (
          <Notice tone="critical" title={t('exceptions.expiredTitle')}>
            {t('exceptions.expiredText')}
          </Notice>
        )}
        <Facts exception={exception} />
        {state !== 'closed' && <Decide exception={exception} />}
        <History exception={exception} />
      </Stack>
    </>
  );
}

function Facts({ exception }: { readonly exception: ExceptionDetail }): ReactNode {
  const { t, catalogText, language, date } = useText();
  const { state, closedAt, closeReason, renewals } = exception;
  const former = t('controls.formerMember');
  return (
    <SummaryList
      items={[
        { term: t('exceptions.kind'), value: t(`exceptions.kind.${exception.kind}`) },
        { term: t('exceptions.ends'), value: <DueDate dueOn={exception.endsOn} open={state !== 'closed'} /> },
        { term: t('exceptions.starts'), value: localDate(exception.startsOn, language) },
        { term: t('exceptions.owner'), value: exception.ownerName ?? former },
        { term: t('exceptions.reason'), value: <Words text={exception.reason} /> },
        { term: t('exceptions.meanwhile'), value: <Words text={exception.meanwhile} /> },
        {
          term: t('exceptions.controls'),
          value: (
            <ul>
              {exception.controls.map(({ id, title }) => (
                <li key={id}>
                  <Link href={paths.control(id)}>{catalogText(title)}</Link>
                </li>
              ))}
            </ul>
          ),
        },
        {
          term: t('exceptions.approvedBy'),
          value: t('exceptions.approvedOn', {
            name: exception.approvedByName ?? former,
            date: localDate(exception.approvedOn, language),
          }),
        },
        ...(renewals > 0
          ? [{ term: t('exceptions.renewals'), value: t('exceptions.times', { count: renewals }) }]
          : []),
        ...(closedAt === null
          ? []
          : [
              {
                term: t('exceptions.closed'),
                value: (
                  <>
                    {date(closedAt)} <Words text={closeReason ?? ''} />
                  </>
                ),
              },
            ]),
      ]}
    />
  );
}

/** What a person wrote, with its line breaks. */
function Words({ text }: { readonly text: string }): ReactNode {
  return <span className="whitespace-pre-line">{text}</span>;
}

function Decide({ exception }: { readonly exception: ExceptionDetail }): ReactNode {
  const { t } = useText();
  const manages = useMay(MANAGERS);
  if (!exception.mayClose && !manages) return null;
  return (
    <div className="no-print grid grid-cols-1 gap-4">
      {exception.mayClose && (
        <Card title={t('exceptions.closeTitle')} main={exception.state !== 'active'}>
          <CloseForm exception={exception} />
        </Card>
      )}
      {manages && (
        <Card title={t('exceptions.renewTitle')}>
          <RenewForm key={exception.endsOn} exception={exception} />
        </Card>
      )}
      {manages && (
        <Disclosure summary={t('exceptions.change')}>
          <ChangeForm exception={exception} />
        </Disclosure>
      )}
    </div>
  );
}

const ICONS = {
  created: 'info',
  changed: 'info',
  renewed: 'today',
  reminded: 'today',
  expired: 'warning',
  closed: 'check',
} as const;

function History({ exception: { events } }: { readonly exception: ExceptionDetail }): ReactNode {
  const { t, language } = useText();
  return (
    <section aria-labelledby="exception-history">
      <h2 id="exception-history" className="mb-3 text-h2">
        {t('exceptions.history')}
      </h2>
      <Timeline
        label={t('exceptions.history')}
        entries={events.map((event) => ({
          id: `${event.at} ${event.kind}`,
          at: event.at,
          icon: ICONS[event.kind],
          title: t(`exceptions.event.${event.kind}`, { date: localDate(event.endsOn, language) }),
          body: (
            <>
              {event.actorName !== null && <p className="text-muted">{event.actorName}</p>}
              {event.approvedByName !== null && (
                <p className="text-muted">{t('exceptions.approvedByName', { name: event.approvedByName })}</p>
              )}
              {event.reason !== null && <p className="whitespace-pre-line">{event.reason}</p>}
            </>
          ),
        }))}
      />
    </section>
  );
}
