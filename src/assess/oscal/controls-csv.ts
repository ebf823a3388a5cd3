// SPDX-License-Identifier: Apache-2.0
/** Every control with its answer and its measurement, one line each. */
import type { Catalog } from '../../catalog/index.ts';
import type { Language } from '../../kernel/language.ts';
import { csvHeadLine, csvLine } from '../../platform/csv.ts';
import type { ControlItem } from '../contract.ts';
import en from '../en.json' with { type: 'json' };
import ja from '../ja.json' with { type: 'json' };
import { standingOf } from '../threats/standing.ts';

const WORDS: Readonly<Record<Language, Readonly<Record<string, string>>>> = { ja, en };
const COLUMNS = [
  'id',
  'theme',
  'title',
  'role',
  'importance',
  'difficulty',
  'mark',
  'question',
  'answer',
  'answered',
  'inPlace',
  'notInPlace',
  'unknown',
  'standing',
  'mappings',
] as const;

const word = (language: Language, key: string): string => WORDS[language][`csv.${key}`] ?? key;
const MARKS = { first: '◎', next: '○' } as const;

interface Written {
  readonly language: Language;
  /** Local date of a moment in the organisation's time zone. */
  readonly dayOf: (iso: string) => string;
}

function cells(item: ControlItem, catalog: Catalog, { language, dayOf }: Written): string[] {
  const control = catalog.controls.get(item.id);
  const { declaration, counts } = item;
  const answer = declaration && (declaration.value === null ? 'not_applicable' : String(declaration.value));
  return [
    item.id,
    item.theme.title[language],
    item.title[language],
    word(language, `role.${item.role}`),
    word(language, `weight.${item.importance}`),
    word(language, `weight.${item.difficulty}`),
    item.mark ? MARKS[item.mark] : '',
    control?.question[language] ?? '',
    answer === null ? '' : word(language, `answer.${answer}`),
    declaration ? dayOf(declaration.declaredAt) : '',
    ...(counts ? [counts.pass, counts.fail, counts.unknown].map(String) : ['', '', '']),
    word(language, `standing.${standingOf(item)}`),
    control?.mappings.map(({ edition, ref }) => `${edition} ${ref}`).join('; ') ?? '',
  ];
}

export function controlsCsv(items: readonly ControlItem[], catalog: Catalog, written: Written): string {
  const head = csvHeadLine(COLUMNS.map((column) => word(written.language, column)));
  return head + items.map((item) => csvLine(cells(item, catalog, written))).join('');
}
