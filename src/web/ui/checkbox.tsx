// SPDX-License-Identifier: Apache-2.0
import type { ReactNode } from 'react';
import { MARK_CLASSES } from './choice.ts';
import { FieldError, Hint, useField } from './field.tsx';
import type { FieldProps } from './field.tsx';

interface CheckboxProps extends FieldProps {
  readonly checked: boolean;
  readonly onChange: (checked: boolean) => void;
  readonly disabled?: boolean;
}

export function Checkbox(props: CheckboxProps): ReactNode {
  const parts = useField(props);
  return (
    <div className={parts.error ? 'border-l-4 border-critical pl-4' : ''}>
      {parts.error && <FieldError id={parts.id}>{parts.error}</FieldError>}
      <div className="flex gap-3 py-2">
        <input
          {...parts.control}
          type="checkbox"
          checked={props.checked}
          disabled={props.disabled}
          className={MARK_CLASSES}
          onChange={(event) => props.onChange(event.target.checked)}
        />
        <div>
          <label htmlFor={parts.id}>{props.label}</label>
          {props.hint && <Hint id={parts.id}>{props.hint}</Hint>}
        </div>
      </div>
    </div>
  );
}

/** Several boxes under one question. */
export function CheckboxGroup({
  legend,
  children,
}: {
  readonly legend: string;
  readonly children: ReactNode;
}): ReactNode {
  return (
    <fieldset>
      <legend className="font-bold">{legend}</legend>
      {children}
    </fieldset>
  );
}
