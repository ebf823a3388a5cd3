// SPDX-License-Identifier: Apache-2.0
/** What a question is about and how it is answered: by a person, or from state. */
import { invalid, notFound } from '../../kernel/errors.ts';
import type { ScopedTx } from '../../platform/postgres/database.ts';
import { fillFromState } from './answer-from-state.ts';
import type { SheetAnswer } from './contract.ts';
import { questionKey } from './lay-out-sheet.ts';
import { stateNow } from './sheet-context.ts';
import type { CheckSheetContext, StateNow } from './sheet-context.ts';
import { changeQuestions, lockSheet, questionsOf, readSheet, remember } from './sheet-store.ts';
import type { ChangedQuestion, QuestionRow } from './sheet-store.ts';
import { controlsOf } from './views.ts';

export interface Said {
  readonly sheetId: string;
  readonly no: number;
  readonly controlIds: readonly string[] | null;
  readonly answer?: SheetAnswer | null | undefined;
  readonly note?: string | undefined;
}

interface Filling {
  readonly state: StateNow;
  readonly language: 'ja' | 'en';
}

/** From state when it is tied to controls, else nothing; an answer by hand stays. */
function filled(row: QuestionRow, { state, language }: Filling): ChangedQuestion {
  if (row.answered_by === 'person') return row;
  const controls = controlsOf(row, { state });
  if (controls.length === 0) return { ...row, answer: null, note: '', answered_by: null };
  return { ...row, ...fillFromState(controls, { language, today: state.today }), answered_by: 'state' };
}

function changedBy(row: QuestionRow, said: Said, filling: Filling): ChangedQuestion {
  const tied = { ...row, control_ids: said.controlIds };
  if (said.answer === null) return filled({ ...tied, answered_by: null }, filling);
  if (said.answer === undefined && said.note === undefined) return filled(tied, filling);
  return { ...tied, answer: said.answer ?? row.answer, note: said.note ?? row.note, answered_by: 'person' };
}

const strip = ({ question_no, control_ids, answer, note, answered_by }: ChangedQuestion): ChangedQuestion => ({
  question_no,
  control_ids,
  answer,
  note,
  answered_by,
});

async function locked(tx: ScopedTx, sheetId: string) {
  if (!(await lockSheet(tx, sheetId))) throw notFound('check_sheet_not_found');
  const sheet = await readSheet(tx, sheetId);
  if (!sheet) throw notFound('check_sheet_not_found');
  return sheet;
}

export async function answerQuestion(tx: ScopedTx, context: CheckSheetContext, said: Said): Promise<void> {
  const { catalog, platform } = context.govern;
  const sheet = await locked(tx, said.sheetId);
  const row = (await questionsOf(tx, said.sheetId)).find(({ question_no }) => question_no === said.no);
  if (!row) throw notFound('sheet_question_not_found');
  if (said.controlIds?.some((id) => !catalog.controls.has(id)) === true) throw invalid('control_not_found');
  const state = await stateNow(tx, context.govern);
  await changeQuestions(tx, said.sheetId, [strip(changedBy(row, said, { state, language: sheet.language }))]);
  const key = questionKey(row.question);
  if (said.controlIds !== null && key !== '')
    await remember(tx, { key, controlIds: said.controlIds, at: platform.clock.now() });
}

/** Controls of the proposal that came from memory, all of them: one question may be about several. */
const rememberedFor = ({ proposals, control_ids }: QuestionRow): readonly string[] | null => {
  if (control_ids !== null) return control_ids;
  const ids = proposals.filter(({ how }) => how === 'memory').map(({ controlId }) => controlId);
  return ids.length > 0 ? ids : null;
};

export async function fillSheet(
  tx: ScopedTx,
  context: CheckSheetContext,
  { sheetId, useMemory }: { sheetId: string; useMemory: boolean },
): Promise<void> {
  const { language } = await locked(tx, sheetId);
  const state = await stateNow(tx, context.govern);
  const rows = (await questionsOf(tx, sheetId)).map((row) =>
    useMemory ? { ...row, control_ids: rememberedFor(row) } : row,
  );
  await changeQuestions(
    tx,
    sheetId,
    rows.map((row) => strip(filled(row, { state, language }))),
  );
}
