// SPDX-License-Identifier: Apache-2.0
import { useRouter } from '@tanstack/react-router';
import { useState } from 'react';
import type { ReactNode } from 'react';
import { useText } from '../i18n.tsx';
import { Loaded } from '../loaded.tsx';
import { paths } from '../paths.ts';
import { useApi } from '../queries.ts';
import { useRouteParam } from '../route-param.ts';
import { useOrgId } from '../session.ts';
import { EmptyState } from '../ui/empty-state.tsx';
import { ButtonLink } from '../ui/link.tsx';
import { PageHeader } from '../ui/page-header.tsx';
import type { SiteView, Value } from './answer-words.ts';
import { QuestionCard } from './question-card.tsx';

export function Page(): ReactNode {
  const orgId = useOrgId();
  const diagnosisId = useRouteParam('diagnosisId');
  const siteId = useRouteParam('siteId');
  const query = useApi('GET /api/v1/org/:orgId/diagnoses/:diagnosisId/sites/:siteId', {
    params: { orgId, diagnosisId, siteId },
  });
  return (
    <Loaded query={query} lines={14}>
      {(view) => <Questions view={view} />}
    </Loaded>
  );
}

function Questions({ view }: { readonly view: SiteView }): ReactNode {
  const { t } = useText();
  const router = useRouter();
  const wanted = Number(useRouteParam('question'));
  // What was just said shows before the server's next answer is here.
  const [given, setGiven] = useState<ReadonlyMap<number, Value>>(new Map());
  const at = view.questions.findIndex(({ no }) => no === wanted);
  const question = view.questions[at];
  if (!question) {
    return (
      <>
        <PageHeader title={t('diagnosis.title')} />
        <EmptyState
          title={t('diagnosis.noQuestion')}
          action={<ButtonLink href={paths.diagnosis()}>{t('diagnosis.toOverview')}</ButtonLink>}
        />
      </>
    );
  }
  const href = (index: number): string | undefined => {
    const there = view.questions[index];
    return there && paths.diagnosisQuestion(view.diagnosisId, view.site.siteId, there.no);
  };
  const answered = new Set([...view.questions.flatMap(({ no, answer }) => (answer ? [no] : [])), ...given.keys()]);
  const end = (done: ReadonlySet<number>): string =>
    done.size === view.questions.length && !view.onlyAsked && !view.severalSites
      ? paths.diagnosisFinish(view.diagnosisId)
      : paths.diagnosis();
  const next = (done: ReadonlySet<number> = answered): void => {
    void router.navigate({ href: href(at + 1) ?? end(done) });
  };
  return (
    <QuestionCard
      key={question.no}
      view={view}
      question={question}
      value={given.has(question.no) ? given.get(question.no) : question.answer?.value}
      place={{ index: at, count: view.questions.length }}
      back={href(at - 1)}
      onNext={() => next()}
      onBack={() => {
        const before = href(at - 1);
        if (before) void router.navigate({ href: before });
      }}
      onAnswered={(value, stay) => {
        setGiven((held) => new Map([...held, [question.no, value]]));
        if (!stay) next(new Set([...answered, question.no]));
      }}
    />
  );
}
