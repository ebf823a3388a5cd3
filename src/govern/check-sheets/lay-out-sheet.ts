// SPDX-License-Identifier: Apache-2.0
/** Somebody said where the questions are: they are read, and each gets proposals of controls. */
import { notFound } from '../../kernel/errors.ts';
import { audit } from '../../platform/audit.ts';
import type { ScopedTx } from '../../platform/postgres/database.ts';
import type { Scope } from '../../platform/postgres/scope.ts';
import { findQuestions } from './find-questions.ts';
import type { FoundQuestion } from './find-questions.ts';
import { foldWhole, pairLikeness } from './fold.ts';
import { fileOf } from './sheet-context.ts';
import type { CheckSheetContext } from './sheet-context.ts';
import { keepLayout, lockSheet, questionsOf, rememberedQuestions, replaceQuestions } from './sheet-store.ts';
import type { LayoutChoice, QuestionRow, Remembered, StoredProposal } from './sheet-store.ts';

const MAX_PROPOSALS = 5;
/** Remembered questions that are compared; the most recently used ones. */
const MAX_REMEMBERED = 3000;
/** Same question, other wording of a few signs. Below it, the words of the controls are the better guide. */
const VERY_SIMILAR = 0.82;
/** Of a folded question. The key of an index row must stay short. */
const KEY_LENGTH = 300;

export const questionKey = (text: string): string => foldWhole(text).slice(0, KEY_LENGTH);

function fromMemory(key: string, memory: readonly Remembered[]): StoredProposal[] {
  let best: { readonly controlIds: readonly string[]; readonly score: number } | undefined;
  for (const { question_key, control_ids } of memory) {
    // Texts whose lengths differ by half cannot be alike enough; this spares most comparisons.
    const shorter = Math.min(key.length, question_key.length);
    const longer = Math.max(key.length, question_key.length);
    if (shorter * 1.5 < longer) continue;
    const score = pairLikeness(key, question_key);
    if (score >= VERY_SIMILAR && score > (best?.score ?? 0)) best = { controlIds: control_ids, score };
    if (score === 1) break;
  }
  return (best?.controlIds ?? []).map((controlId) => ({
    controlId,
    score: Math.round((best?.score ?? 0) * 1000) / 1000,
    how: 'memory' as const,
  }));
}

export function proposalsFor(
  text: string,
  { propose }: Pick<CheckSheetContext, 'propose'>,
  memory: readonly Remembered[],
): StoredProposal[] {
  const earlier = fromMemory(questionKey(text), memory);
  const alike = propose(text, MAX_PROPOSALS)
    .filter(({ controlId }) => !earlier.some((one) => one.controlId === controlId))
    .map((one) => ({ ...one, how: 'text' as const }));
  return [...earlier, ...alike].slice(0, Math.max(MAX_PROPOSALS, earlier.length));
}

/** A question that stood there before keeps what was said about it. */
function rowOf(
  question: FoundQuestion,
  before: QuestionRow | undefined,
  more: Pick<QuestionRow, 'question_no' | 'proposals'>,
): QuestionRow {
  return {
    ...more,
    sheet_index: question.sheet,
    row_index: question.row,
    place: question.place,
    worksheet: question.worksheet,
    question: question.text,
    control_ids: before?.control_ids ?? null,
    answer: before?.answer ?? null,
    note: before?.note ?? '',
    answered_by: before?.answered_by ?? null,
    locked: question.locked,
  };
}

async function keepQuestions(
  tx: ScopedTx,
  context: CheckSheetContext,
  { sheetId, found, choice }: { sheetId: string; found: readonly FoundQuestion[]; choice: LayoutChoice },
): Promise<void> {
  if (!(await lockSheet(tx, sheetId))) throw notFound('check_sheet_not_found');
  const before = new Map(
    (await questionsOf(tx, sheetId)).map((row) => [`${row.sheet_index}:${row.row_index}:${row.question}`, row]),
  );
  const memory = await rememberedQuestions(tx, MAX_REMEMBERED);
  const rows = found.map((question, index) =>
    rowOf(question, before.get(`${question.sheet}:${question.row}:${question.text}`), {
      question_no: index + 1,
      proposals: proposalsFor(question.text, context, memory),
    }),
  );
  await keepLayout(tx, sheetId, choice);
  await replaceQuestions(tx, sheetId, rows);
  const { clock } = context.govern.platform;
  await audit(tx, clock, {
    action: 'govern.check_sheet_laid_out',
    subject: sheetId,
    detail: { questions: rows.length },
  });
}

export async function layOutSheet(
  context: CheckSheetContext,
  scope: Scope,
  { sheetId, choice }: { sheetId: string; choice: LayoutChoice },
): Promise<void> {
  const { db } = context.govern.platform;
  const file = await db.scoped(scope, async (tx) => fileOf(tx, sheetId));
  const found = findQuestions(await context.tools.read(file), choice.layout);
  await db.scoped(scope, async (tx) => keepQuestions(tx, context, { sheetId, found, choice }));
}
