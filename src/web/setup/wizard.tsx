// SPDX-License-Identifier: Apache-2.0
import { useRouter, useRouterState } from '@tanstack/react-router';
import { useCallback, useEffect, useRef, useState } from 'react';
import type { ReactNode } from 'react';
import { api } from '../api.ts';
import { formProblems } from '../describe-error.ts';
import { forgetFragmentToken } from '../fragment-token.ts';
import { useText } from '../i18n.tsx';
import type { Measure } from '../password/new-password-field.tsx';
import { useChange } from '../queries.ts';
import { Button } from '../ui/button.tsx';
import { Form, FormActions } from '../ui/form.tsx';
import type { FieldProblem } from '../ui/form-context.ts';
import { PageHeader } from '../ui/page-header.tsx';
import { wantPageFocus } from '../ui/page-focus.ts';
import { ProgressBar } from '../ui/progress-bar.tsx';
import { DoneStep } from './done-step.tsx';
import { EMPTY, STEPS, bodyOf, isStep, problemsOf, stepOfField, wordsOf } from './draft.ts';
import type { Draft, Step } from './draft.ts';
import { OrganisationStep, PasswordStep, WelcomeStep, YouStep } from './steps.tsx';

/** The step is in the address, so that the browser's own "back" goes one question back. */
function useStep(reached: Step): readonly [Step, (step: Step) => void] {
  const router = useRouter();
  const search = useRouterState({ select: (state) => state.location.searchStr });
  const wanted = new URLSearchParams(search).get('step') ?? 'welcome';
  // After a reload what was typed is gone, and so are the later pages.
  const step = isStep(wanted) && STEPS.indexOf(wanted) <= STEPS.indexOf(reached) ? wanted : 'welcome';
  const go = (to: Step): void => {
    wantPageFocus();
    void router.navigate({ href: to === 'welcome' ? '/setup' : `/setup?step=${to}` });
  };
  return [step, go];
}

/** Measures with the names already given, which the password must not carry. */
function useMeasure(token: string, draft: Draft): Measure {
  const words = useRef<string[]>([]);
  useEffect(() => {
    words.current = wordsOf(draft);
  }, [draft]);
  return useCallback(
    async (password, signal) =>
      api('POST /api/v1/setup/measure-password', { body: { token, password, words: words.current } }, signal),
    [token],
  );
}

/** Why a password is refused; nothing when it is good, or cannot be measured now. */
async function refusal(measure: Measure, password: string): Promise<string | undefined> {
  try {
    const { accepted, reasons } = await measure(password, new AbortController().signal);
    return accepted ? undefined : (reasons[0] ?? 'guessable');
  } catch {
    return undefined;
  }
}

interface Flow {
  readonly draft: Draft;
  readonly change: (part: Partial<Draft>) => void;
  readonly step: Step;
  readonly back: () => void;
  readonly problems: readonly FieldProblem[];
  readonly submit: () => void;
  readonly measure: Measure;
  readonly busy: boolean;
  readonly done: boolean;
}

function useFlow(token: string): Flow {
  const texts = useText();
  const { t, findText, language } = texts;
  const [draft, setDraft] = useState(EMPTY);
  const [reached, setReached] = useState<Step>('welcome');
  const [step, go] = useStep(reached);
  const [problems, setProblems] = useState<readonly FieldProblem[]>([]);
  // Only the session: to ask again whether the code works would be answered "no" now.
  const complete = useChange('POST /api/v1/setup/complete', ['GET /api/v1/session']);
  const measure = useMeasure(token, draft);
  const [measuring, setMeasuring] = useState(false);

  const fail = (error: Error): void => {
    const found = formProblems(error, texts);
    const at = stepOfField(found[0]?.field ?? '');
    if (at !== step) go(at);
    setProblems(found);
  };
  const finish = async (): Promise<void> => {
    const body = bodyOf(draft, token, language);
    if (!body) return go('organisation');
    setMeasuring(true);
    // What is too easy is told here already; the server asks itself once more.
    const refused = await refusal(measure, draft.password);
    setMeasuring(false);
    if (refused !== undefined) {
      const message = findText(`words.password.reason.${refused}`) ?? t('password.refused');
      return setProblems([{ field: 'administrator.password', message }]);
    }
    complete.mutate({ body }, { onSuccess: () => forgetFragmentToken('setup'), onError: fail });
  };
  const submit = (): void => {
    const found = problemsOf(step, draft, t);
    setProblems(found);
    if (found.length > 0) return;
    const next = STEPS[STEPS.indexOf(step) + 1];
    if (!next) return void finish();
    if (STEPS.indexOf(next) > STEPS.indexOf(reached)) setReached(next);
    go(next);
  };
  const back = (): void => {
    setProblems([]);
    go(STEPS[STEPS.indexOf(step) - 1] ?? 'welcome');
  };
  return {
    draft,
    change: (part) => setDraft((before) => ({ ...before, ...part })),
    step,
    back,
    problems,
    submit,
    measure,
    busy: measuring || complete.isPending,
    done: complete.isSuccess,
  };
}

export function Wizard({ token }: { readonly token: string }): ReactNode {
  const { t } = useText();
  const { draft, change, step, back, problems, submit, measure, busy, done } = useFlow(token);
  if (done) return <DoneStep name={draft.name} email={draft.email.trim()} />;
  const position = STEPS.indexOf(step) + 1;
  const shared = { draft, onChange: change };
  return (
    <>
      <div className="mb-6">
        <ProgressBar
          label={t('setup.progress')}
          value={position}
          max={STEPS.length}
          text={t('setup.progressText', { step: position, total: STEPS.length })}
        />
      </div>
      <PageHeader title={t(`setup.${step}.title`)} lead={t(`setup.${step}.lead`)} />
      <Form key={step} onSubmit={submit} errors={problems} label={t(`setup.${step}.title`)}>
        {step === 'welcome' && <WelcomeStep />}
        {step === 'organisation' && <OrganisationStep {...shared} />}
        {step === 'you' && <YouStep {...shared} />}
        {step === 'password' && <PasswordStep {...shared} measure={measure} />}
        <FormActions>
          <Button type="submit" busy={busy} wide>
            {t(
              step === 'welcome' ? 'setup.welcome.start' : step === 'password' ? 'setup.password.submit' : 'setup.next',
            )}
          </Button>
          {step !== 'welcome' && (
            <Button variant="secondary" onClick={back} wide>
              {t('setup.back')}
            </Button>
          )}
        </FormActions>
      </Form>
    </>
  );
}
