// SPDX-License-Identifier: Apache-2.0
import { useState } from 'react';
import type { ReactNode } from 'react';
import type { Api } from '../api-types.ts';
import { CountMarks } from '../controls/counts.tsx';
import { describeError, formProblems } from '../describe-error.ts';
import { useText } from '../i18n.tsx';
import { Loaded } from '../loaded.tsx';
import { paths } from '../paths.ts';
import { useApi, useChange } from '../queries.ts';
import { MANAGERS, useMay } from '../roles.ts';
import { useRouteParam } from '../route-param.ts';
import { useOrgId } from '../session.ts';
import { DueDate } from '../tasks/due-date.tsx';
import { Button } from '../ui/button.tsx';
import { Card } from '../ui/card.tsx';
import { Form, FormActions } from '../ui/form.tsx';
import type { FieldProblem } from '../ui/form-context.ts';
import { Icon } from '../ui/icon.tsx';
import { Link } from '../ui/link.tsx';
import { PageHeader } from '../ui/page-header.tsx';
import { RadioGroup } from '../ui/radio-group.tsx';
import { Stack } from '../ui/stack.tsx';
import { TextField } from '../ui/text-field.tsx';
import { useToast } from '../ui/toast.tsx';

type Campaign = Api['GET /api/v1/org/:orgId/campaigns/:campaignId']['response']['campaign'];
type Question = Campaign['questions'][number];
type Answer = NonNullable<Question['own']['answer']>;

const ANSWERS = ['yes', 'no', 'cannot'] as const satisfies readonly Answer[];

export function Page(): ReactNode {
  const campaignId = useRouteParam('campaignId');
  const found = useApi('GET /api/v1/org/:orgId/campaigns/:campaignId', {
    params: { orgId: useOrgId(), campaignId },
  });
  return (
    <Loaded query={found} lines={16}>
      {({ campaign }) => <Found campaign={campaign} />}
    </Loaded>
  );
}

function Found({ campaign }: { readonly campaign: Campaign }): ReactNode {
  const { t } = useText();
  const { title, open, closesOn, answered, asked, mine, waiting } = campaign;
  return (
    <>
      <PageHeader
        title={title}
        lead={
          <p>
            {open ? t('campaigns.closes') : t('campaigns.ended')}
            {t('words.colon')}
            <DueDate dueOn={closesOn} open={open} />
          </p>
        }
        crumbs={[
          { label: t('telework.title'), href: paths.telework() },
          { label: t('campaigns.title'), href: paths.campaigns() },
        ]}
      />
      <Stack gap="wide">
        {open && mine !== 'not_asked' && <Answers key={mine} campaign={campaign} />}
        {!open && mine === 'answered' && <Own campaign={campaign} />}
        {waiting !== null && (
          <section aria-labelledby="campaign-results">
            <h2 id="campaign-results" className="mb-2 text-h2">
              {t('campaigns.results')}
            </h2>
            <p>{t('campaigns.answeredOf', { answered, asked })}</p>
            {open && waiting.length > 0 && (
              <p className="text-muted">{t('campaigns.waiting', { names: waiting.join(t('telework.and')) })}</p>
            )}
            <Results campaign={campaign} />
            {open && <End campaign={campaign} />}
          </section>
        )}
      </Stack>
    </>
  );
}

type Draft = Readonly<Record<string, { readonly answer: Answer | undefined; readonly reason: string }>>;

function Answers({ campaign }: { readonly campaign: Campaign }): ReactNode {
  const texts = useText();
  const { t, catalogText } = texts;
  const orgId = useOrgId();
  const toast = useToast();
  const save = useChange('PUT /api/v1/org/:orgId/campaigns/:campaignId/answers');
  const [draft, setDraft] = useState<Draft>(() =>
    Object.fromEntries(
      campaign.questions.map(({ controlId, own }) => [
        controlId,
        { answer: own.answer ?? undefined, reason: own.reason },
      ]),
    ),
  );
  const [problems, setProblems] = useState<readonly FieldProblem[]>([]);
  const submit = (): void => {
    const given = campaign.questions.map(({ controlId }) => ({
      controlId,
      answer: draft[controlId]?.answer,
      reason: draft[controlId]?.reason ?? '',
    }));
    const missing = given.flatMap(({ controlId, answer, reason }) => {
      if (answer === undefined) return [{ field: `answer-${controlId}`, message: t('campaigns.answerMissing') }];
      if (answer !== 'cannot' || reason.trim() !== '') return [];
      return [{ field: `reason-${controlId}`, message: t('error.reason.reason_missing') }];
    });
    setProblems(missing);
    if (missing.length > 0) return;
    const answers = given.flatMap(({ controlId, answer, reason }) => (answer ? [{ controlId, answer, reason }] : []));
    void save.mutateAsync({ params: { orgId, campaignId: campaign.campaignId }, body: { answers } }).then(
      () => toast({ text: t('campaigns.thanks') }),
      (error: unknown) => setProblems(formProblems(error, texts)),
    );
  };
  return (
    <Card title={t('campaigns.yours')} main>
      <p className="mb-4 text-muted">{t('campaigns.seenBy')}</p>
      <Form onSubmit={submit} errors={problems} label={t('campaigns.yours')}>
        {campaign.questions.map((question) => {
          const { controlId } = question;
          const now = draft[controlId] ?? { answer: undefined, reason: '' };
          const change = (part: Partial<Draft[string]>): void =>
            setDraft({ ...draft, [controlId]: { ...now, ...part } });
          return (
            <div key={controlId} className="grid gap-3">
              <RadioGroup
                name={`answer-${controlId}`}
                label={catalogText(question.question)}
                value={now.answer}
                onChange={(answer) => change({ answer })}
                choices={ANSWERS.map((value) => ({ value, label: t(`campaigns.answer.${value}`) }))}
              />
              {now.answer === 'cannot' && (
                <TextField
                  name={`reason-${controlId}`}
                  label={t('campaigns.reason')}
                  hint={t('campaigns.reasonHint')}
                  countTo={500}
                  value={now.reason}
                  onChange={(reason) => change({ reason })}
                />
              )}
              <Measured question={question} />
            </div>
          );
        })}
        <FormActions>
          <Button type="submit" busy={save.isPending}>
            {t('campaigns.send')}
          </Button>
        </FormActions>
      </Form>
    </Card>
  );
}

