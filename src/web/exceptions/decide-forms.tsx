// SPDX-License-Identifier: Apache-2.0
import { useState } from 'react';
import type { ReactNode } from 'react';
import { formProblems } from '../describe-error.ts';
import { useText } from '../i18n.tsx';
import { Loaded } from '../loaded.tsx';
import { useApi, useChange } from '../queries.ts';
import { useOrgId } from '../session.ts';
import { addDays, useToday } from '../tasks/use-today.ts';
import { Button } from '../ui/button.tsx';
import { Form, FormActions } from '../ui/form.tsx';
import type { FieldProblem } from '../ui/form-context.ts';
import { TextField } from '../ui/text-field.tsx';
import { useToast } from '../ui/toast.tsx';
import { ApproverField, DraftFields, EndsField } from './exception-fields.tsx';
import type { Draft, Member } from './exception-fields.tsx';
import type { ExceptionDetail } from './words.ts';

interface DecideProps {
  readonly exception: ExceptionDetail;
}

const USUAL_DAYS = 90;
/** As the server has it: twelve months. */
const MAX_DAYS = 365;

/** It is over: the private device is gone, the new system is there. */
export function CloseForm({ exception }: DecideProps): ReactNode {
  const texts = useText();
  const { t } = texts;
  const orgId = useOrgId();
  const toast = useToast();
  const close = useChange('POST /api/v1/org/:orgId/exceptions/:exceptionId/close');
  const [reason, setReason] = useState('');
  const [problems, setProblems] = useState<readonly FieldProblem[]>([]);
  const submit = (): void => {
    const missing = reason.trim() === '' ? [{ field: 'closeReason', message: t('exceptions.closeMissing') }] : [];
    setProblems(missing);
    if (missing.length > 0) return;
    // As a promise: once it is closed this form is gone, and its callbacks would not be called.
    void close.mutateAsync({ params: { orgId, exceptionId: exception.exceptionId }, body: { reason } }).then(
      () => toast({ text: t('exceptions.closedToast') }),
      (error: unknown) => setProblems(formProblems(error, texts)),
    );
  };
  return (
    <Form onSubmit={submit} errors={problems} label={t('exceptions.closeTitle')}>
      <TextField
        name="closeReason"
        label={t('exceptions.closeReason')}
        hint={t('exceptions.closeHint')}
        rows={2}
        countTo={1000}
        value={reason}
        onChange={setReason}
      />
      <FormActions>
        <Button type="submit" busy={close.isPending}>
          {t('exceptions.close')}
        </Button>
      </FormActions>
    </Form>
  );
}

/** The members, for the fields that name people. */
function WithMembers({ children }: { readonly children: (members: readonly Member[]) => ReactNode }): ReactNode {
  const found = useApi('GET /api/v1/org/:orgId/members', {
    params: { orgId: useOrgId() },
    query: { limit: 100 },
  });
  return (
    <Loaded query={found} lines={6}>
      {({ members }) => children(members)}
    </Loaded>
  );
}

/** Some months on, counted from its end or from today; never further than a renewal may go. */
function nextEnd(today: string, endsOn: string): string {
  const usual = addDays(endsOn < today ? today : endsOn, USUAL_DAYS);
  const last = addDays(today, MAX_DAYS);
  return usual < last ? usual : last;
}

export function RenewForm({ exception }: DecideProps): ReactNode {
  return <WithMembers>{(members) => <Renew exception={exception} members={members} />}</WithMembers>;
}

interface WithMembersProps extends DecideProps {
  readonly members: readonly Member[];
}

function Renew({ exception, members }: WithMembersProps): ReactNode {
  const texts = useText();
  const { t } = texts;
  const orgId = useOrgId();
  const toast = useToast();
  const today = useToday();
  const renew = useChange('POST /api/v1/org/:orgId/exceptions/:exceptionId/renew');
  const [reason, setReason] = useState('');
  const [endsOn, setEndsOn] = useState(() => nextEnd(today, exception.endsOn));
  const [approvedById, setApprovedById] = useState('');
  const [problems, setProblems] = useState<readonly FieldProblem[]>([]);
  const submit = (): void => {
    const missing = [
      ...(reason.trim() === '' ? [{ field: 'reason', message: t('error.reason.reason_missing') }] : []),
      ...(approvedById === '' ? [{ field: 'approvedById', message: t('error.reason.approver_not_possible') }] : []),
      ...(endsOn === '' ? [{ field: 'endsOn', message: t('error.reason.end_out_of_range') }] : []),
    ];
    setProblems(missing);
    if (missing.length > 0) return;
    void renew
      .mutateAsync({ params: { orgId, exceptionId: exception.exceptionId }, body: { reason, endsOn, approvedById } })
      .then(
        () => toast({ text: t('exceptions.renewedToast') }),
        (error: unknown) => setProblems(formProblems(error, texts)),
      );
  };
  return (
    <Form onSubmit={submit} errors={problems} label={t('exceptions.renewTitle')}>
      <TextField
        name="reason"
        label={t('exceptions.renewReason')}
        hint={t('exceptions.renewHint')}
        rows={2}
        countTo={1000}
        value={reason}
        onChange={setReason}
      />
      <EndsField value={endsOn} onChange={setEndsOn} />
      <ApproverField members={members} value={approvedById} onChange={setApprovedById} />
      <FormActions>
        <Button type="submit" variant="secondary" busy={renew.isPending}>
          {t('exceptions.renew')}
        </Button>
      </FormActions>
    </Form>
  );
}

export function ChangeForm({ exception }: DecideProps): ReactNode {
  return <WithMembers>{(members) => <Change exception={exception} members={members} />}</WithMembers>;
}

function Change({ exception, members }: WithMembersProps): ReactNode {
  const texts = useText();
  const { t } = texts;
  const orgId = useOrgId();
  const toast = useToast();
  const change = useChange('PUT /api/v1/org/:orgId/exceptions/:exceptionId');
  const [draft, setDraft] = useState<Draft>({
    kind: exception.kind,
    title: exception.title,
    meanwhile: exception.meanwhile,
    // Who has left cannot answer for it: somebody has to be chosen anew.
    ownerId: exception.ownerName === null ? '' : exception.ownerId,
    controls: exception.controls.map(({ id }) => id),
  });
  const [problems, setProblems] = useState<readonly FieldProblem[]>([]);
  const submit = (): void => {
    const { kind = exception.kind, controls, ownerId } = draft;
    const missing = ownerId === '' ? [{ field: 'ownerId', message: t('error.reason.owner_unknown') }] : [];
    setProblems(missing);
    if (missing.length > 0) return;
    change.mutate(
      {
        params: { orgId, exceptionId: exception.exceptionId },
        body: { ...draft, kind, controls: [...controls] },
      },
      {
        onSuccess: () => toast({ text: t('exceptions.changedToast') }),
        onError: (error) => setProblems(formProblems(error, texts)),
      },
    );
  };
  return (
    <Form onSubmit={submit} errors={problems} label={t('exceptions.change')}>
      <DraftFields draft={draft} members={members} onChange={(part) => setDraft({ ...draft, ...part })} />
      <FormActions>
        <Button type="submit" variant="secondary" busy={change.isPending}>
          {t('exceptions.saveChange')}
        </Button>
      </FormActions>
    </Form>
  );
}
