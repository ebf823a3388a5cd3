// SPDX-License-Identifier: Apache-2.0
/** From figures to the words of the one-page report. What does not fit is counted, never dropped unsaid. */
import type { MonthFigures, MonthPaper } from './contract.ts';
import { clip, wordsOf } from './words.ts';
import type { TextKey, Words } from './words.ts';

type Cell = MonthPaper['changes']['cells'][number];
type Bar = MonthPaper['bars'][number];

/** How much a page shows; a page that runs over is composed anew with less. */
export interface Density {
  /** Of the letters, in points. */
  readonly size: number;
  /** Lines in each cell. */
  readonly lines: number;
  /** Half-width columns of a title inside of a sentence, of a name. */
  readonly title: number;
  readonly name: number;
  /** Names in one sentence. */
  readonly names: number;
  readonly reasons: number;
}

/** From roomy to bare; the last one fits whatever the data. */
export const DENSITIES: readonly [Density, ...Density[]] = [
  { size: 10.5, lines: 5, title: 60, name: 24, names: 3, reasons: 4 },
  { size: 10, lines: 4, title: 52, name: 22, names: 3, reasons: 4 },
  { size: 9.5, lines: 3, title: 44, name: 20, names: 2, reasons: 3 },
  { size: 9, lines: 3, title: 36, name: 16, names: 1, reasons: 3 },
  { size: 9, lines: 1, title: 28, name: 12, names: 1, reasons: 2 },
];

interface Making {
  readonly figures: MonthFigures;
  readonly words: Words;
  readonly density: Density;
}

/** In brackets, as many as the page has room for; nothing when there are none. */
function names(given: readonly string[], total: number, { words, density }: Making): string {
  if (given.length === 0) return '';
  const shown = given.slice(0, density.names).map((name) => clip(name, density.name));
  const list = shown.join(words.language === 'ja' ? '、' : ', ');
  return words.say(total > shown.length ? 'decide.names.more' : 'decide.names', { names: list });
}

function whoText({ role, name }: MonthFigures['decide'][number]['who'], { words, density }: Making): string {
  const roleText = role === null ? '' : words.say(`who.${role}`);
  if (name === null) return roleText === '' ? words.say('nobody') : roleText;
  const short = clip(name, density.name);
  return roleText === ''
    ? words.say('who.name', { name: short })
    : words.say('who.both', { name: short, role: roleText });
}

function decideItem(item: MonthFigures['decide'][number], making: Making): MonthPaper['decide']['items'][number] {
  const { words, density } = making;
  const params = {
    count: item.count,
    title: clip(item.title?.[words.language] ?? '', density.title),
    // A contradiction counts devices; elsewhere the count is of other things than these names.
    names: names(item.names, item.kind === 'contradiction' ? item.count : item.names.length, making),
    on: item.on === null ? '' : words.shortDay(item.on),
  };
  return {
    title: words.say(`decide.${item.kind}`, params),
    reason: words.say(`decide.${item.kind}.reason`, params),
    who: words.say('decide.who', { who: whoText(item.who, making) }),
  };
}

export function weatherPaper(figures: MonthFigures, words: Words, shown: number): MonthPaper['weather'] {
  const { mark, reasons } = figures.weather;
  return {
    mark,
    word: words.say(`weather.${mark}`),
    lead: words.say(`weather.${mark}.lead`),
    reasons: reasons.slice(0, shown).map(({ kind, count }) => words.say(`reason.${kind}`, { count })),
  };
}

function trendText(words: Words, now: number, before: number | undefined): string | null {
  if (before === undefined) return null;
  const count = Math.abs(now - before);
  if (count === 0) return words.say('bar.trend.same');
  return words.say(now > before ? 'bar.trend.more' : 'bar.trend.less', { count });
}

export function barsOf({ declared, verified, before }: MonthFigures, words: Words): Bar[] {
  const rest = declared.unknown + declared.unanswered;
  const total = declared.yes + declared.partly + declared.no + rest;
  const known = verified.pass + verified.fail;
  const percent = known === 0 ? 0 : Math.floor((verified.pass / known) * 100);
  const part = (kind: Bar['parts'][number]['kind'], count: number, label: TextKey) => ({
    kind,
    count,
    label: words.say(label),
    shown: words.number(count),
  });
  return [
    {
      label: words.say('bar.declared'),
      text: words.say('bar.declared.text', { yes: declared.yes, total }),
      trend: trendText(words, declared.yes, before?.yes),
      parts: [
        part('good', declared.yes, 'part.yes'),
        part('half', declared.partly, 'part.partly'),
        part('bad', declared.no, 'part.no'),
        part('open', rest, 'part.rest'),
      ],
    },
    {
      label: words.say('bar.verified'),
      text:
        known === 0
          ? words.say('bar.verified.none')
          : words.say('bar.verified.text', { pass: words.number(verified.pass), known: words.number(known), percent }),
      trend: known === 0 ? null : trendText(words, verified.pass, before?.verified.pass),
      parts: [
        part('good', verified.pass, 'part.pass'),
        part('bad', verified.fail, 'part.fail'),
        part('open', verified.unknown, 'part.unknown'),
      ],
    },
  ];
}

interface CellParts {
  readonly title: TextKey;
  readonly value: string;
  readonly lines: readonly string[];
  /** How many things there are, when `lines` stands for one each; absent = the lines say all. */
  readonly total?: number;
}

