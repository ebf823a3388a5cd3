// SPDX-License-Identifier: Apache-2.0
/** Keeps the counts of verdicts quick to add up, and looks every night that they are right (docs/decisions/0028). */
import type { Scope } from '../platform/postgres/scope.ts';
import type { AssessContext } from './context.ts';
import { countFoldable, foldChanges, repairCounts } from './count-store.ts';

/** Less than a millisecond of a page (about half a microsecond a row); fewer are not worth the writing. */
const FOLD_FROM = 1000;
/** Rows of one transaction: some 100 ms of one connection. */
const FOLD_AT_ONCE = 20_000;
/** A million rows; what is left waits for the next time. */
const MAX_FOLDS = 50;

async function foldOne({ platform: { db } }: AssessContext, scope: Scope, from: number): Promise<void> {
  for (let fold = 0; fold < MAX_FOLDS; fold += 1) {
    const folded = await db.scoped(scope, async (tx) =>
      (await countFoldable(tx)) < from ? 0 : foldChanges(tx, FOLD_AT_ONCE),
    );
    if (folded < FOLD_AT_ONCE) return;
  }
}

/**
 * Of thousands of organisations few report in any one minute: only those are looked at.
 * @param from rows that must be there to save before anything is written
 */
export async function foldChanged(context: AssessContext, from = FOLD_FROM): Promise<void> {
  const { countsChanged } = context;
  if (countsChanged.size === 0) return;
  const chosen = new Set(countsChanged);
  // Emptied before the look: what comes in meanwhile is looked at the next time.
  countsChanged.clear();
  for (const scope of await context.allScopes('assess.fold_counts'))
    if (chosen.has(scope.orgId)) await foldOne(context, scope, from);
}

/** Everyone: what fading and removing devices changed, and what was there before this start. */
export async function foldAll(context: AssessContext, from = FOLD_FROM): Promise<void> {
  for (const scope of await context.allScopes('assess.fold_all_counts')) await foldOne(context, scope, from);
}

/** Never needed as long as the triggers see every write; if one day they do not, pages are right again the next morning. */
export async function checkCounts(context: AssessContext): Promise<void> {
  const { db, log } = context.platform;
  for (const scope of await context.allScopes('assess.check_counts')) {
    const wrong = await db.scoped(scope, repairCounts);
    if (wrong > 0)
      log.error({ part: 'assess', orgId: scope.orgId, wrong }, 'counts of verdicts were wrong and have been put right');
  }
}
