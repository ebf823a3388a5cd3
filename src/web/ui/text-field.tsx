// SPDX-License-Identifier: Apache-2.0
import type { HTMLInputAutoCompleteAttribute, ReactNode } from 'react';
import { useText } from '../i18n.tsx';
import { classes } from './class-names.ts';
import { CONTROL_CLASSES, Field, useField, WIDTHS } from './field.tsx';
import type { FieldProps, FieldWidth } from './field.tsx';

interface TextFieldProps extends FieldProps {
  readonly value: string;
  readonly onChange: (value: string) => void;
  readonly type?: 'text' | 'email' | 'url' | 'tel' | 'search' | 'date' | 'time';
  readonly inputMode?: 'text' | 'numeric' | 'decimal' | 'email' | 'url';
  readonly autoComplete?: HTMLInputAutoCompleteAttribute;
  readonly width?: FieldWidth;
  /** Several lines of text, this many shown at first. */
  readonly rows?: number;
  /** Characters allowed; what is left is counted below the field, typing on is not blocked. */
  readonly countTo?: number;
  readonly disabled?: boolean;
}

export function TextField(props: TextFieldProps): ReactNode {
  const { value, onChange, type = 'text', width = 'full', rows, countTo, disabled, inputMode, autoComplete } = props;
  const parts = useField(props);
  const shared = {
    ...parts.control,
    value,
    disabled,
    autoComplete,
    'aria-required': props.optional ? undefined : (true as const),
    className: classes(CONTROL_CLASSES, WIDTHS[width]),
  };
  return (
    <Field {...props} parts={parts}>
      {rows === undefined ? (
        <input
          {...shared}
          type={type}
          inputMode={inputMode}
          spellCheck={false}
          onChange={(event) => onChange(event.target.value)}
        />
      ) : (
        <textarea {...shared} rows={rows} onChange={(event) => onChange(event.target.value)} />
      )}
      {countTo !== undefined && <Count left={countTo - [...value].length} />}
    </Field>
  );
}

function Count({ left }: { readonly left: number }): ReactNode {
  const { t } = useText();
  return (
    <p role="status" className={left < 0 ? 'font-bold text-critical-text' : 'text-muted'}>
      {left < 0 ? t('ui.charactersOver', { count: -left }) : t('ui.charactersLeft', { count: left })}
    </p>
  );
}
