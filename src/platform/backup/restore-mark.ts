// SPDX-License-Identifier: Apache-2.0
/** A file in the data folder that says: a restore into it has begun and has not ended. Nothing starts beside it. */
import { existsSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { StartProblem } from '../start-problem.ts';

const markIn = (dataDir: string): string => join(dataDir, 'restore-unfinished');

export function markUnfinished(dataDir: string, since: string): void {
  writeFileSync(markIn(dataDir), `${since}\n`, { mode: 0o600, flush: true });
}

export function clearUnfinished(dataDir: string): void {
  rmSync(markIn(dataDir));
}

/** @throws StartProblem `restore_unfinished` */
export function refuseUnfinishedFolder(dataDir: string): void {
  if (existsSync(markIn(dataDir))) throw new StartProblem('restore_unfinished');
}
