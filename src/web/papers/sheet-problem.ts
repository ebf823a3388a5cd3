// SPDX-License-Identifier: Apache-2.0
import { ApiError } from '../api-error.ts';
import { formProblems } from '../describe-error.ts';
import type { Localised } from '../i18n.tsx';
import type { FieldProblem } from '../ui/form-context.ts';

type Words = Pick<Localised, 't' | 'findText' | 'language'>;

/** What the server says about a file, with the cell or line it names; else what any form would say. */
export function sheetProblems(error: unknown, texts: Words, field = ''): readonly FieldProblem[] {
  if (error instanceof ApiError) {
    const found = texts.findText(`papers.problem.${error.code}`);
    const [detail] = error.details;
    if (found !== undefined) {
      const place = detail?.field ?? '';
      const where = place === '' ? '' : texts.t(/^\d+$/.test(place) ? 'papers.atLine' : 'papers.atPlace', { place });
      return [{ field, message: `${where}${found}` }];
    }
    const named = texts.findText(`papers.problem.${detail?.reason ?? ''}`);
    if (named !== undefined) return [{ field, message: named }];
  }
  return formProblems(error, texts);
}
