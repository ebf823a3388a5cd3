// SPDX-License-Identifier: Apache-2.0
import { useRouter } from '@tanstack/react-router';
import { useState } from 'react';
import type { ReactNode } from 'react';
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
import { Form, FormActions } from '../ui/form.tsx';
import type { FieldProblem } from '../ui/form-context.ts';
import { Link } from '../ui/link.tsx';
import { PageHeader } from '../ui/page-header.tsx';
import { TextField } from '../ui/text-field.tsx';
import { useToast } from '../ui/toast.tsx';
import { ApproverField, DraftFields, EndsField } from './exception-fields.tsx';
import type { Draft, Member } from './exception-fields.tsx';

/** Long enough to buy something, short enough to be looked at again. */
const USUAL_DAYS = 90;

export function Page(): ReactNode {
  const { t } = useText();
  return (
    <>
      <PageHeader
        title={t('exceptions.new')}
        lead={t('exceptions.newLead')}
        crumbs={[
          { label: t('telework.title'), href: paths.telework() },
          { label: t('exceptions.title'), href: paths.exceptions() },
        ]}
      />
      <OnlyFor roles={MANAGERS}>
        <Ready />
      </OnlyFor>
    </>
  );
}

function Ready(): ReactNode {
  const found = useApi('GET /api/v1/org/:orgId/members', {
    params: { orgId: useOrgId() },
    query: { limit: 100 },
  });
  return (
    <Loaded query={found} lines={16}>
      {({ members }) => <Enter members={members} />}
    </Loaded>
  );
}

type Words = Readonly<Record<'title' | 'meanwhile' | 'reason', string>>;
const WORDS = ['title', 'meanwhile', 'reason'] as const;
const empty = (words: Words): readonly (keyof Words)[] => WORDS.filter((name) => words[name].trim() === '');

function Enter({ members }: { readonly members: readonly Member[] }): ReactNode {
  const texts = useText();
  const { t } = texts;
  const orgId = useOrgId();
  const today = useToday();
  const router = useRouter();
  const toast = useToast();
  const create = useChange('POST /api/v1/org/:orgId/exceptions');
  const [draft, setDraft] = useState<Draft>({ kind: undefined, title: '', meanwhile: '', ownerId: '', controls: [] });
  const [reason, setReason] = useState('');
  const [endsOn, setEndsOn] = useState(() => addDays(today, USUAL_DAYS));
  const [approvedById, setApprovedById] = useState('');
  const [problems, setProblems] = useState<readonly FieldProblem[]>([]);

  const submit = (): void => {
    const { kind } = draft;
    const missing = [
      ...(kind === undefined ? [{ field: 'kind', message: t('exceptions.kindMissing') }] : []),
      ...empty({ title: draft.title, meanwhile: draft.meanwhile, reason }).map((field) => ({
        field,
        message: t(`error.reason.${field}_missing`),
      })),
      ...(draft.ownerId === '' ? [{ field: 'ownerId', message: t('error.reason.owner_unknown') }] : []),
      ...(draft.controls.length === 0 ? [{ field: 'controls', message: t('error.reason.controls_missing') }] : []),
      ...(approvedById === '' ? [{ field: 'approvedById', message: t('error.reason.approver_not_possible') }] : []),
      ...(endsOn === '' ? [{ field: 'endsOn', message: t('error.reason.end_out_of_range') }] : []),
    ];
    setProblems(missing);
    if (missing.length > 0 || kind === undefined) return;
    create.mutate(
      {
        params: { orgId },
        body: { ...draft, kind, controls: [...draft.controls], reason, endsOn, approvedById },
      },
      {
        onSuccess: ({ exception }) => {
          toast({ text: t('exceptions.entered') });
          void router.navigate({ href: paths.exception(exception.exceptionId) });
        },
        onError: (error) => setProblems(formProblems(error, texts)),
      },
    );
  };
  return (
    <Form onSubmit={submit} errors={problems} label={t('exceptions.new')}>
      <DraftFields draft={draft} members={members} onChange={(part) => setDraft({ ...draft, ...part })} />
      <TextField
        name="reason"
        label={t('exceptions.reason')}
        hint={t('exceptions.reasonHint')}
        rows={3}
        countTo={1000}
        value={reason}
        onChange={setReason}
      />
      <EndsField value={endsOn} onChange={setEndsOn} />
      <ApproverField members={members} value={approvedById} onChange={setApprovedById} />
      <FormActions>
        <Button type="submit" busy={create.isPending}>
          {t('exceptions.enter')}
        </Button>
        <Link href={paths.exceptions()}>{t('ui.cancel')}</Link>
      </FormActions>
    </Form>
  );
}
