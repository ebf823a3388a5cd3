// SPDX-License-Identifier: Apache-2.0
import { useRouter } from '@tanstack/react-router';
import { useState } from 'react';
import type { ReactNode } from 'react';
import type { Api } from '../api-types.ts';
import { formProblems } from '../describe-error.ts';
import { useText } from '../i18n.tsx';
import { paths } from '../paths.ts';
import { useChange } from '../queries.ts';
import { useOrgId } from '../session.ts';
import { Button } from '../ui/button.tsx';
import { Form, FormActions } from '../ui/form.tsx';
import type { FieldProblem } from '../ui/form-context.ts';
import { RadioGroup } from '../ui/radio-group.tsx';
import { TextField } from '../ui/text-field.tsx';
import { useToast } from '../ui/toast.tsx';
import { ANSWER_CHOICES, choiceOf, valueOf } from './answer-badge.tsx';
import type { AnswerChoice } from './answer-badge.tsx';
import type { ControlItem } from './filter.ts';

export type ControlPage = Api['GET /api/v1/org/:orgId/controls/:controlId']['response'];

interface AnswerFormProps {
  readonly page: ControlPage;
  /** Where to go on, while there is something to answer. */
  readonly next: ControlItem | undefined;
  /** Where the question stands in a list: called instead of going anywhere. */
  readonly onSaved?: () => void;
}

/** Characters of a note, as the contract has it. */
const NOTE_LENGTH = 2000;

/** The question of a control. Saving leads to the next unanswered one, unless the devices say otherwise. */
export function AnswerForm({ page, next, onSaved }: AnswerFormProps): ReactNode {
  const texts = useText();
  const { t, catalogText } = texts;
  const { control, declaration } = page;
  const orgId = useOrgId();
  const router = useRouter();
  const toast = useToast();
  const declare = useChange('PUT /api/v1/org/:orgId/controls/:controlId/declaration');
  const [choice, setChoice] = useState<AnswerChoice | undefined>(declaration ? choiceOf(declaration.value) : undefined);
  const [note, setNote] = useState(declaration?.note ?? '');
  const [problems, setProblems] = useState<readonly FieldProblem[]>([]);
  const goOn = declaration === null ? next : undefined;

  const submit = (then: ControlItem | undefined): void => {
    if (choice === undefined) {
      setProblems([{ field: 'value', message: t('controls.choose') }]);
      return;
    }
    setProblems([]);
    const body = { value: valueOf(choice), note: note.trim() };
    // As a promise: the new answer brings a new form, and callbacks of the old one would not be called.
    void declare.mutateAsync({ params: { orgId, controlId: control.id }, body }).then(
      ({ contradiction }) => {
        toast({ text: t('controls.saved', { title: catalogText(control.title) }) });
        if (onSaved) return onSaved();
        // A contradiction is worth staying for: it shows at the top of this page.
        if (contradiction) window.scrollTo({ top: 0 });
        else if (then) void router.navigate({ href: paths.control(then.id) });
      },
      (error: unknown) => setProblems(formProblems(error, texts)),
    );
  };

  return (
    <Form onSubmit={() => submit(goOn)} errors={problems} label={t('controls.question')}>
      <RadioGroup
        name="value"
        label={catalogText(control.question)}
        value={choice}
        onChange={setChoice}
        choices={ANSWER_CHOICES.map((value) => ({
          value,
          label: t(`controls.value.${value}`),
          hint: t(`controls.hint.${value}`),
        }))}
      />
      <TextField
        name="note"
        label={t('controls.note')}
        hint={t('controls.noteHint')}
        optional
        rows={2}
        countTo={NOTE_LENGTH}
        value={note}
        onChange={setNote}
      />
      <FormActions>
        <Button type="submit" busy={declare.isPending} wide>
          {goOn ? t('controls.saveNext') : t('controls.save')}
        </Button>
        {goOn && (
          <Button variant="secondary" busy={declare.isPending} onClick={() => submit(undefined)} wide>
            {t('controls.save')}
          </Button>
        )}
      </FormActions>
    </Form>
  );
}
