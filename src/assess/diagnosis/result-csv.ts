// SPDX-License-Identifier: Apache-2.0
/** The result for spreadsheets. */
import type { DiagnosisFile } from '../../catalog/index.ts';
import type { Language } from '../../kernel/language.ts';
import { csvHeadLine, csvLine } from '../../platform/csv.ts';
import type { AnswerValue, AnsweredQuestion } from './contract.ts';
import type { DiagnosisRow } from './diagnosis-store.ts';
import en from './en.json' with { type: 'json' };
import ja from './ja.json' with { type: 'json' };

const WORDS = { ja, en } as const;

export interface CsvInput {
  readonly row: DiagnosisRow;
  readonly form: DiagnosisFile;
  readonly questions: readonly AnsweredQuestion[];
  readonly language: Language;
}

export function resultCsv({ row, form, questions, language }: CsvInput): string {
  const words = WORDS[language];
  const answer = (value: AnswerValue): string => words[`answer.${value === null ? 'not_used' : value}`];
  const partTitle = new Map(form.parts.map(({ no, title }) => [no, title[language]]));
  const sites = questions[0]?.sites.map(({ name }) => name) ?? [];
  const head = [words['csv.part'], words['csv.no'], words['csv.question'], words['csv.answer'], words['csv.points']];
  return [
    csvHeadLine([...head, ...sites, ...(sites.length > 0 ? [words['csv.reason']] : [])]),
    ...questions.map((one) =>
      csvLine([
        partTitle.get(one.part) ?? '',
        one.no,
        one.question[language],
        answer(one.value),
        one.points,
        ...one.sites.map(({ value }) => answer(value)),
        ...(sites.length > 0 ? [one.reason ?? ''] : []),
      ]),
    ),
    csvLine([words['csv.total'], '', row.finished_at?.toISOString().slice(0, 10) ?? '', '', row.score ?? 0]),
    csvLine([words['csv.form'], '', form.id]),
  ].join('');
}
