// SPDX-License-Identifier: Apache-2.0
/**
 * The result for spreadsheets: RFC 4180 (CRLF, quotes doubled) in UTF-8 with a byte order mark, without which Excel reads
 * Japanese as Shift_JIS. Names of sites and reasons are typed by people: no cell may be taken for a formula (OWASP).
 */
import type { DiagnosisFile } from '../../catalog/index.ts';
import type { Language } from '../../kernel/language.ts';
import type { AnswerValue, DiagnosisResult } from './contract.ts';
import type { DiagnosisRow } from './diagnosis-store.ts';
import en from './en.json' with { type: 'json' };
import ja from './ja.json' with { type: 'json' };

const WORDS = { ja, en } as const;

function cell(value: string): string {
  const clean = value.replaceAll(/[\u0000-\u0009\u000b\u000c\u000e-\u001f\u007f]/g, ' ');
  const safe = /^\s*[=+\-@\uff1d\uff0b\uff0d\uff20]/.test(clean) ? `'${clean}` : clean;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
/** A number of ours is a number, also below zero. */
const line = (cells: readonly (string | number)[]): string =>
  `${cells.map((one) => (typeof one === 'number' ? String(one) : cell(one))).join(',')}\r\n`;

export interface CsvInput {
  readonly row: DiagnosisRow;
  readonly form: DiagnosisFile;
  readonly questions: DiagnosisResult['questions'];
  readonly language: Language;
}

export function resultCsv({ row, form, questions, language }: CsvInput): string {
  const words = WORDS[language];
  const answer = (value: AnswerValue): string => words[`answer.${value === null ? 'not_used' : value}`];
  const partTitle = new Map(form.parts.map(({ no, title }) => [no, title[language]]));
  const sites = questions[0]?.sites.map(({ name }) => name) ?? [];
  const head = [words['csv.part'], words['csv.no'], words['csv.question'], words['csv.answer'], words['csv.points']];
  return [
    `\u{feff}${line([...head, ...sites, ...(sites.length > 0 ? [words['csv.reason']] : [])])}`,
    ...questions.map((one) =>
      line([
        partTitle.get(one.part) ?? '',
        one.no,
        one.question[language],
        answer(one.value),
        one.points,
        ...one.sites.map(({ value }) => answer(value)),
        ...(sites.length > 0 ? [one.reason ?? ''] : []),
      ]),
    ),
    line([words['csv.total'], '', row.finished_at?.toISOString().slice(0, 10) ?? '', '', row.score ?? 0]),
    line([words['csv.form'], '', form.id]),
  ].join('');
}
