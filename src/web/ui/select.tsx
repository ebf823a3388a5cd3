// SPDX-License-Identifier: Apache-2.0
import type { ReactNode } from 'react';
import { useText } from '../i18n.tsx';
import type { Choice } from './choice.ts';
import { classes } from './class-names.ts';
import { CONTROL_CLASSES, Field, useField, WIDTHS } from './field.tsx';
import type { FieldProps, FieldWidth } from './field.tsx';

interface SelectProps<V extends string> extends FieldProps {
  /** Empty text: nothing chosen yet. */
  readonly value: V | '';
  readonly onChange: (value: V) => void;
  readonly choices: readonly Choice<V>[];
  readonly width?: FieldWidth;
}

/** The browser's own list: it knows the phone, the keyboard and the screen reader better than we do. */
export function Select<V extends string>(props: SelectProps<V>): ReactNode {
  const { t } = useText();
  const parts = useField(props);
  return (
    <Field {...props} parts={parts}>
      <select
        {...parts.control}
        value={props.value}
        className={classes(CONTROL_CLASSES, WIDTHS[props.width ?? 'medium'])}
        onChange={(event) => {
          const chosen = props.choices.find((choice) => choice.value === event.target.value);
          if (chosen) props.onChange(chosen.value);
        }}
      >
        {props.value === '' && <option value="">{t('ui.choose')}</option>}
        {props.choices.map((choice) => (
          <option key={choice.value} value={choice.value}>
            {choice.label}
          </option>
        ))}
      </select>
    </Field>
  );
}
