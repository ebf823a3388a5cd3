// SPDX-License-Identifier: Apache-2.0
import { useEffect, useState } from 'react';
import type { ReactNode } from 'react';
import type { Api } from '../api-types.ts';
import { useText } from '../i18n.tsx';
import { classes } from '../ui/class-names.ts';
import { Icon } from '../ui/icon.tsx';
import { PasswordField } from '../ui/password-field.tsx';

export type PasswordMeasure = Api['POST /api/v1/account/measure-password']['response'];

/** Asks the server; which operation is asked depends on the page. Stays the same function while the person types. */
export type Measure = (password: string, signal: AbortSignal) => Promise<PasswordMeasure>;

/** Long enough not to ask at every letter, short enough to feel live. */
const PAUSE_MS = 350;

interface Measured {
  readonly password: string;
  readonly result: PasswordMeasure;
}

/** The newest result; nothing while the password has not been measured, or cannot be (then saving it tells). */
function useMeasured(password: string, measure: Measure): PasswordMeasure | undefined {
  const [measured, setMeasured] = useState<Measured>();
  useEffect(() => {
    if (password === '') return;
    const stop = new AbortController();
    const timer = setTimeout(() => {
      measure(password, stop.signal).then(
        (result) => setMeasured({ password, result }),
        () => undefined,
      );
    }, PAUSE_MS);
    return () => {
      clearTimeout(timer);
      stop.abort();
    };
  }, [password, measure]);
  return password === '' ? undefined : measured?.result;
}

interface NewPasswordFieldProps {
  readonly name: string;
  readonly label: string;
  readonly value: string;
  readonly onChange: (value: string) => void;
  readonly measure: Measure;
}

/** A new password with what the server thinks of it: strength, why it is refused, what would make it better. */
export function NewPasswordField({ measure, ...field }: NewPasswordFieldProps): ReactNode {
  const { t } = useText();
  const result = useMeasured(field.value, measure);
  return (
    <div>
      <PasswordField {...field} hint={t('password.hint')} autoComplete="new-password" />
      <div aria-live="polite" className="mt-3 min-h-32">
        {result && <Strength result={result} />}
      </div>
    </div>
  );
}

function Strength({ result }: { readonly result: PasswordMeasure }): ReactNode {
  const { t, findText } = useText();
  const { accepted, score, reasons, hints, crackTime } = result;
  return (
    <div>
      <div aria-hidden="true" className="flex gap-1">
        {[0, 1, 2, 3, 4].map((step) => (
          <span
            key={step}
            className={classes(
              'h-2 flex-1 rounded-full border',
              step > score
                ? 'border-line bg-sunken'
                : accepted
                  ? 'border-positive bg-positive'
                  : 'border-caution bg-caution',
            )}
          />
        ))}
      </div>
      <p className={classes('mt-2 flex gap-2 font-bold', accepted ? 'text-positive-text' : 'text-caution-text')}>
        <Icon name={accepted ? 'check' : 'warning'} className="mt-0.5 size-6" />
        <span>{t(accepted ? 'password.accepted' : 'password.refused')}</span>
      </p>
      <p className="text-muted">
        {t('password.strength', {
          word: findText(`password.score.${score}`) ?? '',
          time: findText(`words.password.crack_time.${crackTime}`) ?? '',
        })}
      </p>
      <ul className="mt-1 list-disc pl-6">
        {reasons.map((reason) => (
          <li key={reason}>
            {findText(`words.password.reason.${reason}`) ?? findText('words.password.reason.guessable')}
          </li>
        ))}
        {!accepted && hints.map((hint) => <li key={hint}>{findText(`words.password.suggestion.${hint}`) ?? hint}</li>)}
      </ul>
    </div>
  );
}
