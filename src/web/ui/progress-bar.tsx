// SPDX-License-Identifier: Apache-2.0
import { useId } from 'react';
import type { ReactNode } from 'react';

interface ProgressBarProps {
  readonly label: string;
  readonly value: number;
  readonly max: number;
  /** "12 of 15 PCs": said and shown instead of a bare percentage. */
  readonly text: string;
}

export function ProgressBar({ label, value, max, text }: ProgressBarProps): ReactNode {
  const id = useId();
  const share = max > 0 ? Math.min(Math.max(value / max, 0), 1) : 0;
  return (
    <div>
      <div className="flex flex-wrap justify-between gap-x-4">
        <span id={id}>{label}</span>
        <span className="font-bold tabular-nums">{text}</span>
      </div>
      <svg
        role="progressbar"
        aria-labelledby={id}
        aria-valuenow={value}
        aria-valuemin={0}
        aria-valuemax={max}
        aria-valuetext={text}
        className="mt-1 h-3 w-full overflow-hidden rounded-full border border-line-strong"
      >
        <rect width="100%" height="100%" className="fill-sunken" />
        <rect width={`${share * 100}%`} height="100%" className="bar-fill fill-action" />
      </svg>
    </div>
  );
}
