// SPDX-License-Identifier: Apache-2.0
/** What the one-page report and the full one share. */
import type { ReactNode } from 'react';
import type { Api } from '../api-types.ts';
import { Icon } from '../ui/icon.tsx';
import { WeatherMark } from './weather-mark.tsx';

export type Report = Api['GET /api/v1/org/:orgId/reports/:month']['response']['report'];
type Bar = Report['bars'][number];
type Part = Bar['parts'][number];

const FILLS: Readonly<Record<Part['kind'], string>> = {
  good: 'fill-positive',
  half: 'fill-caution',
  bad: 'fill-critical',
  open: 'fill-not-applicable',
};

/** A long hash breaks where it must, in groups that can be compared by eye. */
const grouped = (root: string): string => root.match(/.{1,8}/g)?.join(' ') ?? root;

export function Head({
  report,
}: {
  readonly report: Pick<Report, 'organisation' | 'period' | 'taken' | 'soFar'>;
}): ReactNode {
  return (
    <>
      <p className="font-bold break-words">{report.organisation}</p>
      <p>
        {report.period} <span className="text-note">{report.taken}</span>
      </p>
      {report.soFar && <p className="font-bold">{report.soFar}</p>}
    </>
  );
}

export function WeatherBlock({ weather }: { readonly weather: Report['weather'] }): ReactNode {
  return (
    <div className="flex items-start gap-5">
      <div className="text-center">
        <WeatherMark mark={weather.mark} className="size-20" />
        <p className="text-h2 font-bold">{weather.word}</p>
      </div>
      <div className="min-w-0 flex-1">
        <p className="text-h3 font-bold">{weather.lead}</p>
        <ul className="mt-2 list-disc pl-5">
          {weather.reasons.map((reason) => (
            <li key={reason}>{reason}</li>
          ))}
        </ul>
      </div>
    </div>
  );
}

export function Bars({ bars }: { readonly bars: readonly Bar[] }): ReactNode {
  return (
    <div className="grid grid-cols-1 content-start gap-4">
      {bars.map((bar) => (
        <BarOf key={bar.label} bar={bar} />
      ))}
    </div>
  );
}

function BarOf({ bar }: { readonly bar: Bar }): ReactNode {
  const parts = bar.parts.filter(({ count }) => count > 0);
  const total = parts.reduce((sum, { count }) => sum + count, 0);
  const before = (place: number): number => parts.slice(0, place).reduce((sum, { count }) => sum + count, 0);
  return (
    <div>
      <p>
        <span className="font-bold">{bar.label}</span> {bar.text}
        {bar.trend && <span className="ml-2 inline-block text-note text-muted">{bar.trend}</span>}
      </p>
      {parts.length > 0 && (
        <>
          <svg viewBox="0 0 100 4" preserveAspectRatio="none" className="mt-1 h-4 w-full" aria-hidden="true">
            {parts.map(({ kind, label, count }, place) => (
              <rect
                key={label}
                x={(before(place) / total) * 100}
                y="0"
                width={(count / total) * 100}
                height="4"
                className={FILLS[kind]}
              />
            ))}
          </svg>
          <ul className="mt-1 flex flex-wrap gap-x-4 text-note text-muted">
            {parts.map(({ kind, label, shown }) => (
              <li key={label} className="flex items-center gap-1">
                <svg viewBox="0 0 10 10" className="size-3 shrink-0" aria-hidden="true">
                  <rect width="10" height="10" className={FILLS[kind]} />
                </svg>
                {label} {shown}
              </li>
            ))}
          </ul>
        </>
      )}
    </div>
  );
}

export function LedgerBlock({ ledger }: { readonly ledger: Report['ledger'] }): ReactNode {
  const [first, ...rest] = ledger.lines;
  return (
    <section className="text-note text-muted">
      <h2 className="flex items-center gap-2 text-h3 text-text">
        <Icon name="proof" className="size-5" />
        {ledger.title}
      </h2>
      <p>{first}</p>
      {ledger.root && <p className="font-mono break-words">{grouped(ledger.root)}</p>}
      {rest.map((line) => (
        <p key={line}>{line}</p>
      ))}
    </section>
  );
}
