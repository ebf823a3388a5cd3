// SPDX-License-Identifier: Apache-2.0
import type { Language } from '../kernel/language.ts';
import { csvHeadLine, csvLine } from '../platform/csv.ts';
import type { Catalog } from './load-catalog.ts';

/** The catalogue without anybody's state: the columns carry the names of the files' keys, for programs and translators. */
export function catalogCsv(catalog: Catalog, language: Language): string {
  const head = [
    'id',
    'theme',
    'role',
    'importance',
    'difficulty',
    'mark',
    'title',
    'what',
    'why',
    'question',
    'verified_by',
    'mappings',
  ];
  const lines = catalog.summaries.flatMap(({ id, mark }) => {
    const control = catalog.controls.get(id);
    if (!control) return [];
    const { theme, role, importance, difficulty, title, what, why, question, verified_by, mappings } = control;
    const texts = [title, what, why, question].map((text) => text[language]);
    const by = verified_by.map(({ kind }) => kind).join(' ');
    const asked = mappings.map(({ edition, ref }) => `${edition} ${ref}`).join('; ');
    return [csvLine([id, theme, role, importance, difficulty, mark ?? '', ...texts, by, asked])];
  });
  return csvHeadLine(head) + lines.join('');
}
