// SPDX-License-Identifier: Apache-2.0
import { useState } from 'react';
import type { ReactNode } from 'react';
import type { Api } from '../api-types.ts';
import { formProblems } from '../describe-error.ts';
import { useText } from '../i18n.tsx';
import { Loaded } from '../loaded.tsx';
import { useApi, useChange } from '../queries.ts';
import { OWN_PEOPLE, useMay } from '../roles.ts';
import { useMembership, useOrgId } from '../session.ts';
import { Button } from '../ui/button.tsx';
import { Card } from '../ui/card.tsx';
import { Checkbox } from '../ui/checkbox.tsx';
import { Form, FormActions } from '../ui/form.tsx';
import type { FieldProblem } from '../ui/form-context.ts';
import { Notice } from '../ui/notice.tsx';
import { Stack } from '../ui/stack.tsx';
import { TextField } from '../ui/text-field.tsx';
import { useToast } from '../ui/toast.tsx';
import { clockOf, minuteOf } from './minute-of-day.ts';

type Choice = Api['GET /api/v1/org/:orgId/notices/choice']['response'];
const TIMES = ['digestAt', 'quietFrom', 'quietUntil'] as const;

/** What this person wants to be told by mail about the tasks of the organisation that is open. */
export function NoticesCard(): ReactNode {
  const membership = useMembership();
  const may = useMay(OWN_PEOPLE);
  return membership && may ? <ChoiceCard key={membership.orgId} organisation={membership.orgName} /> : null;
}

function ChoiceCard({ organisation }: { readonly organisation: string }): ReactNode {
  const { t } = useText();
  const query = useApi('GET /api/v1/org/:orgId/notices/choice', { params: { orgId: useOrgId() } });
  return (
    <Card title={t('account.notices')}>
      <p className="mb-4 text-muted">{t('account.noticesLead', { organisation })}</p>
      <Loaded query={query} lines={4}>
        {(choice) => <ChoiceForm choice={choice} />}
      </Loaded>
    </Card>
  );
}

function ChoiceForm({ choice }: { readonly choice: Choice }): ReactNode {
  const texts = useText();
  const { t } = texts;
  const toast = useToast();
  const orgId = useOrgId();
  const change = useChange('PUT /api/v1/org/:orgId/notices/choice', ['GET /api/v1/org/:orgId/notices/choice']);
  const [mail, setMail] = useState(choice.mail);
  const [urgentInQuiet, setUrgent] = useState(choice.urgentInQuiet);
  const [times, setTimes] = useState(() => TIMES.map((name) => clockOf(choice[name])));
  const [problems, setProblems] = useState<readonly FieldProblem[]>([]);
  const submit = (): void => {
    const [digestAt, quietFrom, quietUntil] = times.map(minuteOf);
    if (digestAt === undefined || quietFrom === undefined || quietUntil === undefined) {
      setProblems(
        TIMES.flatMap((field, index) =>
          minuteOf(times[index] ?? '') === undefined ? [{ field, message: t('account.noticesTime') }] : [],
        ),
      );
      return;
    }
    setProblems([]);
    change.mutate(
      { params: { orgId }, body: { mail, urgentInQuiet, digestAt, quietFrom, quietUntil } },
      {
        onSuccess: () => toast({ text: t('account.noticesSaved') }),
        onError: (error) => setProblems(formProblems(error, texts)),
      },
    );
  };
  return (
    <Stack>
      {!choice.available && <Notice title={t('account.noticesNone')}>{t('account.noticesNoneText')}</Notice>}
      <Form onSubmit={submit} errors={problems} label={t('account.notices')}>
        <Checkbox name="mail" label={t('account.noticesMail')} checked={mail} onChange={setMail} />
        <Checkbox
          name="urgentInQuiet"
          label={t('account.noticesUrgent')}
          checked={urgentInQuiet}
          onChange={setUrgent}
        />
        {TIMES.map((name, index) => (
          <TextField
            key={name}
            name={name}
            type="time"
            label={t(`account.notices.${name}`)}
            value={times[index] ?? ''}
            onChange={(value) => setTimes(times.map((held, at) => (at === index ? value : held)))}
          />
        ))}
        <FormActions>
          <Button type="submit" variant="secondary" busy={change.isPending}>
            {t('account.noticesSave')}
          </Button>
        </FormActions>
      </Form>
    </Stack>
  );
}
