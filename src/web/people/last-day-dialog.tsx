// SPDX-License-Identifier: Apache-2.0
import { useState } from 'react';
import type { ReactNode } from 'react';
import { formProblems } from '../describe-error.ts';
import { useText } from '../i18n.tsx';
import { useChange } from '../queries.ts';
import { useOrgId } from '../session.ts';
import { Button } from '../ui/button.tsx';
import { Dialog } from '../ui/dialog.tsx';
import type { FieldProblem } from '../ui/form-context.ts';
import { Form, FormActions } from '../ui/form.tsx';
import { TextField } from '../ui/text-field.tsx';
import { useToast } from '../ui/toast.tsx';
import type { MemberDialogProps } from './remove-member.tsx';

/** When a person leaves: access ends by itself after that day. */
export function LastDayDialog(props: MemberDialogProps): ReactNode {
  const { t } = useText();
  const { member, last, open, onClose } = props;
  if (last) {
    return (
      <Dialog
        open={open}
        title={t('people.lastAdministrator')}
        onClose={onClose}
        actions={<Button onClick={onClose}>{t('ui.close')}</Button>}
      >
        <p>{t('people.lastAdministratorHint')}</p>
      </Dialog>
    );
  }
  return (
    <Dialog open={open} title={t('people.lastDayOf', { name: member.name })} onClose={onClose} actions={null}>
      {open && <LastDayForm {...props} />}
    </Dialog>
  );
}

function LastDayForm({ member, onClose }: MemberDialogProps): ReactNode {
  const texts = useText();
  const { t } = texts;
  const orgId = useOrgId();
  const toast = useToast();
  const plan = useChange('PUT /api/v1/org/:orgId/members/:memberId/last-day');
  const [day, setDay] = useState(member.lastDay ?? '');
  const [problems, setProblems] = useState<readonly FieldProblem[]>([]);
  const save = (lastDay: string | null): void => {
    const missing = lastDay === '' ? [{ field: 'lastDay', message: t('people.lastDayMissing') }] : [];
    setProblems(missing);
    if (missing.length > 0) return;
    plan.mutate(
      { params: { orgId, memberId: member.memberId }, body: { lastDay } },
      {
        onSuccess: () => {
          toast({
            text: t(lastDay === null ? 'people.lastDayCleared' : 'people.lastDaySaved', { name: member.name }),
          });
          onClose();
        },
        onError: (error) => setProblems(formProblems(error, texts)),
      },
    );
  };
  return (
    <Form onSubmit={() => save(day)} errors={problems} label={t('people.lastDay')}>
      <TextField
        name="lastDay"
        label={t('people.lastDayLabel')}
        hint={t('people.lastDayHint')}
        type="date"
        width="medium"
        value={day}
        onChange={setDay}
      />
      <p className="text-muted">{t('people.lastDayNow')}</p>
      <FormActions>
        <Button type="submit" busy={plan.isPending}>
          {t('people.lastDaySave')}
        </Button>
        {member.lastDay !== null && (
          <Button variant="secondary" busy={plan.isPending} onClick={() => save(null)}>
            {t('people.lastDayClear')}
          </Button>
        )}
        <Button variant="secondary" onClick={onClose}>
          {t('ui.cancel')}
        </Button>
      </FormActions>
    </Form>
  );
}
