// SPDX-License-Identifier: Apache-2.0
import { useRouter } from '@tanstack/react-router';
import { useEffect, useRef, useState } from 'react';
import type { ReactNode } from 'react';
import type { Api } from '../api-types.ts';
import { useText } from '../i18n.tsx';
import { Loaded } from '../loaded.tsx';
import { paths } from '../paths.ts';
import { useApi } from '../queries.ts';
import { useQueryParam } from '../query-param.ts';
import { useOrgId } from '../session.ts';
import { Button } from '../ui/button.tsx';
import { Form, FormActions } from '../ui/form.tsx';
import type { FieldProblem } from '../ui/form-context.ts';
import { Link } from '../ui/link.tsx';
import { PageHeader } from '../ui/page-header.tsx';
import { RadioGroup } from '../ui/radio-group.tsx';
import { Stack } from '../ui/stack.tsx';
import { FinderResult } from './finder-result.tsx';

export type FinderStep = Api['GET /api/v1/org/:orgId/telework/finder']['response'];
type Answer = 'yes' | 'no';

/** One question a page. The answers are in the address, so "back" goes back and a link can be handed on. */
export function Page(): ReactNode {
  const { t, catalogText } = useText();
  const [given] = useQueryParam('a');
  const answers = /^[yn]{0,20}$/.test(given) ? given : '';
  const found = useApi('GET /api/v1/org/:orgId/telework/finder', {
    params: { orgId: useOrgId() },
    query: { answers },
  });
  return (
    <>
      <PageHeader
        title={t('telework.finder')}
        lead={t('telework.finderLead')}
        crumbs={[{ label: t('telework.title'), href: paths.telework() }]}
      />
      <Loaded query={found} lines={8}>
        {(step) => (
          <Stack gap="wide">
            <Told key={answers} first={answers === ''}>
              {step.ask && <Question step={step} ask={step.ask} answers={answers} />}
              {step.result && <FinderResult step={step} result={step.result} answers={answers} />}
            </Told>
            <Answered step={step} />
            {step.ask && <p className="text-note text-muted">{catalogText(step.label)}</p>}
          </Stack>
        )}
      </Loaded>
    </>
  );
}

const addressOf = (answers: string): string =>
  answers === '' ? paths.methodFinder() : `${paths.methodFinder()}?a=${answers}`;

/** Takes the focus when the next question comes, so that it is read aloud and the keyboard goes on from there. */
function Told({ first, children }: { readonly first: boolean; readonly children: ReactNode }): ReactNode {
  const here = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (!first) here.current?.focus();
  }, [first]);
  return (
    <div ref={here} tabIndex={-1}>
      {children}
    </div>
  );
}

interface QuestionProps {
  readonly step: FinderStep;
  readonly ask: NonNullable<FinderStep['ask']>;
  readonly answers: string;
}

function Question({ step, ask, answers }: QuestionProps): ReactNode {
  const { t, catalogText } = useText();
  const router = useRouter();
  const [answer, setAnswer] = useState<Answer>();
  const [problems, setProblems] = useState<readonly FieldProblem[]>([]);
  const go = (): void => {
    if (!answer) setProblems([{ field: 'answer', message: t('telework.chooseAnswer') }]);
    else void router.navigate({ href: addressOf(answers + (answer === 'yes' ? 'y' : 'n')), resetScroll: false });
  };
  const asked = step.answered.length;
  return (
    <Form onSubmit={go} errors={problems} label={t('telework.finder')}>
      <p className="text-muted">{t('telework.questionOf', { number: asked + 1, most: asked + step.left })}</p>
      <RadioGroup
        name="answer"
        legendAsHeading
        label={catalogText(ask.question)}
        hint={catalogText(ask.help)}
        value={answer}
        onChange={setAnswer}
        choices={[
          { value: 'yes', label: t('telework.answer.yes') },
          { value: 'no', label: t('telework.answer.no') },
        ]}
      />
      <FormActions>
        <Button type="submit">{t('telework.next')}</Button>
        {asked > 0 && <Link href={addressOf(answers.slice(0, -1))}>{t('telework.back')}</Link>}
      </FormActions>
    </Form>
  );
}

/** What was said so far, each with a way to change it. */
function Answered({ step: { answered } }: { readonly step: FinderStep }): ReactNode {
  const { t, catalogText } = useText();
  if (answered.length === 0) return null;
  const letters = answered.map(({ answer }) => (answer === 'yes' ? 'y' : 'n')).join('');
  return (
    <section aria-labelledby="telework-answered">
      <h2 id="telework-answered" className="mb-2 text-h3">
        {t('telework.answered')}
      </h2>
      <ol className="border-t border-line">
        {answered.map(({ id, question, answer }, at) => (
          <li key={id} className="flex flex-wrap justify-between gap-x-6 gap-y-1 border-b border-line py-3">
            <span className="min-w-0 flex-1 basis-64">{catalogText(question)}</span>
            <strong>{t(`telework.answer.${answer}`)}</strong>
            <Link href={addressOf(letters.slice(0, at))}>
              {t('telework.changeAnswer')}
              <span className="sr-only">
                {t('words.colon')}
                {catalogText(question)}
              </span>
            </Link>
          </li>
        ))}
      </ol>
    </section>
  );
}
