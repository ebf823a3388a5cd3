// SPDX-License-Identifier: Apache-2.0
import { useState } from 'react';
import type { ReactNode } from 'react';
import { api } from '../api.ts';
import { formProblems } from '../describe-error.ts';
import { useText } from '../i18n.tsx';
import { NewPasswordField } from '../password/new-password-field.tsx';
import type { Measure } from '../password/new-password-field.tsx';
import { useApi, useChange } from '../queries.ts';
import { Button } from '../ui/button.tsx';
import { Card } from '../ui/card.tsx';
import { Form, FormActions } from '../ui/form.tsx';
import type { FieldProblem } from '../ui/form-context.ts';
import { PasswordField } from '../ui/password-field.tsx';
import { Stack } from '../ui/stack.tsx';
import { useToast } from '../ui/toast.tsx';

const measure: Measure = (password, signal) =>
  api('POST /api/v1/account/measure-password', { body: { password } }, signal);

export function PasswordCard(): ReactNode {
  const { t, date } = useText();
  const { data } = useApi('GET /api/v1/account/security');
  const [open, setOpen] = useState(false);
  return (
    <Card title={t('account.passwordTitle')}>
      <Stack>
        <p className="text-muted">{data && t('account.passwordChanged', { date: date(data.passwordChangedAt) })}</p>
        {open ? (
          <ChangeForm onDone={() => setOpen(false)} />
        ) : (
          <p>
            <Button variant="secondary" size="small" onClick={() => setOpen(true)}>
              {t('account.passwordChange')}
            </Button>
          </p>
        )}
      </Stack>
    </Card>
  );
}

function ChangeForm({ onDone }: { readonly onDone: () => void }): ReactNode {
  const texts = useText();
  const { t } = texts;
  const toast = useToast();
  const change = useChange('PUT /api/v1/account/password');
  const [current, setCurrent] = useState('');
  const [next, setNext] = useState('');
  const [problems, setProblems] = useState<readonly FieldProblem[]>([]);
  const submit = (): void => {
    const missing = [
      ...(current === '' ? [{ field: 'current', message: t('account.passwordCurrentMissing') }] : []),
      ...(next === '' ? [{ field: 'next', message: t('account.passwordNewMissing') }] : []),
    ];
    setProblems(missing);
    if (missing.length > 0) return;
    change.mutate(
      { body: { current, next } },
      {
        onSuccess: ({ endedSessions }) => {
          toast({ text: t('account.passwordSaved', { count: endedSessions }) });
          onDone();
        },
        onError: (error) => setProblems(formProblems(error, texts)),
      },
    );
  };
  return (
    <Form onSubmit={submit} errors={problems} label={t('account.passwordChange')}>
      <p>{t('account.passwordWhat')}</p>
      <PasswordField
        name="current"
        label={t('account.passwordCurrent')}
        autoComplete="current-password"
        value={current}
        onChange={setCurrent}
      />
      <NewPasswordField
        name="next"
        label={t('account.passwordNew')}
        value={next}
        onChange={setNext}
        measure={measure}
      />
      <FormActions>
        <Button type="submit" busy={change.isPending}>
          {t('account.passwordChange')}
        </Button>
        <Button variant="secondary" onClick={onDone}>
          {t('ui.cancel')}
        </Button>
      </FormActions>
    </Form>
  );
}
