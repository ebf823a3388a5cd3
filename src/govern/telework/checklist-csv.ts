// SPDX-License-Identifier: Apache-2.0
import type { Language } from '../../kernel/language.ts';
import { csvHeadLine, csvLine } from '../../platform/csv.ts';
import { word } from '../words.ts';
import type { ChecklistItem } from './contract.ts';

const COLUMNS = [
  'mark',
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

const number = (value: number | undefined): string => (value === undefined ? '' : String(value));

function line({ control, threats }: ChecklistItem, language: Language): string {
  const { mark, title, role, declaration, counts, contradiction } = control;
  const answer = declaration === null ? 'none' : String(declaration.value ?? 'not_applicable');
  return csvLine([
    mark === 'first' ? '◎' : '○',
    title[language],
    word(language, `role.${role}`),
    threats.map((threat) => word(language, `threat.${threat}`)).join(language === 'ja' ? '、' : '; '),
    word(language, `answer.${answer}`),
    declaration?.declaredAt.slice(0, 10) ?? '',
    declaration?.note ?? '',
    number(counts?.pass),
    number(counts?.fail),
    number(counts?.unknown),
    number(counts?.notApplicable),
    contradiction === null ? '' : contradiction.names.join(language === 'ja' ? '、' : '; '),
  ]);
}

export const checklistCsv = (items: readonly ChecklistItem[], language: Language): string =>
  csvHeadLine(COLUMNS.map((column) => word(language, `checklist.csv.${column}`))) +
  items.map((item) => line(item, language)).join('');
