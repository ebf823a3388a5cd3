// SPDX-License-Identifier: Apache-2.0
import { useState } from 'react';
import type { ReactNode } from 'react';
import { useText } from '../i18n.tsx';
import { Button } from './button.tsx';
import { classes } from './class-names.ts';
import { CONTROL_CLASSES, Field, useField } from './field.tsx';
import type { FieldProps } from './field.tsx';

interface PasswordFieldProps extends FieldProps {
  readonly value: string;
  readonly onChange: (value: string) => void;
  /** Tells password managers whether to fill in or to propose a new one. */
  readonly autoComplete: 'current-password' | 'new-password';
}

export function PasswordField(props: PasswordFieldProps): ReactNode {
  const { t } = useText();
  const [shown, setShown] = useState(false);
  const parts = useField(props);
  return (
    <Field {...props} parts={parts}>
      <div className="flex gap-2">
        <input
          {...parts.control}
          type={shown ? 'text' : 'password'}
          value={props.value}
          autoComplete={props.autoComplete}
          aria-required="true"
          autoCapitalize="none"
          spellCheck={false}
          className={classes(CONTROL_CLASSES, 'w-full min-w-0')}
          onChange={(event) => props.onChange(event.target.value)}
        />
        <Button
          variant="secondary"
          size="small"
          aria-pressed={shown}
          aria-controls={parts.id}
          onClick={() => setShown(!shown)}
        >
          <span className="whitespace-nowrap">
            {shown ? t('ui.hide') : t('ui.show')}
            <span className="sr-only">{t('ui.ofField', { label: props.label })}</span>
          </span>
        </Button>
      </div>
      <p role="status" className="sr-only">
        {shown ? t('ui.passwordShown') : ''}
      </p>
    </Field>
  );
}
