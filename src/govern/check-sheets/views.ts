// SPDX-License-Identifier: Apache-2.0
import type { Catalog } from '../../catalog/index.ts';
import { fillFromState } from './answer-from-state.ts';
import type { SheetQuestion, SheetSummary } from './contract.ts';
import type { StateNow } from './sheet-context.ts';
import type { QuestionRow, SheetRow } from './sheet-store.ts';

export function summaryView(row: SheetRow, names: ReadonlyMap<string, string>): SheetSummary {
  return {
    sheetId: row.sheet_id,
    title: row.title,
    customer: row.customer,
    fileName: row.file_name,
    kind: row.kind,
    macro: row.macro,
    formulas: row.formulas,
    encoding: row.encoding,
    createdAt: row.created_at.toISOString(),
    createdBy: names.get(row.created_by) ?? null,
    exportedAt: row.exported_at?.toISOString() ?? null,
    laidOut: row.layout !== null,
    questions: row.questions,
    mapped: row.mapped,
    answered: row.answered,
  };
}

export interface QuestionWorld {
  readonly state: StateNow;
  readonly catalog: Catalog;
  readonly language: 'ja' | 'en';
}

/** The controls of a question that there still are. */
export const controlsOf = (
  { control_ids }: Pick<QuestionRow, 'control_ids'>,
  { state }: Pick<QuestionWorld, 'state'>,
) => (control_ids ?? []).flatMap((id) => state.controls.get(id) ?? []);

export function questionView(row: QuestionRow, world: QuestionWorld): SheetQuestion {
  const { state, catalog, language } = world;
  const controls = controlsOf(row, world);
  const contradicting = row.answer === 'yes' ? controls.filter(({ counts }) => (counts?.fail ?? 0) > 0) : [];
  return {
    no: row.question_no,
    place: row.place,
    worksheet: row.worksheet,
    text: row.question,
    proposals: row.proposals.flatMap((proposal) => {
      const control = catalog.controls.get(proposal.controlId);
      return control ? [{ ...proposal, title: control.title }] : [];
    }),
    controls: row.control_ids && controls.map(({ controlId, title }) => ({ controlId, title })),
    answer: row.answer,
    note: row.note,
    answeredBy: row.answered_by,
    locked: row.locked,
    now: controls.length === 0 ? null : fillFromState(controls, { language, today: state.today }),
    contradictions: contradicting.map(({ controlId, title, counts, failing }) => ({
      controlId,
      title,
      failing: counts?.fail ?? 0,
      names: [...failing],
    })),
  };
}