/** What the person's own devices say, once they have answered. */
function Measured({ question: { own } }: { readonly question: Question }): ReactNode {
  const { t } = useText();
  if (own.answer === null || own.counts === null) return null;
  return (
    <div className="text-note">
      <span className="text-muted">{t('campaigns.ownDevices')}</span> <CountMarks counts={own.counts} />
      {own.answer === 'yes' && own.counts.fail > 0 && (
        <p className="flex gap-1 text-critical-text">
          <Icon name="warning" className="mt-1 size-5" />
          {t('campaigns.ownContradiction', { count: own.counts.fail })}
        </p>
      )}
    </div>
  );
}

function Own({ campaign }: { readonly campaign: Campaign }): ReactNode {
  const { t, catalogText } = useText();
  return (
    <Card title={t('campaigns.yours')}>
      <dl>
        {campaign.questions.map((question) => (
          <div key={question.controlId} className="border-b border-line py-3">
            <dt>{catalogText(question.question)}</dt>
            <dd className="font-bold">{question.own.answer && t(`campaigns.answer.${question.own.answer}`)}</dd>
          </div>
        ))}
      </dl>
    </Card>
  );
}

function Results({ campaign }: { readonly campaign: Campaign }): ReactNode {
  const { t, catalogText } = useText();
  return (
    <ul className="mt-4 border-t border-line">
      {campaign.questions.map(({ controlId, title, all }) => (
        <li key={controlId} className="grid gap-x-6 gap-y-1 border-b border-line py-4 md:grid-cols-2">
          <Link href={paths.control(controlId)}>{catalogText(title)}</Link>
          {all && (
            <div>
              <p>{t('campaigns.tally', { yes: all.yes, no: all.no, cannot: all.cannot })}</p>
              <div className="flex flex-wrap gap-x-3 text-note">
                <span className="text-muted">{t('controls.measured')}</span> <CountMarks counts={all.counts} />
              </div>
              {all.contradicted.length > 0 && (
                <p className="mt-1 flex gap-1 text-critical-text">
                  <Icon name="warning" className="mt-1 size-5" />
                  {t('campaigns.contradicted', { names: all.contradicted.join(t('telework.and')) })}
                </p>
              )}
              {all.reasons.map(({ name, reason }) => (
                <p key={`${name} ${reason}`} className="mt-1 text-note">
                  {t('campaigns.because', { name: name ?? t('controls.formerMember'), reason })}
                </p>
              ))}
              {all.cannot > 0 && (
                <p className="mt-1">
                  <Link href={paths.newException()}>{t('campaigns.toException')}</Link>
                </p>
              )}
            </div>
          )}
        </li>
      ))}
    </ul>
  );
}

function End({ campaign: { campaignId } }: { readonly campaign: Campaign }): ReactNode {
  const texts = useText();
  const { t } = texts;
  const orgId = useOrgId();
  const toast = useToast();
  const may = useMay(MANAGERS);
  const end = useChange('POST /api/v1/org/:orgId/campaigns/:campaignId/end');
  if (!may) return null;
  const submit = (): void =>
    void end.mutateAsync({ params: { orgId, campaignId } }).then(
      () => toast({ text: t('campaigns.endedToast') }),
      (error: unknown) => toast({ text: describeError(error instanceof Error ? error : new Error(), texts).title }),
    );
  return (
    <p className="no-print mt-4">
      <Button variant="secondary" size="small" busy={end.isPending} onClick={submit}>
        {t('campaigns.end')}
      </Button>
    </p>
  );
}
