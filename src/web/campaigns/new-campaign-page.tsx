// SPDX-License-Identifier: Apache-2.0
import { useRouter } from '@tanstack/react-router';
import { useState } from 'react';
import type { ReactNode } from 'react';
import type { ControlItem } from '../controls/filter.ts';
import { formProblems } from '../describe-error.ts';
import { useText } from '../i18n.tsx';
import { Loaded } from '../loaded.tsx';
import { OnlyFor } from '../only-for.tsx';
import { paths } from '../paths.ts';
import { useApi, useChange } from '../queries.ts';
import { MANAGERS } from '../roles.ts';
import { useOrgId } from '../session.ts';
import { addDays, useToday } from '../tasks/use-today.ts';
import { Button } from '../ui/button.tsx';
import { Checkbox } from '../ui/checkbox.tsx';
import { FieldError, Hint, useField } from '../ui/field.tsx';
import { Form, FormActions } from '../ui/form.tsx';
import type { FieldProblem } from '../ui/form-context.ts';
import { Link } from '../ui/link.tsx';
import { PageHeader } from '../ui/page-header.tsx';
import { TextField } from '../ui/text-field.tsx';
import { useToast } from '../ui/toast.tsx';

/** Long enough for a week's holiday, short enough to be remembered. */
const USUAL_DAYS = 14;
/** As the server has it. */
const MAX_QUESTIONS = 10;
/** Asked unless told otherwise: a minute's worth. */
const PRESET = 5;

export function Page(): ReactNode {
  const { t } = useText();
  const found = useApi('GET /api/v1/org/:orgId/controls', { params: { orgId: useOrgId() } });
  return (
    <>
      <PageHeader
        title={t('campaigns.new')}
        lead={t('campaigns.newLead')}
        crumbs={[
          { label: t('telework.title'), href: paths.telework() },
          { label: t('campaigns.title'), href: paths.campaigns() },
        ]}
      />
      <OnlyFor roles={MANAGERS}>
        <Loaded query={found} lines={16}>
          {({ controls }) => <Start controls={controls.filter(({ role }) => role === 'teleworker')} />}
        </Loaded>
      </OnlyFor>
    </>
  );
}

function Start({ controls }: { readonly controls: readonly ControlItem[] }): ReactNode {
  const texts = useText();
  const { t } = texts;
  const orgId = useOrgId();
  const today = useToday();
  const router = useRouter();
  const toast = useToast();
  const start = useChange('POST /api/v1/org/:orgId/campaigns');
  const [title, setTitle] = useState('');
  const [closesOn, setClosesOn] = useState(() => addDays(today, USUAL_DAYS));
  const [chosen, setChosen] = useState<readonly string[]>(() =>
    controls
      .filter(({ mark }) => mark === 'first')
      .slice(0, PRESET)
      .map(({ id }) => id),
  );
  const [problems, setProblems] = useState<readonly FieldProblem[]>([]);
  const submit = (): void => {
    const missing = [
      ...(title.trim() === '' ? [{ field: 'title', message: t('campaigns.titleMissing') }] : []),
      ...(chosen.length === 0 ? [{ field: 'controls', message: t('campaigns.questionsMissing') }] : []),
      ...(chosen.length > MAX_QUESTIONS ? [{ field: 'controls', message: t('campaigns.questionsMany') }] : []),
      ...(closesOn === '' ? [{ field: 'closesOn', message: t('error.reason.closes_out_of_range') }] : []),
    ];
    setProblems(missing);
    if (missing.length > 0) return;
    start.mutate(
      { params: { orgId }, body: { title, closesOn, controls: [...chosen] } },
      {
        onSuccess: ({ campaign }) => {
          toast({ text: t('campaigns.started') });
          void router.navigate({ href: paths.campaign(campaign.campaignId) });
        },
        onError: (error) => setProblems(formProblems(error, texts)),
      },
    );
  };
  return (
    <Form onSubmit={submit} errors={problems} label={t('campaigns.new')}>
      <TextField
        name="title"
        label={t('campaigns.titleLabel')}
        hint={t('campaigns.titleHint')}
        countTo={100}
        value={title}
        onChange={setTitle}
      />
      <TextField
        name="closesOn"
        label={t('campaigns.closes')}
        hint={t('campaigns.closesHint')}
        type="date"
        width="medium"
        value={closesOn}
        onChange={setClosesOn}
      />
      <Questions controls={controls} chosen={chosen} onChange={setChosen} />
      <FormActions>
        <Button type="submit" busy={start.isPending}>
          {t('campaigns.start')}
        </Button>
        <Link href={paths.campaigns()}>{t('ui.cancel')}</Link>
      </FormActions>
    </Form>
  );
}

interface QuestionsProps {
  readonly controls: readonly ControlItem[];
  readonly chosen: readonly string[];
  readonly onChange: (chosen: readonly string[]) => void;
}

function Questions({ controls, chosen, onChange }: QuestionsProps): ReactNode {
  const { t, catalogText } = useText();
  const label = t('campaigns.questions');
  const hint = t('campaigns.questionsHint', { count: chosen.length });
  const parts = useField({ name: 'controls', label, hint });
  return (
    <fieldset id={parts.id} tabIndex={-1} aria-describedby={parts.control['aria-describedby']} className="min-w-0">
      <legend className="font-bold">{label}</legend>
      <Hint id={parts.id}>{hint}</Hint>
      {parts.error && <FieldError id={parts.id}>{parts.error}</FieldError>}
      {controls.map(({ id, title }) => (
        <Checkbox
          key={id}
          name={`control-${id}`}
          label={catalogText(title)}
          checked={chosen.includes(id)}
          onChange={(checked) => onChange(checked ? [...chosen, id] : chosen.filter((one) => one !== id))}
        />
      ))}
    </fieldset>
  );
}
