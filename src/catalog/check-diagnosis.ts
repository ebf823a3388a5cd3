// SPDX-License-Identifier: Apache-2.0
/** What diagnoses and surveys say about the rest of the catalogue. */
import { idOfFile } from './check-references.ts';
import type { DiagnosisFile, SurveyFile } from './diagnosis-schema.ts';
import type { CatalogProblem, ReadFile } from './read-yaml.ts';
import type { EditionFile, SourceEntry } from './schema.ts';

interface Parts {
  readonly diagnoses: readonly ReadFile<DiagnosisFile>[];
  readonly surveys: readonly ReadFile<SurveyFile>[];
  readonly editions: readonly ReadFile<EditionFile>[];
  readonly brokenEditions: ReadonlySet<string>;
  readonly sources: ReadFile<Readonly<Record<string, SourceEntry>>> | undefined;
}

function editionProblems(read: ReadFile<DiagnosisFile>, parts: Parts): CatalogProblem[] {
  const { edition: id, questions } = read.data;
  if (parts.brokenEditions.has(id)) return [];
  const edition = parts.editions.find(({ data }) => data.id === id)?.data;
  if (!edition) return [read.problem(['edition'], `unknown edition "${id}"`)];
  const asked = new Set(questions.map(({ no }) => String(no)));
  const missing = Object.keys(edition.refs).filter((ref) => !asked.has(ref));
  const extra = questions.flatMap(({ no }, at) =>
    Object.hasOwn(edition.refs, String(no)) ? [] : [read.problem(['questions', at, 'no'], `"${id}" has no "${no}"`)],
  );
  return [...extra, ...missing.map((ref) => read.problem(['questions'], `"${ref}" of "${id}" is not asked`))];
}

function surveyProblems(read: ReadFile<SurveyFile>, parts: Parts): CatalogProblem[] {
  const diagnosis = parts.diagnoses.find(({ data }) => data.id === read.data.diagnosis)?.data;
  if (!diagnosis) return [read.problem(['diagnosis'], `unknown diagnosis "${read.data.diagnosis}"`)];
  const known = new Set(diagnosis.questions.map(({ no }) => no));
  return read.data.figures.flatMap(({ questions }, at) =>
    questions.flatMap((no, index) =>
      known.has(no) ? [] : [read.problem(['figures', at, 'questions', index], `there is no question ${no}`)],
    ),
  );
}

export function findDiagnosisProblems(parts: Parts): CatalogProblem[] {
  const sources = parts.sources && new Set(Object.keys(parts.sources.data));
  const sourceProblem = (read: ReadFile<unknown>, path: readonly string[], name: string): CatalogProblem[] =>
    !sources || sources.has(name) ? [] : [read.problem(path, `unknown source "${name}"`)];
  const nameProblem = (read: ReadFile<{ readonly id: string }>): CatalogProblem[] =>
    idOfFile(read.file) === read.data.id ? [] : [read.problem(['id'], `id "${read.data.id}" must be the file's name`)];
  return [
    ...[...parts.diagnoses, ...parts.surveys].flatMap(nameProblem),
    ...parts.diagnoses.flatMap((read) => [
      ...editionProblems(read, parts),
      ...sourceProblem(read, ['source'], read.data.source),
      ...sourceProblem(read, ['not_used', 'source'], read.data.not_used.source),
    ]),
    ...parts.surveys.flatMap((read) => [
      ...surveyProblems(read, parts),
      ...sourceProblem(read, ['source'], read.data.source),
    ]),
  ];
}
