// SPDX-License-Identifier: Apache-2.0
/** What machines know about the controls of each question; two queries for all questions together. */
import type { DiagnosisFile } from '../../catalog/index.ts';
import type { ScopedTx } from '../../platform/postgres/database.ts';
import type { AssessContext } from '../context.ts';
import { countsByCheck, countsOf } from '../control-state.ts';
import { countVerdicts } from '../count-store.ts';
import { failingNames } from '../home-store.ts';
import { checksOf, controlsByQuestion } from './form-of.ts';
import type { MeasuredControl } from './propose-answer.ts';

export async function measuredControls(
  tx: ScopedTx,
  context: AssessContext,
  form: DiagnosisFile,
): Promise<ReadonlyMap<number, readonly MeasuredControl[]>> {
  const byQuestion = controlsByQuestion(context.catalog, form);
  const byCheck = countsByCheck(await countVerdicts(tx));
  const failing = [...new Set([...byQuestion.values()].flat().flatMap(checksOf))].filter(
    (check) => (byCheck.get(check)?.fail ?? 0) > 0,
  );
  const names = failing.length > 0 ? await failingNames(tx, failing) : [];
  return new Map(
    [...byQuestion].map(([no, controls]) => [
      no,
      controls.map((control) => {
        const checks = checksOf(control);
        return {
          controlId: control.id,
          title: control.title,
          counts: countsOf({ checks: [...checks] }, byCheck),
          names: [...new Set(names.flatMap((row) => (checks.includes(row.check_id) ? [row.label] : [])))],
        };
      }),
    ]),
  );
}
