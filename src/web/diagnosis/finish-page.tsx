// SPDX-License-Identifier: Apache-2.0
import { useRouter } from '@tanstack/react-router';
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
import { Button } from '../ui/button.tsx';
import { Card } from '../ui/card.tsx';
import { Checkbox, CheckboxGroup } from '../ui/checkbox.tsx';
import { Disclosure } from '../ui/disclosure.tsx';
import { Form, FormActions } from '../ui/form.tsx';
import type { FieldProblem } from '../ui/form-context.ts';
import { ButtonLink, Link } from '../ui/link.tsx';
import { Notice } from '../ui/notice.tsx';
import { PageHeader } from '../ui/page-header.tsx';
import { Stack } from '../ui/stack.tsx';
import { valueText } from './answer-words.ts';

type Preview = Api['GET /api/v1/org/:orgId/diagnoses/:diagnosisId/finish']['response'];
type Becoming = Preview['controls'][number];

/** The last step: what the answers will be taken over into, and what is asked about first. */
export function Page(): ReactNode {
  const { t } = useText();
  const diagnosisId = useRouteParam('diagnosisId');
  const query = useApi('GET /api/v1/org/:orgId/diagnoses/:diagnosisId/finish', {
    params: { orgId: useOrgId(), diagnosisId },
  });
  return (
    <>
      <PageHeader
        title={t('diagnosis.finishTitle')}
        crumbs={[{ label: t('diagnosis.title'), href: paths.diagnosis() }]}
      />
      <Loaded query={query} lines={12}>
        {(preview) =>
          preview.missing.length > 0 ? (
            <Missing preview={preview} diagnosisId={diagnosisId} />
          ) : (
            <Finish
              preview={preview}
              diagnosisId={diagnosisId}
              onLookAgain={async () => (await query.refetch()).data}
            />
          )
        }
      </Loaded>
    </>
  );
}

interface FinishProps {
  readonly preview: Preview;
  readonly diagnosisId: string;
}

function Missing({ preview, diagnosisId }: FinishProps): ReactNode {
  const { t } = useText();
  return (
    <Notice
      tone="info"
      title={t('diagnosis.missing')}
      action={preview.missing.map(({ siteId, name, questions }) => (
        <ButtonLink
          key={siteId}
          variant="secondary"
          size="small"
          href={paths.diagnosisQuestion(diagnosisId, siteId, questions[0] ?? 1)}
        >
          {t('diagnosis.missingGo', { name, no: questions[0] ?? 1 }).trim()}
        </ButtonLink>
      ))}
    >
      {t('diagnosis.missingText', { count: preview.missing.reduce((sum, { questions }) => sum + questions.length, 0) })}
    </Notice>
  );
}

const newerOnes = (preview: Preview): readonly string[] =>
  preview.controls.filter(({ newer }) => newer).map(({ controlId }) => controlId);

/** Shows what was seen when the page was opened: what changes meanwhile is refused by the server and then shown anew. */
function Finish({
  preview: first,
  diagnosisId,
  onLookAgain,
}: FinishProps & { readonly onLookAgain: () => Promise<Preview | undefined> }): ReactNode {
  const texts = useText();
  const { t } = texts;
  const orgId = useOrgId();
  const router = useRouter();
  const finish = useChange('POST /api/v1/org/:orgId/diagnoses/:diagnosisId/finish', [
    // All but the preview itself, which is gone once it is finished.
    'GET /api/v1/org/:orgId/diagnoses',
    'GET /api/v1/org/:orgId/diagnoses/:diagnosisId/result',
    'GET /api/v1/org/:orgId/controls',
    'GET /api/v1/org/:orgId/controls/:controlId',
    'GET /api/v1/org/:orgId/home',
  ]);
  // What somebody answered on the control itself since then stays, unless they say otherwise here.
  const [preview, setPreview] = useState(first);
  const [left, setLeft] = useState<ReadonlySet<string>>(new Set(newerOnes(first)));
  const [problems, setProblems] = useState<readonly FieldProblem[]>([]);
  const toggle = (controlId: string, wanted: boolean): void => {
    const now = new Set(left);
    if (wanted) now.delete(controlId);
    else now.add(controlId);
    setLeft(now);
  };
  const submit = (): void => {
    const controls = preview.controls.map(({ controlId }) => controlId).filter((id) => !left.has(id));
    setProblems([]);
    void finish.mutateAsync({ params: { orgId, diagnosisId }, body: { controls, seenAt: preview.seenAt } }).then(
      () => router.navigate({ href: paths.diagnosisResult(diagnosisId) }),
      async (error: unknown) => {
        setProblems(formProblems(error, texts));
        const now = await onLookAgain();
        if (!now) return;
        setPreview(now);
        setLeft((held) => new Set([...held, ...newerOnes(now)]));
      },
    );
  };
  const newer = preview.controls.filter((one) => one.newer);
  const others = preview.controls.filter((one) => !one.newer);
  const boxes = (controls: readonly Becoming[]): ReactNode =>
    controls.map((one) => (
      <ControlBox key={one.controlId} control={one} checked={!left.has(one.controlId)} onChange={toggle} />
    ));
  return (
    <Form onSubmit={submit} errors={problems} label={t('diagnosis.finishTitle')}>
      <p>{t('diagnosis.finishText')}</p>
      <Stack>
        {newer.length > 0 && (
          <Card title={t('diagnosis.newer')}>
            <CheckboxGroup legend={t('diagnosis.newerText')}>{boxes(newer)}</CheckboxGroup>
          </Card>
        )}
        {others.length > 0 && (
          <Disclosure summary={t('diagnosis.becoming', { count: others.length })}>
            <CheckboxGroup legend={t('diagnosis.becomingText')}>{boxes(others)}</CheckboxGroup>
          </Disclosure>
        )}
      </Stack>
      <FormActions>
        <Button type="submit" busy={finish.isPending} wide>
          {t('diagnosis.finish')}
        </Button>
        <Link href={paths.diagnosis()}>{t('diagnosis.toOverview')}</Link>
      </FormActions>
    </Form>
  );
}

interface ControlBoxProps {
  readonly control: Becoming;
  readonly checked: boolean;
  readonly onChange: (controlId: string, wanted: boolean) => void;
}

function ControlBox({ control, checked, onChange }: ControlBoxProps): ReactNode {
  const texts = useText();
  const { t, catalogText, date } = texts;
  const { before } = control;
  const questions = control.questions.join(texts.language === 'ja' ? '・' : ', ');
  const hint = before
    ? t('diagnosis.becomingBefore', {
        questions,
        value: valueText(before.value, texts),
        name: before.memberName ?? t('controls.formerMember'),
        date: date(before.at),
      })
    : t('diagnosis.becomingNew', { questions });
  return (
    <Checkbox
      name={control.controlId}
      label={t('diagnosis.becomingLabel', {
        control: catalogText(control.title),
        value: valueText(control.value, texts),
      })}
      hint={hint}
      checked={checked}
      onChange={(wanted) => onChange(control.controlId, wanted)}
    />
  );
}
