// SPDX-License-Identifier: Apache-2.0
import type { ReactNode } from 'react';
import { MARK_CLASSES } from './choice.ts';
import type { Choice } from './choice.ts';
import { classes } from './class-names.ts';
import { FieldError, Hint, OptionalMark, useField } from './field.tsx';
import type { FieldProps } from './field.tsx';

interface RadioGroupProps<V extends string> extends FieldProps {
  readonly value: V | undefined;
  readonly onChange: (value: V) => void;
  readonly choices: readonly Choice<V>[];
  /** Two or three short answers side by side. */
  readonly inline?: boolean;
  /** The question is the page's title. */
  readonly legendAsHeading?: boolean;
}

/** One question, one answer. The first choice carries the group's id, so that the error summary can point at it. */
export function RadioGroup<V extends string>(props: RadioGroupProps<V>): ReactNode {
  const parts = useField(props);
  const { 'aria-describedby': described } = parts.control;
  return (
    <fieldset aria-describedby={described} className={parts.error ? 'border-l-4 border-critical pl-4' : ''}>
      <legend className={classes('font-bold', props.legendAsHeading && 'text-h2')}>
        {props.label}
        {props.optional && <OptionalMark />}
      </legend>
      {props.hint && <Hint id={parts.id}>{props.hint}</Hint>}
      {parts.error && <FieldError id={parts.id}>{parts.error}</FieldError>}
      <div className={classes('mt-2 flex gap-x-6 gap-y-1', props.inline ? 'flex-wrap' : 'flex-col')}>
        {props.choices.map((choice, index) => {
          const id = index === 0 ? parts.id : `${parts.id}-${choice.value}`;
          return (
            <div key={choice.value} className="flex gap-3 py-2">
              <input
                type="radio"
                id={id}
                name={props.name}
                value={choice.value}
                checked={props.value === choice.value}
                aria-describedby={choice.hint ? `${id}-about` : undefined}
                className={MARK_CLASSES}
                onChange={() => props.onChange(choice.value)}
              />
              <div>
                <label htmlFor={id}>{choice.label}</label>
                {choice.hint && (
                  <p id={`${id}-about`} className="text-muted">
                    {choice.hint}
                  </p>
                )}
              </div>
            </div>
          );
        })}
      </div>
    </fieldset>
  );
}
