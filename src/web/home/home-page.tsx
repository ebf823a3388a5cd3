// SPDX-License-Identifier: Apache-2.0
import type { ReactNode } from 'react';
import { useText } from '../i18n.tsx';
import { Loaded } from '../loaded.tsx';
import { useApi } from '../queries.ts';
import { MANAGERS, OWN_PEOPLE, useMay } from '../roles.ts';
import { useMembership, useOrgId } from '../session.ts';
import { PageHeader } from '../ui/page-header.tsx';
import { Stack } from '../ui/stack.tsx';
import { localDate } from '../verdict-words.ts';
import { useToday } from '../tasks/use-today.ts';
import { Contradictions, Notices, ProvenAndDevices, Unknowns } from './details.tsx';
import { DiagnosisAsked, DiagnosisInvitation, DiagnosisLast } from './diagnosis-card.tsx';
import { MyTasks } from './my-tasks.tsx';
import { StateSection } from './state-section.tsx';
import { FirstCheck, TodayCard } from './today-card.tsx';
import type { Home } from './today-card.tsx';

/** Looked at all day on some desks: fresh enough without a reload. */
const RENEW_MS = 60_000;

export function Page(): ReactNode {
  const { t, language } = useText();
  const query = useApi('GET /api/v1/org/:orgId/home', { params: { orgId: useOrgId() } }, { everyMs: RENEW_MS });
  const today = useToday();
  return (
    <>
      <PageHeader title={t('home.title')} lead={t('home.lead', { date: localDate(today, language) })} />
      <Loaded query={query} lines={16}>
        {(home) => <Content home={home} />}
      </Loaded>
    </>
  );
}

function Content({ home }: { readonly home: Home }): ReactNode {
  const roles = useMembership()?.roles ?? [];
  const mayLook = useMay(OWN_PEOPLE);
  const onlyOwn = roles.length > 0 && roles.every((role) => role === 'teleworker');
  const invited = useMay(MANAGERS) && home.diagnosis.last === null;
  const empty = home.devices.active + home.devices.silent === 0;
  return (
    <Stack gap="wide">
      {home.notices.length > 0 && (
        <Stack>
          <Notices codes={home.notices} />
        </Stack>
      )}
      <DiagnosisAsked asked={home.diagnosis} />
      {invited && <DiagnosisInvitation diagnosis={home.diagnosis} />}
      {/* Staff of the operator have no tasks here. */}
      {mayLook && (empty && !home.today.task ? <FirstCheck main={!invited} /> : <TodayCard today={home.today} />)}
      {onlyOwn && <MyTasks />}
      <DiagnosisLast diagnosis={home.diagnosis} />
      <Contradictions items={home.contradictions} />
      <StateSection home={home} />
      <Unknowns items={home.unknowns} />
      <ProvenAndDevices home={home} />
    </Stack>
  );
}
