// SPDX-License-Identifier: Apache-2.0
/** The folder that backups stand in: their names, what is there, and which may go. */
import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { DAY_MS } from '../../kernel/clock.ts';
import { BackupDamage } from './frames.ts';
import { headOfFile } from './file.ts';

const NAME = /^sonae-(\d{4})(\d{2})(\d{2})T(\d{2})(\d{2})(\d{2})Z\.sonae-backup$/;

/** `sonae-20261121T031500Z.sonae-backup`, UTC. */
export const backupName = (at: Date): string =>
  `sonae-${at.toISOString().replaceAll(/[-:]|\.\d{3}/g, '')}.sonae-backup`;

/** When a file of this name was made; undefined for every other name. */
export function backupTime(name: string): Date | undefined {
  const [, ...parts] = NAME.exec(name) ?? [];
  if (parts.length === 0) return undefined;
  const [year, month, day, hour, minute, second] = parts;
  return new Date(`${year}-${month}-${day}T${hour}:${minute}:${second}Z`);
}

export interface ShelvedBackup {
  readonly name: string;
  readonly at: Date;
  readonly bytes: number;
  readonly encrypted: boolean;
  readonly product: string;
}

/** Newest first. Only names that we give and heads that can be read; a missing folder holds none. */
export async function listShelf(folder: string): Promise<ShelvedBackup[]> {
  const names = await readdir(folder).catch(() => []);
  const found: ShelvedBackup[] = [];
  for (const name of names) {
    const at = backupTime(name);
    if (!at) continue;
    const file = join(folder, name);
    try {
      const head = await headOfFile(file);
      found.push({ name, at, bytes: (await stat(file)).size, encrypted: head.salt !== null, product: head.product });
    } catch (error) {
      if (!(error instanceof BackupDamage)) throw error;
    }
  }
  return found.toSorted((left, right) => right.at.getTime() - left.at.getTime());
}

export interface Retention {
  readonly daily: number;
  readonly weekly: number;
  readonly monthly: number;
}

/** Days since the epoch; weeks begin on Monday (the epoch was a Thursday). */
const dayOf = (at: Date): number => Math.floor(at.getTime() / DAY_MS);
const weekOf = (at: Date): number => Math.floor((dayOf(at) + 3) / 7);
const monthOf = (at: Date): number => at.getUTCFullYear() * 12 + at.getUTCMonth();

/**
 * What may be deleted. Of each of the last days, weeks and months that have a backup, the newest one stays; so does the
 * newest of all, and each one newer than `lastGood` (the newest that is known to be whole) as well as that one itself.
 */
export function outdated<T extends { readonly name: string; readonly at: Date }>(
  backups: readonly T[],
  keep: Retention,
  lastGood: string | undefined,
): T[] {
  const newestFirst = backups.toSorted((left, right) => right.at.getTime() - left.at.getTime());
  const kept = new Set<string>(newestFirst.slice(0, 1).map(({ name }) => name));
  const rules: readonly [(at: Date) => number, number][] = [
    [dayOf, keep.daily],
    [weekOf, keep.weekly],
    [monthOf, keep.monthly],
  ];
  for (const [periodOf, count] of rules) {
    const periods = new Map<number, string>();
    for (const { name, at } of newestFirst) if (!periods.has(periodOf(at))) periods.set(periodOf(at), name);
    for (const name of [...periods.values()].slice(0, count)) kept.add(name);
  }
  const good = newestFirst.findIndex(({ name }) => name === lastGood);
  // Nothing is known to be whole: then nothing goes.
  if (good < 0) return [];
  for (const { name } of newestFirst.slice(0, good + 1)) kept.add(name);
  return newestFirst.filter(({ name }) => !kept.has(name));
}
