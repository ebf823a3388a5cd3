// SPDX-License-Identifier: Apache-2.0
import { useState } from 'react';
import type { ReactNode } from 'react';
import type { ControlItem } from '../controls/filter.ts';
import { contradictionSentence } from '../controls/contradiction.tsx';
import { useText } from '../i18n.tsx';
import { useChange } from '../queries.ts';
import { useOrgId } from '../session.ts';
import { Badge } from '../ui/badge.tsx';
import { Button } from '../ui/button.tsx';
import { Card } from '../ui/card.tsx';
import { Checkbox, CheckboxGroup } from '../ui/checkbox.tsx';
import { Form, FormActions } from '../ui/form.tsx';
import type { FieldProblem } from '../ui/form-context.ts';
import { Notice } from '../ui/notice.tsx';
import { Select } from '../ui/select.tsx';
import { Stack } from '../ui/stack.tsx';
import { TextField } from '../ui/text-field.tsx';
import { useToast } from '../ui/toast.tsx';
import type { SheetDetail } from './sheet-page.tsx';
import { sheetProblems } from './sheet-problem.ts';
import type { Question } from './sheet-questions.tsx';

const ANSWERS = ['yes', 'partly', 'no', 'unknown', 'not_applicable'] as const;
type Answer = (typeof ANSWERS)[number];

interface QuestionProps {
  readonly question: Question;
  readonly sheetId: string;
  readonly words: SheetDetail['words'];
  readonly controls: readonly ControlItem[];
}

function useAnswer({ question, sheetId }: Pick<QuestionProps, 'question' | 'sheetId'>) {
  const texts = useText();
  const { t } = texts;
  const orgId = useOrgId();
  const toast = useToast();
  const change = useChange('PUT /api/v1/org/:orgId/check-sheets/:sheetId/questions/:no');
  const [problems, setProblems] = useState<readonly FieldProblem[]>([]);
  const save = async (body: {
    controlIds: string[] | null;
    answer?: Answer | null | undefined;
    note?: string | undefined;
  }): Promise<void> => {
    setProblems([]);
    try {
      await change.mutateAsync({ params: { orgId, sheetId, no: question.no }, body });
      toast({ text: t('papers.saved', { no: question.no }) });
    } catch (error) {
      setProblems(sheetProblems(error, texts));
    }
  };
  return { save, problems, busy: change.isPending };
}

export function SheetQuestion(props: QuestionProps): ReactNode {
  const { t } = useText();
  const { question } = props;
  return (
    <Card
      level={3}
      title={
        <span className="text-body">
          {question.no}. <span className="whitespace-pre-line">{question.text}</span>
        </span>
      }
    >
      <Stack>
        <p className="flex flex-wrap gap-2 text-muted">
          <span>{question.place}</span>
          {question.answeredBy && <Badge>{t(`papers.by.${question.answeredBy}`)}</Badge>}
        </p>
        <Contradictions question={question} />
        {question.locked ? <Notice>{t('papers.locked')}</Notice> : <QuestionForm {...props} />}
      </Stack>
    </Card>
  );
}

function Contradictions({ question }: { readonly question: Question }): ReactNode {
  const texts = useText();
  return question.contradictions.map((found) => (
    <Notice
      key={found.controlId}
      tone="critical"
      title={`${texts.catalogText(found.title)}${texts.t('words.colon')}${contradictionSentence({ ...found, declared: 4 }, texts)}`}
    >
      <p>{texts.t('papers.contradictionWhat')}</p>
    </Notice>
  ));
}

