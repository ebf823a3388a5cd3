// SPDX-License-Identifier: Apache-2.0
import { useState } from 'react';
import type { ReactNode } from 'react';
import { isOneOf } from '../../kernel/one-of.ts';
import { describeError } from '../describe-error.ts';
import { useText } from '../i18n.tsx';
import { useApi, useChange } from '../queries.ts';
import { useQueryParam } from '../query-param.ts';
import { useOrgId } from '../session.ts';
import { Button } from '../ui/button.tsx';
import { EmptyState } from '../ui/empty-state.tsx';
import { ProgressBar } from '../ui/progress-bar.tsx';
import { Select } from '../ui/select.tsx';
import { Stack } from '../ui/stack.tsx';
import { useToast } from '../ui/toast.tsx';
import type { SheetDetail } from './sheet-page.tsx';
import { SheetQuestion } from './sheet-question.tsx';

export type Question = SheetDetail['questions'][number];

const SHOWN = ['all', 'open', 'unanswered', 'contradicted', 'byHand'] as const;
type Shown = (typeof SHOWN)[number];

const IS: Readonly<Record<Shown, (question: Question) => boolean>> = {
  all: () => true,
  open: ({ controls }) => controls === null,
  unanswered: ({ answer, locked }) => answer === null && !locked,
  contradicted: ({ contradictions }) => contradictions.length > 0,
  byHand: ({ answeredBy }) => answeredBy === 'person',
};

/** Questions at once; each is a form of its own. */
const PAGE = 20;

export function SheetQuestions({ detail }: { readonly detail: SheetDetail }): ReactNode {
  const { t } = useText();
  const { questions, sheet } = detail;
  const [chosen, setChosen] = useQueryParam('show');
  const [pages, setPages] = useState(1);
  const shown = isOneOf(SHOWN, chosen) ? chosen : 'all';
  const found = questions.filter(IS[shown]);
  const controls = useApi('GET /api/v1/org/:orgId/controls', { params: { orgId: useOrgId() } });
  return (
    <section aria-labelledby="questions">
      <Stack>
        <h2 id="questions" className="text-h2">
          {t('papers.questions')}
        </h2>
        <ProgressBar
          label={t('papers.tied')}
          value={sheet.mapped}
          max={sheet.questions}
          text={t('papers.of', { done: sheet.mapped, all: sheet.questions })}
        />
        <ProgressBar
          label={t('papers.answered')}
          value={sheet.answered}
          max={sheet.questions}
          text={t('papers.of', { done: sheet.answered, all: sheet.questions })}
        />
        <FillButtons detail={detail} />
        <Select
          name="show"
          label={t('papers.show')}
          value={shown}
          onChange={(value) => {
            setPages(1);
            setChosen(value === 'all' ? '' : value);
          }}
          choices={SHOWN.map((value) => ({
            value,
            label: t(`papers.show.${value}`, { count: questions.filter(IS[value]).length }),
          }))}
        />
        {found.length === 0 && <EmptyState title={t('papers.nothingShown')} />}
        <ol className="grid grid-cols-1 gap-4">
          {found.slice(0, pages * PAGE).map((question) => (
            <li key={`${question.no}:${question.answer}:${question.note}:${question.controls?.length}`}>
              <SheetQuestion
                question={question}
                sheetId={sheet.sheetId}
                words={detail.words}
                controls={controls.data?.controls ?? []}
              />
            </li>
          ))}
        </ol>
        {found.length > pages * PAGE && (
          <div>
            <Button variant="secondary" onClick={() => setPages(pages + 1)}>
              {t('papers.more', { count: found.length - pages * PAGE })}
            </Button>
          </div>
        )}
      </Stack>
    </section>
  );
}

function FillButtons({ detail }: { readonly detail: SheetDetail }): ReactNode {
  const texts = useText();
  const { t } = texts;
  const orgId = useOrgId();
  const toast = useToast();
  const fill = useChange('POST /api/v1/org/:orgId/check-sheets/:sheetId/fill');
  const remembered = detail.questions.filter(
    ({ controls, proposals }) => controls === null && proposals.some(({ how }) => how === 'memory'),
  ).length;
  const run = (useMemory: boolean): void => {
    fill.mutate(
      { params: { orgId, sheetId: detail.sheet.sheetId }, body: { useMemory } },
      {
        onSuccess: ({ sheet }) =>
          toast({ text: t('papers.filled', { answered: sheet.answered, questions: sheet.questions }) }),
        onError: (error) => toast({ text: describeError(error, texts).title }),
      },
    );
  };
  return (
    <div className="no-print flex flex-wrap gap-3">
      {remembered > 0 && (
        <Button size="small" busy={fill.isPending} onClick={() => run(true)}>
          {t('papers.useMemory', { count: remembered })}
        </Button>
      )}
      <Button variant="secondary" size="small" busy={fill.isPending} onClick={() => run(false)}>
        {t('papers.fill')}
      </Button>
    </div>
  );
}
