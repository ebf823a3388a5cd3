// SPDX-License-Identifier: Apache-2.0
import type { ReactNode } from 'react';
import { useText } from '../i18n.tsx';
import type { Result } from './answer-words.ts';

interface ScoreScaleProps {
  readonly score: number;
  readonly max: number;
  readonly bands: Result['bands'];
}

const STROKES: Readonly<Record<string, string>> = {
  complete: 'fill-positive',
  nearly: 'fill-positive',
  insufficient: 'fill-caution',
  urgent: 'fill-critical',
};
const WIDTH = 600;

/** Where the score lies among the bands of the edition; the same in words below. */
export function ScoreScale({ score, max, bands }: ScoreScaleProps): ReactNode {
  const { t, catalogText } = useText();
  const at = (value: number): number => (Math.min(Math.max(value, 0), max) / max) * WIDTH;
  const rising = bands.toReversed();
  return (
    <figure>
      <svg viewBox={`-10 0 ${WIDTH + 20} 34`} className="h-auto w-full" aria-hidden="true">
        {rising.map((band, index) => {
          const from = at(band.from);
          const to = at(rising[index + 1]?.from ?? max);
          const width = Math.max(to - from, 4);
          return (
            <rect
              key={band.id}
              x={from}
              y={16}
              width={width}
              height={10}
              className={`stroke-surface ${STROKES[band.id] ?? 'fill-unknown'}`}
            />
          );
        })}
        <path d={`M${at(score)} 14 l-8 -12 h16 z`} className="fill-text" />
        <path d={`M${at(score)} 12 v18`} className="stroke-text" strokeWidth="2" />
      </svg>
      <figcaption>
        <ul className="grid gap-x-6 gap-y-1 text-note text-muted sm:grid-cols-2">
          {bands.map((band, index) => {
            const upper = index === 0 ? max : (bands[index - 1]?.from ?? max) - 1;
            const own = score >= band.from && score <= upper;
            return (
              <li key={band.id} className={own ? 'font-bold text-text' : ''}>
                {index === bands.length - 1
                  ? t('diagnosis.bandBelow', { to: upper })
                  : band.from === upper
                    ? t('diagnosis.bandOne', { from: band.from })
                    : t('diagnosis.band', { from: band.from, to: upper })}{' '}
                {catalogText(band.title)}
              </li>
            );
          })}
        </ul>
      </figcaption>
    </figure>
  );
}