function cell({ title, value, lines, total }: CellParts, { words, density }: Making): Cell {
  const shown = lines.slice(0, density.lines);
  const left = (total ?? lines.length) - shown.length;
  return { title: words.say(title), value, lines: shown, more: left > 0 ? words.say('more', { count: left }) : null };
}

function contradictionLines(making: Making): string[] {
  const { figures, words, density } = making;
  return figures.contradictions.items.map(({ title, failing, names: given, fresh }) =>
    words.say(fresh ? 'line.contradiction.fresh' : 'line.contradiction', {
      title: clip(title[words.language], density.title),
      count: failing,
      names: names(given, failing, making),
    }),
  );
}

function lateLines({ figures, words, density }: Making): string[] {
  return figures.tasks.late.map(({ title, dueOn, assigneeName }) =>
    words.say('line.late', {
      title: clip(title[words.language], density.title),
      on: words.shortDay(dueOn),
      who: assigneeName === null ? words.say('nobody') : clip(assigneeName, density.name),
    }),
  );
}

function acceptedLines({ figures, words, density }: Making): string[] {
  return figures.accepted.items.map(({ title, until, label }) =>
    words.say('line.accepted', {
      title: clip(title[words.language], density.title),
      on: words.shortDay(until),
      label: label === null ? '' : words.say('decide.names', { names: clip(label, density.name) }),
    }),
  );
}

/** The two cells that only count say so in short lines, of which none is ever cut. */
function countCells({ figures, words }: Making): Cell[] {
  const { tasks, devices } = figures;
  const say = (key: TextKey, count: number): string => words.say(key, { count: words.number(count) });
  return [
    {
      title: words.say('cell.done'),
      value: say('value.items', tasks.done),
      lines: [say('line.made', tasks.made), say('line.open', tasks.open)],
      more: null,
    },
    {
      title: words.say('cell.devices'),
      value: say('value.devices', devices.active + devices.silent),
      lines: [say('line.silent', devices.silent), say('line.added', devices.added)],
      more: null,
    },
  ];
}

function cellsOf(making: Making): Cell[] {
  const { figures, words, density } = making;
  const { proven, contradictions, tasks, accepted } = figures;
  const items = (count: number): string => words.say('value.items', { count: words.number(count) });
  const provenLines = proven.items.map(({ title, devices: count }) =>
    words.say('line.proven', { title: clip(title[words.language], density.title), count }),
  );
  const { total, fresh } = contradictions;
  return [
    cell(
      {
        title: 'cell.contradictions',
        value: words.say('value.contradictions', { count: total, fresh }),
        lines: contradictionLines(making),
        total,
      },
      making,
    ),
    cell(
      { title: 'cell.overdue', value: items(tasks.overdue), lines: lateLines(making), total: tasks.overdue },
      making,
    ),
    cell({ title: 'cell.proven', value: items(proven.total), lines: provenLines, total: proven.kinds }, making),
    cell(
      {
        title: 'cell.accepted',
        value: items(accepted.ending),
        lines: acceptedLines(making),
        total: accepted.ending,
      },
      making,
    ),
    ...countCells(making),
  ];
}

export function ledgerPaper({ seal, timeZone }: MonthFigures, words: Words): MonthPaper['ledger'] {
  const title = words.say('ledger.title');
  if (!seal) return { title, root: null, lines: [words.say('ledger.none')] };
  const params = {
    epoch: seal.epoch,
    seal: seal.sealNo,
    records: words.number(seal.records),
    moment: words.moment(seal.sealedAt, timeZone),
  };
  return { title, root: seal.root, lines: [words.say('ledger.root', params), words.say('ledger.verify', params)] };
}

/** Names of organisations are up to 100 characters; two lines of the page's head. */
const ORGANISATION = 80;

export function headOf(figures: MonthFigures, words: Words, { soFar }: { readonly soFar: boolean }) {
  return {
    language: words.language,
    month: figures.month,
    organisation: clip(figures.organisation, ORGANISATION),
    period: words.say('period', { from: words.day(figures.firstDay), to: words.day(figures.lastDay) }),
    taken: words.say('taken', { moment: words.moment(figures.takenAt, figures.timeZone) }),
    soFar: soFar ? words.say('so_far', { to: words.day(figures.lastDay) }) : null,
  };
}

export interface Composing {
  readonly language: MonthPaper['language'];
  /** The month is not over. */
  readonly soFar: boolean;
  readonly density?: Density;
}

export function composeMonth(figures: MonthFigures, { language, soFar, density }: Composing): MonthPaper {
  const words = wordsOf(language);
  const making: Making = { figures, words, density: density ?? DENSITIES[0] };
  return {
    ...headOf(figures, words, { soFar }),
    title: words.say('month.named', { month: words.month(figures.month) }),
    weather: weatherPaper(figures, words, making.density.reasons),
    bars: barsOf(figures, words),
    decide: {
      title: words.say('decide.title'),
      none: figures.decide.length === 0 ? words.say('decide.none') : null,
      items: figures.decide.map((item) => decideItem(item, making)),
    },
    changes: { title: words.say('changes.title'), cells: cellsOf(making) },
    ledger: ledgerPaper(figures, words),
    rule: words.say('rule'),
    foot: words.say('foot'),
  };
}
