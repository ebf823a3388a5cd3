// SPDX-License-Identifier: Apache-2.0
import type { ReactNode } from 'react';
import { classes } from './class-names.ts';

interface SegmentedProps<V extends string> {
  readonly label: string;
  readonly value: V;
  readonly choices: readonly { readonly value: V; readonly label: string; readonly lang?: string }[];
  readonly onChange: (value: V) => void;
}

/** Two or three choices that act at once, such as the language of the page. */
export function Segmented<V extends string>({ label, value, choices, onChange }: SegmentedProps<V>): ReactNode {
  return (
    <div role="group" aria-label={label} className="inline-flex rounded-control border border-line-strong">
      {choices.map((choice) => (
        <button
          key={choice.value}
          type="button"
          lang={choice.lang}
          aria-pressed={choice.value === value}
          onClick={() => onChange(choice.value)}
          className={classes(
            'min-h-9 px-3 text-note first:rounded-l-[7px] last:rounded-r-[7px]',
            choice.value === value ? 'bg-action font-bold text-action-text' : 'hover:bg-hover',
          )}
        >
          {choice.label}
        </button>
      ))}
    </div>
  );
}
