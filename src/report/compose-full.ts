// SPDX-License-Identifier: Apache-2.0
/** From figures to the words of the full report: every control, every contradiction, what is open and what is allowed. */
import { barsOf, headOf, ledgerPaper, weatherPaper } from './compose-month.ts';
import type { Composing } from './compose-month.ts';
import { WEATHER_REASONS } from './contract.ts';
import type { FullFigures, FullPaper, PaperTable, ReportFigures } from './contract.ts';
import { clip, wordsOf } from './words.ts';
import type { TextKey, Words } from './words.ts';

type Section = FullPaper['sections'][number];
type Control = FullFigures['controls'][number];

/** Half-width columns: a name in a list, a reason in its column. */
const NAME = 30;
const REASON = 160;

interface Making {
  readonly figures: ReportFigures;
  readonly words: Words;
}

type Columns = readonly (readonly [TextKey, number])[];

interface TableParts {
  readonly title: string;
  readonly columns: Columns;
  readonly rows: readonly (readonly string[])[];
  readonly lead?: string;
  /** How many there are in all. */
  readonly total?: number;
}

function table({ title, columns, rows, lead, total }: TableParts, words: Words): PaperTable {
  const left = (total ?? rows.length) - rows.length;
  return {
    title,
    lead: lead ?? null,
    columns: columns.map(([key, width]) => ({ title: words.say(key), width })),
    rows: rows.map((row) => [...row]),
    none: words.say('none'),
    more: left > 0 ? words.say('more', { count: left }) : null,
  };
}

function answerText({ declared }: Control, { words, figures }: Making): string {
  if (declared === null) return words.say('answer.none');
  const answer = words.find(`answer.${String(declared.value)}`) ?? words.say('answer.none');
  const by = declared.by === null ? '' : clip(declared.by, NAME);
  return words
    .say('answer.dated', { answer, on: words.dayOf(declared.at, figures.month.timeZone), by })
    .replace(/ (?=[)）])/, '');
}

function measuredText({ counts }: Control, words: Words): string {
  if (counts === null) return words.say('verified.person');
  const { pass, fail, unknown } = counts;
  return pass + fail + unknown === 0 ? words.say('verified.none') : words.say('verified.is', { pass, fail, unknown });
}

function coverageText({ counts }: Control, words: Words): string {
  if (counts === null) return '–';
  const known = counts.pass + counts.fail;
  const all = known + counts.unknown;
  return all === 0 ? '–' : words.say('coverage.is', { known, all });
}

function controlRow(control: Control, making: Making): string[] {
  const { words, figures } = making;
  const { evidenceAt } = control;
  return [
    control.title[words.language],
    answerText(control, making),
    measuredText(control, words),
    coverageText(control, words),
    evidenceAt === null ? '–' : words.dayOf(evidenceAt, figures.month.timeZone),
  ];
}

const CONTROL_COLUMNS: Columns = [
  ['column.control', 34],
  ['column.declared', 22],
  ['column.verified', 22],
  ['column.coverage', 11],
  ['column.evidence', 11],
];

function controlSection(making: Making): Section {
  const { figures, words } = making;
  const { controls } = figures.full;
  const themes = new Map(controls.map(({ theme }) => [theme.id, theme.title]));
  return {
    title: words.say('section.controls'),
    lead: words.say('section.controls.lead'),
    tables: [...themes].map(([id, title]) =>
      table(
        {
          title: title[words.language],
          columns: CONTROL_COLUMNS,
          rows: controls.filter(({ theme }) => theme.id === id).map((control) => controlRow(control, making)),
        },
        words,
      ),
    ),
  };
}

function devicesText({ failing }: Control, words: Words): string {
  if (failing === null) return '';
  const shown = failing.names.map((name) => clip(name, NAME)).join(words.language === 'ja' ? '、' : ', ');
  const key = failing.count > failing.names.length ? 'devices.more' : 'devices.is';
  return words.say(key, { count: failing.count, names: shown });
}

function contradictionSection(making: Making): Section {
  const { figures, words } = making;
  const against = figures.full.controls.filter(({ failing }) => failing !== null);
  const title = words.say('section.contradictions');
  const rows = against.map((control) => [
    control.title[words.language],
    answerText(control, making),
    devicesText(control, words),
  ]);
  const columns: Columns = [
    ['column.control', 38],
    ['column.declared', 24],
    ['column.devices', 38],
  ];
  return {
    title,
    lead: words.say('section.contradictions.lead'),
    tables: [table({ title, columns, rows }, words)],
  };
}

function deviceSection({ figures, words }: Making): Section {
  const title = words.say('section.devices');
  const columns: Columns = [
    ['column.platform', 50],
    ['column.active', 25],
    ['column.silent', 25],
  ];
  const rows = figures.full.platforms.map(({ platform, active, silent }) => [
    words.find(`platform.${platform}`) ?? words.say('platform.other'),
    words.number(active),
    words.number(silent),
  ]);
  return { title, lead: null, tables: [table({ title, columns, rows }, words)] };
}

function taskSection({ figures, words }: Making): Section {
  const title = words.say('section.tasks');
  const columns: Columns = [
    ['column.task', 48],
    ['column.due', 22],
    ['column.assignee', 18],
    ['column.progress', 12],
  ];
  const rows = figures.full.tasks.map((task) => {
    const on = words.shortDay(task.dueOn);
    return [
      task.title[words.language],
      task.overdue ? words.say('due.overdue', { on }) : on,
      task.assigneeName === null ? words.say('nobody') : clip(task.assigneeName, NAME),
      words.say('progress.is', { done: task.findingsDone, total: task.findingsTotal }),
    ];
  });
  return { title, lead: null, tables: [table({ title, columns, rows, total: figures.month.tasks.open }, words)] };
}

function acceptedSection({ figures, words }: Making): Section {
  const title = words.say('section.accepted');
  const columns: Columns = [
    ['column.what', 28],
    ['column.how', 18],
    ['column.until', 12],
    ['column.reason', 28],
    ['column.by', 14],
  ];
  const rows = figures.full.accepted.map((one) => {
    const label = one.label === null ? '' : words.say('decide.names', { names: clip(one.label, NAME) });
    return [
      `${one.title[words.language]}${label}`,
      words.say(`how.${one.how}`),
      words.shortDay(one.until),
      clip(one.reason, REASON),
      one.memberName === null ? '–' : clip(one.memberName, NAME),
    ];
  });
  const lead = words.say('section.accepted.lead');
  return { title, lead, tables: [table({ title, columns, rows, total: figures.month.accepted.total }, words)] };
}

export function composeFull(figures: ReportFigures, { language, soFar }: Composing): FullPaper {
  const words = wordsOf(language);
  const making: Making = { figures, words };
  return {
    ...headOf(figures.month, words, { soFar }),
    title: words.say('full.named', { month: words.month(figures.month.month) }),
    contents: words.say('contents'),
    weather: weatherPaper(figures.month, words, WEATHER_REASONS.length),
    bars: barsOf(figures.month, words),
    overview: words.say('section.overview'),
    sections: [
      contradictionSection(making),
      controlSection(making),
      deviceSection(making),
      taskSection(making),
      acceptedSection(making),
    ],
    ledger: ledgerPaper(figures.month, words),
    rule: words.say('rule'),
    foot: words.say('foot'),
  };
}
