// SPDX-License-Identifier: Apache-2.0
import { useRouter } from '@tanstack/react-router';
import { useState } from 'react';
import type { ReactNode } from 'react';
import type { Api } from '../api-types.ts';
import { formProblems } from '../describe-error.ts';
import { useText } from '../i18n.tsx';
import { paths } from '../paths.ts';
import { useApi, useChange } from '../queries.ts';
import { SEES_MEMBERS, useMay } from '../roles.ts';
import { useOrgId } from '../session.ts';
import { Button } from '../ui/button.tsx';
import { ConfirmDialog } from '../ui/dialog.tsx';
import { Form } from '../ui/form.tsx';
import type { FieldProblem } from '../ui/form-context.ts';
import { RadioGroup } from '../ui/radio-group.tsx';
import { Select } from '../ui/select.tsx';
import { TextField } from '../ui/text-field.tsx';
import { useToast } from '../ui/toast.tsx';
import type { TaskDetail } from './how-section.tsx';

type Reason = Api['POST /api/v1/org/:orgId/tasks/:taskId/hand-on']['body']['reason'];
const REASONS = [
  'no_permission',
  'do_not_understand',
  'not_my_device',
  'needs_budget',
  'other',
] as const satisfies readonly Reason[];
const AUTO = 'auto';

/** "I can't do this": a quiet button, then why and to whom. */
export function HandOn({ task }: { readonly task: TaskDetail }): ReactNode {
  const { t } = useText();
  const [asking, setAsking] = useState(false);
  return (
    <>
      <Button variant="secondary" onClick={() => setAsking(true)}>
        {t('tasks.cant')}
      </Button>
      {asking && <HandOnDialog task={task} onClose={() => setAsking(false)} />}
    </>
  );
}

interface Person {
  readonly value: string;
  readonly label: string;
}

/** Others of the organisation; nothing for those who may not see the list of members. */
function useOthers(assigneeId: string | null): readonly Person[] | undefined {
  const may = useMay(SEES_MEMBERS);
  const { data } = useApi(
    'GET /api/v1/org/:orgId/members',
    { params: { orgId: useOrgId() }, query: {} },
    { enabled: may },
  );
  if (!may || !data) return undefined;
  return data.members
    .filter(({ memberId }) => memberId !== assigneeId)
    .map(({ memberId, name }) => ({ value: memberId, label: name }));
}

function HandOnDialog({ task, onClose }: { readonly task: TaskDetail; readonly onClose: () => void }): ReactNode {
  const texts = useText();
  const { t } = texts;
  const orgId = useOrgId();
  const router = useRouter();
  const toast = useToast();
  const others = useOthers(task.assigneeId);
  const handOn = useChange('POST /api/v1/org/:orgId/tasks/:taskId/hand-on');
  const [reason, setReason] = useState<Reason>();
  const [note, setNote] = useState('');
  const [to, setTo] = useState(AUTO);
  const [problems, setProblems] = useState<readonly FieldProblem[]>([]);

  const submit = (): void => {
    if (!reason) return setProblems([{ field: 'reason', message: t('tasks.cant.reasonMissing') }]);
    setProblems([]);
    handOn.mutate(
      { params: { orgId, taskId: task.taskId }, body: { reason, note, toMemberId: to === AUTO ? null : to } },
      {
        onSuccess: ({ task: now }) => {
          const { assigneeName } = now;
          toast({ text: assigneeName ? t('tasks.cant.done', { name: assigneeName }) : t('tasks.cant.doneNoName') });
          onClose();
          // It may have joined a task which the other person had already.
          if (now.taskId !== task.taskId) void router.navigate({ href: paths.task(now.taskId), replace: true });
        },
        onError: (error) => setProblems(formProblems(error, texts)),
      },
    );
  };
  const nobody = others?.length === 0;
  return (
    <ConfirmDialog
      open
      title={t('tasks.cant.title')}
      confirm={t(to === AUTO ? 'tasks.cant.submitAuto' : 'tasks.cant.submit')}
      busy={handOn.isPending}
      onConfirm={submit}
      onClose={onClose}
    >
      <p className="text-muted">{nobody ? t('tasks.cant.nobody') : t('tasks.cant.lead')}</p>
      <Form onSubmit={submit} errors={problems} label={t('tasks.cant.title')}>
        <RadioGroup
          name="reason"
          label={t('tasks.cant.reason')}
          value={reason}
          onChange={setReason}
          choices={REASONS.map((value) => ({ value, label: t(`tasks.cant.${value}`) }))}
        />
        <TextField
          name="note"
          label={t('tasks.cant.note')}
          optional
          rows={2}
          countTo={1000}
          value={note}
          onChange={setNote}
        />
        {others && others.length > 0 && (
          <Select
            name="toMemberId"
            label={t('tasks.cant.to')}
            value={to}
            onChange={setTo}
            width="full"
            choices={[{ value: AUTO, label: t('tasks.cant.toAuto') }, ...others]}
          />
        )}
      </Form>
    </ConfirmDialog>
  );
}
