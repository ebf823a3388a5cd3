// SPDX-License-Identifier: Apache-2.0
import type { ReactNode } from 'react';
import { useText } from '../i18n.tsx';
import { classes } from './class-names.ts';
import { Icon } from './icon.tsx';
import type { IconName } from './icon.tsx';
import { TONES } from './tone.ts';
import type { Tone } from './tone.ts';

export interface TimelineEntry {
  readonly id: string;
  /** ISO instant. */
  readonly at: string;
  readonly title: ReactNode;
  readonly body?: ReactNode;
  readonly tone?: Tone;
  readonly icon?: IconName;
}

/** What happened, newest first (the caller sorts). */
export function Timeline({
  label,
  entries,
}: {
  readonly label: string;
  readonly entries: readonly TimelineEntry[];
}): ReactNode {
  const { dateTime } = useText();
  return (
    <ol aria-label={label}>
      {entries.map(({ id, at, title, body, tone = 'neutral', icon = 'info' }) => (
        <li key={id} className="group flex gap-4">
          <div className="flex flex-col items-center">
            <span
              className={classes(
                'flex size-9 items-center justify-center rounded-full border',
                TONES[tone].soft,
                TONES[tone].edge,
              )}
            >
              <Icon name={icon} className="size-5" />
            </span>
            <span className="w-0.5 flex-1 bg-line group-last:hidden" />
          </div>
          <div className="min-w-0 flex-1 pb-6">
            <p className="text-note text-muted">
              <time dateTime={at}>{dateTime(at)}</time>
            </p>
            <p className="font-bold">{title}</p>
            {body && <div>{body}</div>}
          </div>
        </li>
      ))}
    </ol>
  );
}
