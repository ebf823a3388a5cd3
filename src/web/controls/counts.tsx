// SPDX-License-Identifier: Apache-2.0
import type { ReactNode } from 'react';
import { useText } from '../i18n.tsx';
import { Icon } from '../ui/icon.tsx';
import type { VerdictCounts } from '../ui/ring.tsx';
import { VERDICTS } from '../ui/verdict.tsx';
import type { VerdictValue } from '../ui/verdict.tsx';
import type { ControlItem } from './filter.ts';

export type Counts = NonNullable<ControlItem['counts']>;

export const ringCounts = ({ pass, fail, unknown, notApplicable }: Counts): VerdictCounts => ({
  pass,
  fail,
  unknown,
  not_applicable: notApplicable,
});

export function addUp(all: readonly Counts[]): Counts {
  const sum = (name: keyof Counts): number => all.reduce((total, counts) => total + counts[name], 0);
  return { pass: sum('pass'), fail: sum('fail'), unknown: sum('unknown'), notApplicable: sum('notApplicable') };
}

export const isEmpty = ({ pass, fail, unknown, notApplicable }: Counts): boolean =>
  pass + fail + unknown + notApplicable === 0;

const COLOURS: Readonly<Record<VerdictValue, string>> = {
  pass: 'text-positive-text',
  fail: 'text-critical-text',
  unknown: 'text-unknown-text',
  not_applicable: 'text-muted',
};

/** "○ 12  × 2  ? 1" with words for those who hear it; what is not there is left out. */
export function CountMarks({ counts }: { readonly counts: Counts | null }): ReactNode {
  const { t, number } = useText();
  if (!counts) return <span className="text-note text-muted">{t('controls.personOnly')}</span>;
  if (isEmpty(counts)) return <span className="text-note text-muted">{t('controls.notMeasured')}</span>;
  const given = ringCounts(counts);
  return (
    <ul className="flex flex-wrap gap-x-4">
      {VERDICTS.filter((verdict) => given[verdict] > 0).map((verdict) => (
        <li key={verdict} className={`inline-flex items-center gap-1 ${COLOURS[verdict]}`}>
          <Icon name={verdict} className="size-4" />
          <span className="text-note">{t(`ui.verdict.${verdict}`)}</span>
          <span className="font-bold tabular-nums">{number(given[verdict])}</span>
        </li>
      ))}
    </ul>
  );
}
