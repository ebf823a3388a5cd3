// SPDX-License-Identifier: Apache-2.0
import { useEffect, useRef, useState } from 'react';
import type { ReactNode, RefObject } from 'react';
import { useText } from '../i18n.tsx';
import { Failure } from '../loaded.tsx';
import { paths } from '../paths.ts';
import { useChange } from '../queries.ts';
import { useOrgId } from '../session.ts';
import { Badge } from '../ui/badge.tsx';
import { Button } from '../ui/button.tsx';
import { classes } from '../ui/class-names.ts';
import { Disclosure } from '../ui/disclosure.tsx';
import { ButtonLink } from '../ui/link.tsx';
import { Notice } from '../ui/notice.tsx';
import { PageHeader } from '../ui/page-header.tsx';
import { ProgressBar } from '../ui/progress-bar.tsx';
import { Stack } from '../ui/stack.tsx';
import { VALUES } from './answer-words.ts';
import type { QuestionView, SiteView, Value } from './answer-words.ts';
import { FailingControl } from './contradicted.tsx';
import { EvidenceBox } from './evidence-box.tsx';
import { keyDeed } from './keys.ts';

interface QuestionCardProps {
  readonly view: SiteView;
  readonly question: QuestionView;
  /** undefined: not answered yet. */
  readonly value: Value | undefined;
  readonly place: { readonly index: number; readonly count: number };
  readonly back: string | undefined;
  readonly onBack: () => void;
  readonly onNext: () => void;
  readonly onAnswered: (value: Value, stay: boolean) => void;
}

/** One question: answered by a click, the keys 1–4, or arrows and Enter; kept at once. */
export function QuestionCard(props: QuestionCardProps): ReactNode {
  const { question, value } = props;
  const { t, catalogText } = useText();
  const area = useRef<HTMLDivElement>(null);
  const answer = useAnswer(props);
  const choices: readonly Value[] = question.notUsed ? [...VALUES, null] : VALUES;
  const contradicted = answer.contradicted ?? (question.contradicted && value === question.answer?.value);
  useKeys(area, {
    choose: (index) => {
      const chosen = choices[index];
      if (chosen !== undefined) answer.give(chosen);
    },
    back: props.onBack,
    next: () => {
      if (value !== undefined) props.onNext();
    },
  });
  return (
    <div ref={area} data-question={question.no} className="mx-auto max-w-3xl">
      <PageHeader
        title={catalogText(question.question)}
        crumbs={[{ label: t('diagnosis.title'), href: paths.diagnosis() }]}
        lead={catalogText(question.help)}
      />
      <Stack>
        <Place {...props} />
        <EvidenceBox question={question} />
        <Choices choices={choices} question={question} value={value} busy={answer.busy} onChoose={answer.give} />
        <Kept answer={answer} given={value !== undefined} />
        {contradicted && <Contradiction question={question} onNext={props.onNext} />}
        <Moves {...props} contradicted={contradicted} />
        <Disclosure summary={t('diagnosis.why')}>
          <p>{catalogText(question.why)}</p>
        </Disclosure>
        <p className="text-note text-muted max-md:hidden">
          {t(question.notUsed ? 'diagnosis.keys5' : 'diagnosis.keys')}
        </p>
      </Stack>
    </div>
  );
}

/** Which question of how many, of which part (and site). */
function Place({ view, question, place }: QuestionCardProps): ReactNode {
  const { t, catalogText } = useText();
  const part = view.site.parts.find(({ no }) => no === question.part);
  const title = part ? catalogText(part.title) : '';
  return (
    <ProgressBar
      label={view.severalSites ? `${view.site.name} ／ ${title}` : title}
      value={place.index + 1}
      max={place.count}
      text={t('diagnosis.questionOf', { no: place.index + 1, count: place.count })}
    />
  );
}

/** Whether the answer is kept; a failed one can be sent again. */
function Kept({
  answer,
  given,
}: {
  readonly answer: ReturnType<typeof useAnswer>;
  readonly given: boolean;
}): ReactNode {
  const { t } = useText();
  const state = given ? t('diagnosis.saved') : '';
  return (
    <>
      <p role="status" className="min-h-7 text-note text-muted">
        {answer.busy ? t('diagnosis.saving') : state}
      </p>
      {answer.error && <Failure error={answer.error} onAgain={answer.again} />}
    </>
  );
}

/** Back, on, or later. */
function Moves(props: QuestionCardProps & { readonly contradicted: boolean }): ReactNode {
  const { t } = useText();
  return (
    <div className="flex flex-wrap items-center gap-4">
      <ButtonLink href={props.back ?? paths.diagnosis()} variant="secondary">
        {t(props.back ? 'diagnosis.back' : 'diagnosis.toOverview')}
      </ButtonLink>
      {props.value === undefined && (
        <Button variant="quiet" onClick={props.onNext}>
          {t('diagnosis.later')}
        </Button>
      )}
      {props.value !== undefined && !props.contradicted && (
        <Button onClick={props.onNext}>{t('diagnosis.next')}</Button>
      )}
    </div>
  );
}

