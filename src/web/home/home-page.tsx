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
import { PersonalThreatsCard } from './personal-threats-card.tsx';
import { StateSection } from './state-section.tsx';
import { FirstCheck, TodayCard } from './today-card.tsx';
import type { Home } from './today-card.tsx';
import { VoteCard } from './vote-card.tsx';

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

/** What this person is asked to do first: a colleague's request, the self-diagnosis of a new organisation, today's task. */
function First({ home }: { readonly home: Home }): ReactNode {
  const mayLook = useMay(OWN_PEOPLE);
  const invited = useMay(MANAGERS) && home.diagnosis.last === null;
  const empty = home.devices.active + home.devices.silent === 0;
  const { task } = home.today;
  return (
    <>
      <DiagnosisAsked asked={home.diagnosis} />
      {invited && !task && <DiagnosisInvitation diagnosis={home.diagnosis} main />}
      {/* Staff of the operator have no tasks here. */}
      {mayLook && (empty && !task ? <FirstCheck main={!invited} /> : <TodayCard today={home.today} />)}
      {home.threatVote.waiting && <VoteCard />}
      {invited && task && <DiagnosisInvitation diagnosis={home.diagnosis} main={false} />}
    </>
  );
}

function Content({ home }: { readonly home: Home }): ReactNode {
  const roles = useMembership()?.roles ?? [];
  const onlyOwn = roles.length > 0 && roles.every((role) => role === 'teleworker');
  return (
    <Stack gap="wide">
      {home.notices.length > 0 && (
        <Stack>
          <Notices codes={home.notices} />
        </Stack>
      )}
      <First home={home} />
      {onlyOwn && <MyTasks />}
      {onlyOwn && <PersonalThreatsCard />}
      <Contradictions items={home.contradictions} />
      <DiagnosisLast diagnosis={home.diagnosis} />
      <StateSection home={home} />
      <Unknowns items={home.unknowns} />
      <ProvenAndDevices home={home} />
    </Stack>
  );
}
