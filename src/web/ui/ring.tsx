// SPDX-License-Identifier: Apache-2.0
import { useId } from 'react';
import type { ReactNode } from 'react';
import { useText } from '../i18n.tsx';
import { Icon } from './icon.tsx';
import { VERDICTS } from './verdict.tsx';
import type { VerdictValue } from './verdict.tsx';

export type VerdictCounts = Readonly<Record<VerdictValue, number>>;

interface RingProps {
  readonly title: string;
  readonly counts: VerdictCounts;
  /** In the middle; the share of passes among what applies unless told. */
  readonly centre?: string;
}

const RADIUS = 42;
const STROKES: Readonly<Record<VerdictValue, string>> = {
  pass: 'stroke-positive',
  fail: 'stroke-critical',
  unknown: 'stroke-unknown',
  not_applicable: 'stroke-not-applicable',
};
const MARKS: Readonly<Record<VerdictValue, string>> = {
  pass: 'text-positive',
  fail: 'text-critical',
  unknown: 'text-unknown',
  not_applicable: 'text-muted',
};

interface Part {
  readonly verdict: VerdictValue;
  readonly from: number;
  readonly share: number;
}

/** Shares of the whole ring, one after the other; empty when nothing was counted. */
export function ringParts(counts: VerdictCounts): readonly Part[] {
  const total = VERDICTS.reduce((sum, verdict) => sum + counts[verdict], 0);
  if (total === 0) return [];
  let from = 0;
  return VERDICTS.flatMap((verdict) => {
    const share = counts[verdict] / total;
    const part = { verdict, from, share };
    from += share;
    return share > 0 ? [part] : [];
  });
}

/** Passes among what applies; nothing when nothing applies. Rounded down, so that 100 % means all of them. */
export function passPercent(counts: VerdictCounts): number | undefined {
  const applies = counts.pass + counts.fail + counts.unknown;
  return applies === 0 ? undefined : Math.floor((counts.pass / applies) * 100);
}

/** How much was verified, as a ring and as a table with the same numbers. */
export function Ring({ title, counts, centre }: RingProps): ReactNode {
  const { t, number } = useText();
  const id = useId();
  const percent = passPercent(counts);
  const parts = ringParts(counts);
  const shown = centre ?? (percent === undefined ? t('ui.ring.none') : `${percent}%`);
  return (
    <figure aria-labelledby={id} className="flex flex-wrap items-center gap-x-6 gap-y-3">
      <svg viewBox="0 0 100 100" className="size-36 shrink-0" aria-hidden="true">
        <circle cx="50" cy="50" r={RADIUS} fill="none" className="stroke-line" strokeWidth="2" />
        {parts.map((part) => (
          <circle
            key={part.verdict}
            cx="50"
            cy="50"
            r={RADIUS}
            fill="none"
            data-verdict={part.verdict}
            className={`ring-part ${STROKES[part.verdict]}`}
            // What failed is drawn thicker and what is unknown is dotted: the shape says it without the colour.
            strokeWidth={part.verdict === 'fail' ? 14 : part.verdict === 'not_applicable' ? 4 : 9}
            pathLength="100"
            strokeDasharray={dashes(part, parts.length)}
            transform={`rotate(${part.from * 360 - 90} 50 50)`}
          />
        ))}
        <text x="50" y="51" textAnchor="middle" dominantBaseline="middle" className="fill-text text-[22px] font-bold">
          {shown}
        </text>
      </svg>
      <figcaption className="min-w-0 flex-1 basis-48">
        <p id={id} className="font-bold">
          {title}
        </p>
        <table className="mt-1">
          <tbody>
            {VERDICTS.map((verdict) => (
              <tr key={verdict}>
                <th scope="row" className="pr-4 text-left font-normal">
                  <Icon name={verdict} className={`mr-2 size-5 align-[-0.25em] ${MARKS[verdict]}`} />
                  {t(`ui.verdict.${verdict}`)}
                </th>
                <td className="text-right font-bold tabular-nums">{number(counts[verdict])}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </figcaption>
    </figure>
  );
}

/** One dash as long as the part, less a gap to its neighbour; unknown is a row of small dashes. */
function dashes({ verdict, share }: Part, parts: number): string {
  const length = Math.max(share * 100 - (parts > 1 ? 1.5 : 0), 0.5);
  if (verdict !== 'unknown') return `${length} ${100 - length}`;
  const pairs = Math.max(1, Math.floor(length / 3));
  const dash = length / pairs / 1.5;
  const gap = dash / 2;
  return `${Array.from({ length: pairs }, () => `${dash} ${gap}`).join(' ')} 0 ${100 - pairs * (dash + gap)}`;
}
