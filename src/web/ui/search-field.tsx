// SPDX-License-Identifier: Apache-2.0
import type { ReactNode } from 'react';
import { classes } from './class-names.ts';
import { CONTROL_CLASSES, fieldId } from './field.tsx';

/** Narrows a list while one types; it is neither required nor sent. */
export function SearchField(props: {
  readonly name: string;
  readonly label: string;
  readonly value: string;
  readonly onChange: (value: string) => void;
}): ReactNode {
  const id = fieldId(props.name);
  return (
    <div>
      <label htmlFor={id} className="block font-bold">
        {props.label}
      </label>
      <input
        id={id}
        name={props.name}
        type="search"
        value={props.value}
        maxLength={100}
        spellCheck={false}
        autoComplete="off"
        className={classes(CONTROL_CLASSES, 'mt-2 w-80 max-w-full')}
        onChange={(event) => props.onChange(event.target.value)}
      />
    </div>
  );
}
