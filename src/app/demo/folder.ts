// SPDX-License-Identifier: Apache-2.0
/** The mark that tells a demo's data folder from a real one, and how far its building came. */
import { existsSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { DAY_MS, systemClock } from '../../kernel/clock.ts';
import { secureRandom } from '../../kernel/ids.ts';
import { LOCK_FILE, acquireDataLock } from '../../platform/data-lock.ts';
import { StartProblem } from '../../platform/start-problem.ts';

const MARK = 'demo.json';
/** Devices of a demo report no more; after a day they would all be on their way to being silent. */
const FRESH_FOR_MS = DAY_MS;

const mark = z.object({ state: z.enum(['building', 'built']), builtAt: z.iso.datetime() });

const isDemoFolder = (dataDir: string): boolean => existsSync(join(dataDir, MARK));

/** @throws StartProblem `folder_is_demo` */
export function refuseDemoFolder(dataDir: string): void {
  if (isDemoFolder(dataDir)) throw new StartProblem('folder_is_demo', { folder: dataDir });
}

function readMark(dataDir: string): z.infer<typeof mark> | undefined {
  if (!isDemoFolder(dataDir)) return undefined;
  try {
    return mark.parse(JSON.parse(readFileSync(join(dataDir, MARK), 'utf8')));
  } catch {
    return { state: 'building', builtAt: new Date(0).toISOString() };
  }
}

export const writeMark = (dataDir: string, state: 'building' | 'built'): void =>
  writeFileSync(join(dataDir, MARK), `${JSON.stringify({ state, builtAt: systemClock.now().toISOString() })}\n`, {
    mode: 0o600,
  });

/**
 * Empties a demo's folder and marks it as being built. The mark is there before anything goes and stays to the last, so
 * that a half-emptied demo is never taken for something else.
 * @throws StartProblem `folder_is_not_demo` where something else lies in it, `data_in_use` where a demo runs on it
 */
export function emptyFolder(dataDir: string): void {
  const held = existsSync(dataDir) ? readdirSync(dataDir) : [];
  if (held.length > 0 && !held.includes(MARK)) throw new StartProblem('folder_is_not_demo', { folder: dataDir });
  const lock = acquireDataLock({ dataDir, clock: systemClock, random: secureRandom });
  try {
    writeMark(dataDir, 'building');
    const kept = new Set([MARK, LOCK_FILE]);
    for (const name of held) if (!kept.has(name)) rmSync(join(dataDir, name), { recursive: true, force: true });
  } finally {
    lock.release();
  }
}

/** Built to its end, less than a day ago. */
export function isUsable(dataDir: string): boolean {
  const held = readMark(dataDir);
  return held?.state === 'built' && systemClock.now().getTime() - Date.parse(held.builtAt) < FRESH_FOR_MS;
}
