// SPDX-License-Identifier: Apache-2.0
import { notFound } from '../../kernel/errors.ts';
import { localDateOf } from '../../platform/calendar.ts';
import type { ScopedTx } from '../../platform/postgres/database.ts';
import type { GovernContext } from '../context.ts';
import type { ControlNow } from './answer-from-state.ts';
import { createProposer } from './propose-controls.ts';
import type { Proposer } from './propose-controls.ts';
import { readFileOf } from './sheet-store.ts';
import type { SheetTools } from './sheet-tools.ts';

export interface CheckSheetContext {
  readonly govern: GovernContext;
  readonly tools: SheetTools;
  readonly propose: Proposer;
}

export function checkSheetContext(govern: GovernContext, tools: SheetTools): CheckSheetContext {
  // Made with the first question: an installation that nobody sends questionnaires starts no later for it.
  let proposer: Proposer | undefined;
  return {
    govern,
    tools,
    propose: (question, limit) => {
      proposer ??= createProposer([...govern.catalog.controls.values()]);
      return proposer(question, limit);
    },
  };
}

export interface StateNow {
  readonly today: string;
  readonly controls: ReadonlyMap<string, ControlNow & { readonly failing: readonly string[] }>;
}

/** What the organisation answers and measures now, in the shape that answers are made of. */
export async function stateNow(tx: ScopedTx, { assess, people, platform }: GovernContext): Promise<StateNow> {
  const timeZone = await people.timeZone(tx);
  const states = await assess.controlStates(tx);
  return {
    today: localDateOf(platform.clock.now(), timeZone),
    controls: new Map(
      states.map(({ id, title, declaration, counts, contradiction }) => [
        id,
        {
          controlId: id,
          title,
          declared: declaration === null ? undefined : declaration.value,
          declaredOn: declaration === null ? undefined : localDateOf(new Date(declaration.declaredAt), timeZone),
          counts,
          failing: contradiction?.names ?? [],
        },
      ]),
    ),
  };
}

export async function fileOf(tx: ScopedTx, sheetId: string): Promise<Buffer> {
  const file = await readFileOf(tx, sheetId);
  if (!file) throw notFound('check_sheet_not_found');
  return file;
}
