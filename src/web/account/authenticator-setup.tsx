// SPDX-License-Identifier: Apache-2.0
import { useEffect, useRef, useState } from 'react';
import type { ReactNode } from 'react';
import type { Api } from '../api-types.ts';
import { formProblems } from '../describe-error.ts';
import { useText } from '../i18n.tsx';
import { useChange } from '../queries.ts';
import { Button } from '../ui/button.tsx';
import { CopyField } from '../ui/copy-field.tsx';
import { Disclosure } from '../ui/disclosure.tsx';
import { Form, FormActions } from '../ui/form.tsx';
import type { FieldProblem } from '../ui/form-context.ts';
import { QrCode } from '../ui/qr-code.tsx';
import { Stack } from '../ui/stack.tsx';
import { TextField } from '../ui/text-field.tsx';
import { PasswordAsked } from './password-asked.tsx';

type Begun = Api['POST /api/v1/account/totp']['response'];

/** Password, then the app, then its first code. */
export function AuthenticatorSetup({ onCodes }: { readonly onCodes: (codes: readonly string[]) => void }): ReactNode {
  const { t } = useText();
  const begin = useChange('POST /api/v1/account/totp', []);
  const [begun, setBegun] = useState<Begun>();
  if (begun) return <Confirm begun={begun} onCodes={onCodes} />;
  return (
    <section>
      <h2 className="mb-3 text-h2">{t('account.totpStep1')}</h2>
      <PasswordAsked
        label={t('account.totpStep1')}
        confirm={t('account.totpNext')}
        busy={begin.isPending}
        onPassword={(password, onError) => begin.mutate({ body: { password } }, { onSuccess: setBegun, onError })}
      />
    </section>
  );
}

function Confirm({
  begun,
  onCodes,
}: {
  readonly begun: Begun;
  readonly onCodes: (codes: readonly string[]) => void;
}): ReactNode {
  const texts = useText();
  const { t } = texts;
  const confirm = useChange('POST /api/v1/account/totp/confirm', []);
  const [code, setCode] = useState('');
  const [problems, setProblems] = useState<readonly FieldProblem[]>([]);
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => heading.current?.focus(), []);
  const submit = (): void => {
    const digits = code.replaceAll(/\s/g, '');
    if (digits === '') {
      setProblems([{ field: 'code', message: t('account.totpCodeMissing') }]);
      return;
    }
    setProblems([]);
    confirm.mutate(
      { body: { code: digits } },
      {
        onSuccess: ({ recoveryCodes }) => onCodes(recoveryCodes),
        onError: (error) => setProblems(formProblems(error, texts)),
      },
    );
  };
  return (
    <Stack gap="wide">
      <section>
        <h2 ref={heading} tabIndex={-1} className="mb-3 text-h2 outline-none">
          {t('account.totpStep2')}
        </h2>
        <Stack>
          <p>{t('account.totpApp')}</p>
          <p>{t('account.totpScan')}</p>
          <QrCode text={begun.uri} label={t('account.totpQr')} />
          <Disclosure summary={t('account.totpByHand')}>
            <CopyField
              name="secret"
              label={t('account.totpKey')}
              value={begun.secret.replaceAll(/(.{4})(?=.)/g, '$1 ')}
            />
          </Disclosure>
        </Stack>
      </section>
      <section>
        <h2 className="mb-3 text-h2">{t('account.totpStep3')}</h2>
        <Form onSubmit={submit} errors={problems} label={t('account.totpStep3')}>
          <TextField
            name="code"
            label={t('account.totpCode')}
            hint={t('account.totpCodeHint')}
            inputMode="numeric"
            autoComplete="one-time-code"
            width="short"
            value={code}
            onChange={setCode}
          />
          <FormActions>
            <Button type="submit" busy={confirm.isPending}>
              {t('account.totpFinish')}
            </Button>
          </FormActions>
        </Form>
      </section>
    </Stack>
  );
}
