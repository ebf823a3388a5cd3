// SPDX-License-Identifier: Apache-2.0
import { useState } from 'react';
import type { ReactNode } from 'react';
import type { Api } from '../api-types.ts';
import { formProblems } from '../describe-error.ts';
import { useText } from '../i18n.tsx';
import { Loaded } from '../loaded.tsx';
import { paths } from '../paths.ts';
import { useApi, useChange } from '../queries.ts';
import { useRouteParam } from '../route-param.ts';
import { useOrgId } from '../session.ts';
import { Badge } from '../ui/badge.tsx';
import { Button } from '../ui/button.tsx';
import { Card } from '../ui/card.tsx';
import { Disclosure } from '../ui/disclosure.tsx';
import { EmptyState } from '../ui/empty-state.tsx';
import { Form, FormActions } from '../ui/form.tsx';
import type { FieldProblem } from '../ui/form-context.ts';
import { ButtonLink } from '../ui/link.tsx';
import { PageHeader } from '../ui/page-header.tsx';
import { Select } from '../ui/select.tsx';
import { Stack } from '../ui/stack.tsx';
import { TextField } from '../ui/text-field.tsx';
import { valueText, valueTone } from './answer-words.ts';
import type { Value } from './answer-words.ts';

type Question = Api['GET /api/v1/org/:orgId/diagnoses/:diagnosisId/merge']['response']['questions'][number];

/** Where sites differ: the lowest counts, unless somebody responsible chooses another one and says why. */
export function Page(): ReactNode {
  const { t } = useText();
  const diagnosisId = useRouteParam('diagnosisId');
  const query = useApi('GET /api/v1/org/:orgId/diagnoses/:diagnosisId/merge', {
    params: { orgId: useOrgId(), diagnosisId },
  });
  return (
    <>
      <PageHeader
        title={t('diagnosis.mergeTitle')}
        lead={t('diagnosis.mergeLead')}
        crumbs={[{ label: t('diagnosis.title'), href: paths.diagnosis() }]}
        action={<ButtonLink href={paths.diagnosis()}>{t('diagnosis.mergeDone')}</ButtonLink>}
      />
      <Loaded query={query} lines={12}>
        {({ questions }) =>
          questions.length === 0 ? (
            <EmptyState title={t('diagnosis.mergeNone')} />
          ) : (
            <Stack>
              {questions.map((question) => (
                <Differing key={question.no} question={question} diagnosisId={diagnosisId} />
              ))}
            </Stack>
          )
        }
      </Loaded>
    </>
  );
}

interface DifferingProps {
  readonly question: Question;
  readonly diagnosisId: string;
}

function Differing({ question, diagnosisId }: DifferingProps): ReactNode {
  const texts = useText();
  const { t, catalogText } = texts;
  const { chosen, lowest } = question;
  const counts = chosen ? chosen.value : lowest;
  return (
    <Card title={t('diagnosis.mergeQuestion', { no: question.no, question: catalogText(question.question) })} level={2}>
      <Stack>
        <ul className="grid gap-2">
          {question.sites.map((site) => (
            <li key={site.siteId} className="flex flex-wrap items-center gap-3">
              <span className="min-w-32">{site.name}</span>
              {site.value === undefined ? (
                <Badge>{t('diagnosis.notYet')}</Badge>
              ) : (
                <Badge tone={valueTone(site.value)}>{valueText(site.value, texts)}</Badge>
              )}
            </li>
          ))}
        </ul>
        <p>
          <span className="font-bold">{t('diagnosis.mergeCounts', { value: valueText(counts, texts) })}</span>{' '}
          {chosen
            ? t('diagnosis.mergeChosen', {
                name: chosen.memberName ?? t('controls.formerMember'),
                reason: chosen.reason,
              })
            : t('diagnosis.mergeLowest')}
        </p>
        <Disclosure summary={t('diagnosis.mergeChange')}>
          <Choose key={JSON.stringify(chosen)} question={question} diagnosisId={diagnosisId} />
        </Disclosure>
      </Stack>
    </Card>
  );
}

const keyOf = (value: Value): string => String(value);

function Choose({ question, diagnosisId }: DifferingProps): ReactNode {
  const texts = useText();
  const { t } = texts;
  const orgId = useOrgId();
  const choose = useChange('PUT /api/v1/org/:orgId/diagnoses/:diagnosisId/merge/:question');
  const values = [...new Set(question.sites.flatMap(({ value }) => (value === undefined ? [] : [value])))];
  const [value, setValue] = useState<string>(keyOf(question.chosen ? question.chosen.value : question.lowest));
  const [reason, setReason] = useState(question.chosen?.reason ?? '');
  const [problems, setProblems] = useState<readonly FieldProblem[]>([]);
  const params = { orgId, diagnosisId, question: question.no };
  const save = (choice: { value: Value; reason: string } | null): void => {
    setProblems([]);
    choose.mutate({ params, body: { choice } }, { onError: (error) => setProblems(formProblems(error, texts)) });
  };
  const submit = (): void => {
    const chosen = values.find((one) => keyOf(one) === value);
    if (chosen === undefined) return;
    if (reason.trim() === '') return setProblems([{ field: 'reason', message: t('diagnosis.mergeReasonMissing') }]);
    save({ value: chosen, reason: reason.trim() });
  };
  return (
    <Form onSubmit={submit} errors={problems} label={t('diagnosis.mergeChange')}>
      <Select
        name={`value-${question.no}`}
        label={t('diagnosis.mergeValue')}
        value={value}
        onChange={setValue}
        choices={values.map((one) => ({ value: keyOf(one), label: valueText(one, texts) }))}
      />
      <TextField
        name="reason"
        label={t('diagnosis.mergeReason')}
        hint={t('diagnosis.mergeReasonHint')}
        value={reason}
        onChange={setReason}
      />
      <FormActions>
        <Button type="submit" variant="secondary" busy={choose.isPending}>
          {t('diagnosis.mergeSave')}
        </Button>
        {question.chosen && (
          <Button variant="quiet" busy={choose.isPending} onClick={() => save(null)}>
            {t('diagnosis.mergeBack')}
          </Button>
        )}
      </FormActions>
    </Form>
  );
}