/** Saves at once. Who answers against the machine stays on the page, once, to see why. */
function useAnswer({ view, question, onAnswered }: QuestionCardProps) {
  const orgId = useOrgId();
  const save = useChange('PUT /api/v1/org/:orgId/diagnoses/:diagnosisId/sites/:siteId/answers/:question', [
    'GET /api/v1/org/:orgId/diagnoses/:diagnosisId/sites/:siteId',
    'GET /api/v1/org/:orgId/diagnoses',
    'GET /api/v1/org/:orgId/diagnoses/:diagnosisId/finish',
    'GET /api/v1/org/:orgId/diagnoses/:diagnosisId/merge',
    'GET /api/v1/org/:orgId/home',
  ]);
  const [contradicted, setContradicted] = useState<boolean>();
  const [last, setLast] = useState<Value>();
  const give = (value: Value): void => {
    if (save.isPending) return;
    setLast(value);
    const params = { orgId, diagnosisId: view.diagnosisId, siteId: view.site.siteId, question: question.no };
    void save.mutateAsync({ params, body: { value } }).then(
      (kept) => {
        setContradicted(kept.contradicted);
        onAnswered(value, kept.contradicted);
      },
      () => undefined,
    );
  };
  const again = (): void => {
    if (last !== undefined) give(last);
  };
  return { give, again, contradicted, busy: save.isPending, error: save.error };
}

interface Deeds {
  readonly choose: (index: number) => void;
  readonly back: () => void;
  readonly next: () => void;
}

/** Keys work while the focus is in the question, so that they cannot surprise anybody elsewhere (WCAG 2.1.4). */
function useKeys(area: RefObject<HTMLDivElement | null>, deeds: Deeds): void {
  const newest = useRef(deeds);
  useEffect(() => {
    newest.current = deeds;
  });
  useEffect(() => {
    const element = area.current;
    if (!element) return undefined;
    if (document.activeElement === document.body) element.querySelector('h1')?.focus({ preventScroll: true });
    const onKey = (event: KeyboardEvent): void => {
      const deed = keyDeed(event);
      if (!deed) return;
      event.preventDefault();
      if (deed.kind === 'choose') newest.current.choose(deed.index);
      else if (deed.kind === 'move') moveFocus(element, deed.by);
      else newest.current[deed.kind]();
    };
    element.addEventListener('keydown', onKey);
    return () => element.removeEventListener('keydown', onKey);
  }, [area]);
}

function moveFocus(area: HTMLElement, by: 1 | -1): void {
  const buttons = [...area.querySelectorAll<HTMLButtonElement>('[data-answer]')];
  const at = buttons.findIndex((button) => button === document.activeElement);
  const to = at === -1 ? (by === 1 ? 0 : buttons.length - 1) : (at + by + buttons.length) % buttons.length;
  buttons[to]?.focus();
}

interface ChoicesProps {
  readonly choices: readonly Value[];
  readonly question: QuestionView;
  readonly value: Value | undefined;
  readonly busy: boolean;
  readonly onChoose: (value: Value) => void;
}

function Choices({ choices, question, value, busy, onChoose }: ChoicesProps): ReactNode {
  const { t, catalogText } = useText();
  const text = (one: Value): string =>
    one === null && question.notUsed ? catalogText(question.notUsed) : t(`controls.value.${one ?? 'not_applicable'}`);
  return (
    <div role="group" aria-label={t('diagnosis.answers')} className="grid grid-cols-1 gap-3 sm:grid-cols-2">
      {choices.map((one, index) => (
        <button
          key={String(one)}
          type="button"
          data-answer
          aria-pressed={value === one}
          aria-disabled={busy || undefined}
          aria-keyshortcuts={String(index + 1)}
          onClick={() => onChoose(one)}
          className={classes(
            'flex min-h-16 items-center gap-3 rounded-card border-2 px-4 py-3 text-left',
            one === null && 'sm:col-span-2',
            value === one
              ? 'border-action bg-action font-bold text-action-text'
              : 'border-line-strong bg-raised hover:bg-hover',
          )}
        >
          <span
            aria-hidden="true"
            className="flex size-8 shrink-0 items-center justify-center rounded-small border border-current text-note font-bold"
          >
            {index + 1}
          </span>
          <span className="min-w-0 flex-1">{text(one)}</span>
          {question.proposal !== undefined && question.proposal === one && (
            <Badge tone="info" icon="device">
              {t('diagnosis.proposed')}
            </Badge>
          )}
        </button>
      ))}
    </div>
  );
}

function Contradiction({
  question,
  onNext,
}: {
  readonly question: QuestionView;
  readonly onNext: () => void;
}): ReactNode {
  const { t } = useText();
  const failing = question.evidence.filter(({ fail }) => fail > 0);
  return (
    <Notice
      tone="critical"
      live="alert"
      title={t('diagnosis.contradiction')}
      action={
        <Button variant="secondary" size="small" onClick={onNext}>
          {t('diagnosis.keepAnswer')}
        </Button>
      }
    >
      <ul>
        {failing.map((one) => (
          <FailingControl key={one.controlId} one={one} />
        ))}
      </ul>
      <p className="mt-2">{t('diagnosis.contradictionHint')}</p>
    </Notice>
  );
}
