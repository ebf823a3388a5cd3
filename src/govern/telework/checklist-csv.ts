// SPDX-License-Identifier: Apache-2.0
import type { Language } from '../../kernel/language.ts';
import { csvHeadLine, csvLine } from '../../platform/csv.ts';
import { word } from '../words.ts';
import type { ChecklistItem } from './contract.ts';

const COLUMNS = [
  'mark',
  'special',
  'title',
  'role',
  'threats',
  'answer',
  'answered_on',
  'note',
  'pass',
  'fail',
  'unknown',
  'not_applicable',
  'contradiction',
] as const;

export interface Written {
  readonly language: Language;
  /** ISO instant → the organisation's date. */
  readonly dayOf: (iso: string) => string;
}

function answerCells({ declaration }: ChecklistItem['control'], { language, dayOf }: Written): string[] {
  if (declaration === null) return [word(language, 'answer.none'), '', ''];
  const { value, declaredAt, note } = declaration;
  return [word(language, `answer.${value ?? 'not_applicable'}`), dayOf(declaredAt), note];
}

function line({ control, threats, special }: ChecklistItem, written: Written): string {
  const { language } = written;
  const { mark, title, role, counts, contradiction } = control;
  const list = (words: readonly string[]): string => words.join(language === 'ja' ? '、' : '; ');
  return csvLine([
    mark === 'first' ? '◎' : '○',
    special ? word(language, 'checklist.csv.yes') : '',
    title[language],
    word(language, `role.${role}`),
    list(threats.map((threat) => word(language, `threat.${threat}`))),
    ...answerCells(control, written),
    // Empty: no machine can tell.
    ...(counts ? [counts.pass, counts.fail, counts.unknown, counts.notApplicable].map(String) : ['', '', '', '']),
    list(contradiction?.names ?? []),
  ]);
}

export const checklistCsv = (items: readonly ChecklistItem[], written: Written): string =>
  csvHeadLine(COLUMNS.map((column) => word(written.language, `checklist.csv.${column}`))) +
  items.map((item) => line(item, written)).join('');