function QuestionForm({ question, sheetId, words, controls }: QuestionProps): ReactNode {
  const { t } = useText();
  const { save, problems, busy } = useAnswer({ question, sheetId });
  const chosenBefore = question.controls?.map(({ controlId }) => controlId);
  const remembered = question.proposals.filter(({ how }) => how === 'memory').map(({ controlId }) => controlId);
  const [ids, setIds] = useState<readonly string[]>(chosenBefore ?? remembered);
  const [answer, setAnswer] = useState<Answer | ''>(question.answer ?? '');
  const [note, setNote] = useState(question.note);
  const byHand = answer !== (question.answer ?? '') || note !== question.note;

  const submit = (): void => {
    const hand = byHand && answer !== '' ? { answer, note } : byHand ? { note } : {};
    void save({ controlIds: [...ids], ...hand });
  };
  return (
    <Form onSubmit={submit} errors={problems} label={t('papers.questionNo', { no: question.no })}>
      <ControlChoice question={question} ids={ids} onChange={setIds} controls={controls} />
      {(question.controls !== null || byHand) && (
        <>
          <Select
            name={`answer-${question.no}`}
            label={t('papers.answerLabel')}
            value={answer}
            onChange={setAnswer}
            choices={ANSWERS.map((value) => ({ value, label: answerLabel(t(`papers.answer.${value}`), words, value) }))}
          />
          <TextField
            name={`note-${question.no}`}
            label={t('papers.note')}
            optional
            rows={3}
            countTo={2000}
            value={note}
            onChange={setNote}
          />
        </>
      )}
      <QuestionActions question={question} busy={busy} ids={ids} save={save} />
    </Form>
  );
}

type Save = ReturnType<typeof useAnswer>['save'];

interface ActionProps {
  readonly question: Question;
  readonly busy: boolean;
  readonly ids: readonly string[];
  readonly save: Save;
}

function QuestionActions({ question, busy, ids, save }: ActionProps): ReactNode {
  const { t } = useText();
  const fresh = question.controls === null;
  return (
    <FormActions>
      <Button type="submit" size="small" variant={fresh ? 'primary' : 'secondary'} busy={busy}>
        {fresh ? t('papers.confirm') : t('papers.save')}
      </Button>
      {fresh && (
        <Button size="small" variant="secondary" busy={busy} onClick={() => void save({ controlIds: [] })}>
          {t('papers.noneFits')}
        </Button>
      )}
      {question.answeredBy === 'person' && question.now !== null && (
        <Button
          size="small"
          variant="quiet"
          busy={busy}
          onClick={() => void save({ controlIds: [...ids], answer: null })}
        >
          {t('papers.fromState')}
        </Button>
      )}
    </FormActions>
  );
}

/** 「実施している → ○」: the product's word and the sheet's. */
function answerLabel(label: string, words: SheetDetail['words'], answer: Answer): string {
  const word = words?.[answer === 'not_applicable' ? 'notApplicable' : answer] ?? '';
  return word === '' || word === label ? label : `${label} → ${word}`;
}

interface ChoiceProps {
  readonly question: Question;
  readonly ids: readonly string[];
  readonly onChange: (ids: readonly string[]) => void;
  readonly controls: readonly ControlItem[];
}

/** Proposals as boxes, everything else in a list. */
function ControlChoice({ question, ids, onChange, controls }: ChoiceProps): ReactNode {
  const { t, catalogText } = useText();
  const known = new Map(question.proposals.map(({ controlId, title, how }) => [controlId, { title, how }]));
  for (const { controlId, title } of question.controls ?? []) {
    if (!known.has(controlId)) known.set(controlId, { title, how: 'text' });
  }
  for (const id of ids) {
    const found = controls.find((control) => control.id === id);
    if (found && !known.has(id)) known.set(id, { title: found.title, how: 'text' });
  }
  const toggle = (id: string, on: boolean): void => onChange(on ? [...ids, id] : ids.filter((one) => one !== id));
  return (
    <Stack gap="tight">
      <CheckboxGroup legend={t('papers.about')}>
        {[...known].map(([id, { title, how }]) => (
          <Checkbox
            key={id}
            name={`control-${question.no}-${id}`}
            label={catalogText(title)}
            {...(how === 'memory' ? { hint: t('papers.chosenBefore') } : {})}
            checked={ids.includes(id)}
            onChange={(on) => toggle(id, on)}
          />
        ))}
        {known.size === 0 && <p className="text-muted">{t('papers.noProposal')}</p>}
      </CheckboxGroup>
      <Select
        name={`other-${question.no}`}
        label={t('papers.otherControl')}
        optional
        value=""
        onChange={(id) => toggle(id, true)}
        choices={controls
          .filter(({ id }) => !known.has(id))
          .map(({ id, title }) => ({ value: id, label: catalogText(title) }))}
      />
    </Stack>
  );
}
