// SPDX-License-Identifier: Apache-2.0
import { useId } from 'react';
import type { ReactNode } from 'react';
import { useText } from '../i18n.tsx';
import type { Home } from './today-card.tsx';

type Declared = Home['declared'];

const ANSWERS = ['yes', 'partly', 'no', 'unknown', 'notApplicable', 'unanswered'] as const;
type Answer = (typeof ANSWERS)[number];

const STROKES: Readonly<Record<Answer, string>> = {
  yes: 'stroke-positive',
  partly: 'stroke-caution',
  no: 'stroke-critical',
  unknown: 'stroke-unknown',
  notApplicable: 'stroke-not-applicable',
  unanswered: 'stroke-line',
};
/** What is not done is drawn thicker, what is missing thinner: the shape says it without the colour. */
const WEIGHTS: Readonly<Record<Answer, number>> = {
  yes: 9,
  partly: 9,
  no: 14,
  unknown: 9,
  notApplicable: 4,
  unanswered: 2,
};
const GAP = 1.5;

export const declaredTotal = (declared: Declared): number => ANSWERS.reduce((sum, answer) => sum + declared[answer], 0);

function Parts({ declared }: { readonly declared: Declared }): ReactNode {
  const total = declaredTotal(declared);
  let from = 0;
  return ANSWERS.map((answer) => {
    const share = total === 0 ? 0 : declared[answer] / total;
    const start = from;
    from += share;
    if (share === 0) return null;
    const length = Math.max(share * 100 - (share < 1 ? GAP : 0), 0.5);
    return (
      <circle
        key={answer}
        cx="50"
        cy="50"
        r={42}
        fill="none"
        className={`ring-part ${STROKES[answer]}`}
        strokeWidth={WEIGHTS[answer]}
        pathLength="100"
        strokeDasharray={`${length} ${100 - length}`}
        transform={`rotate(${start * 360 - 90} 50 50)`}
      />
    );
  });
}

/** What people answered, as a ring and as a table with the same numbers. In the middle: how many are answered. */
export function DeclaredRing({ declared }: { readonly declared: Declared }): ReactNode {
  const { t, number } = useText();
  const id = useId();
  const total = declaredTotal(declared);
  const answered = total - declared.unanswered;
  return (
    <figure aria-labelledby={id} className="flex flex-wrap items-center gap-x-6 gap-y-3">
      <svg viewBox="0 0 100 100" className="size-36 shrink-0" aria-hidden="true">
        <Parts declared={declared} />
        <text x="50" y="51" textAnchor="middle" dominantBaseline="middle" className="fill-text text-[20px] font-bold">
          {`${number(answered)}/${number(total)}`}
        </text>
      </svg>
      <figcaption className="min-w-0 flex-1 basis-48">
        <p id={id} className="font-bold">
          {t('home.declared.title')}
        </p>
        <p className="text-note text-muted">{t('home.declared.caption', { answered, total })}</p>
        <table className="mt-1">
          <tbody>
            {ANSWERS.map((answer) => (
              <tr key={answer}>
                <th scope="row" className="pr-4 text-left font-normal">
                  <svg viewBox="0 0 20 20" className="mr-2 inline-block size-5 align-[-0.25em]" aria-hidden="true">
                    <path d="M2 10h16" className={STROKES[answer]} strokeWidth={WEIGHTS[answer]} />
                  </svg>
                  {t(`home.declared.${answer}`)}
                </th>
                <td className="text-right font-bold tabular-nums">{number(declared[answer])}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </figcaption>
    </figure>
  );
}
