// SPDX-License-Identifier: Apache-2.0
import type { ReactNode } from 'react';
import { classes } from './class-names.ts';
import { Icon } from './icon.tsx';
import type { IconName } from './icon.tsx';
import { TONES } from './tone.ts';
import type { Tone } from './tone.ts';

interface BadgeProps {
  readonly tone?: Tone;
  readonly icon?: IconName;
  /** A word is a must: a colour alone says nothing to many people. */
  readonly children: ReactNode;
}

export function Badge({ tone = 'neutral', icon, children }: BadgeProps): ReactNode {
  return (
    <span
      className={classes(
        'inline-flex max-w-full items-center gap-1 rounded-small border px-2 py-0.5 align-middle text-note font-bold',
        TONES[tone].soft,
        TONES[tone].edge,
        tone === 'unknown' && 'border-dashed',
      )}
    >
      {icon && <Icon name={icon} className="size-4" />}
      {/* Not squeezed to single letters by a table; a label longer than the screen still breaks. */}
      <span className="wrap-break-word">{children}</span>
    </span>
  );
}
