// SPDX-License-Identifier: Apache-2.0
import type { SoftwareItem } from '../../facts.ts';
import { clean, countOf, dayOf, textOf } from './rows.ts';
import type { AnswerRow } from './rows.ts';

/** The bound of the other doors. */
const MAX_ITEMS = 10_000;
const ORIGINS: ReadonlySet<string> = new Set(['registry', 'app', 'brew', 'deb', 'rpm']);

/** Windows lists updates of single products among the programs: "Security Update for … (KB5002700)". */
const isWindowsUpdate = (name: string): boolean =>
  /^KB\d{4,10}(?:[v-]\d+)?$/i.test(name) || (/^(?:security )?update|^hotfix/i.test(name) && name.includes('(KB'));

/**
 * Sorted and without doubles. Undefined when the rows are not the ones asked for, or there is no row: every system has
 * some software, so an empty list is a question that failed.
 */
export function softwareOf(rows: readonly AnswerRow[]): readonly SoftwareItem[] | undefined {
  const items = new Map<string, SoftwareItem>();
  for (const row of rows) {
    const { name, version, origin = '' } = row;
    if (name === undefined || version === undefined || !ORIGINS.has(origin)) return undefined;
    const item = itemOf(row, origin);
    if (item === undefined || items.size >= MAX_ITEMS) continue;
    items.set(`${item.name}\n${item.version}\n${item.arch ?? ''}\n${origin}`, item);
  }
  if (items.size === 0) return undefined;
  return [...items].toSorted(([a], [b]) => (a < b ? -1 : 1)).map(([, item]) => item);
}

function itemOf(row: AnswerRow, from: string): SoftwareItem | undefined {
  const full = textOf(row['name']);
  const name = from === 'app' ? textOf(full?.replace(/\.app$/i, '')) : full;
  if (name === undefined || (from === 'registry' && isWindowsUpdate(name))) return undefined;
  // Debian's maintainers come with their address; RPM writes "(none)".
  const publisher = textOf(row['publisher']?.replace(/\s*<[^>]*>\s*$/, '').replace(/^\(none\)$/, ''));
  const arch = textOf(row['arch'], 64);
  const installedOn = installDay(row['installed_on']);
  return {
    name,
    version: clean(row['version'], 128),
    ...(publisher === undefined ? {} : { publisher }),
    ...(arch === undefined ? {} : { arch }),
    from,
    ...(installedOn === undefined ? {} : { installedOn }),
  };
}

/** "20261120" (registry) or seconds since 1970 (RPM). */
function installDay(text: string | undefined): string | undefined {
  const match = /^(20\d\d)([01]\d)([0-3]\d)$/.exec((text ?? '').trim());
  if (match === null) return dayOf(countOf(text));
  const day = `${match[1] ?? ''}-${match[2] ?? ''}-${match[3] ?? ''}`;
  const at = Date.parse(`${day}T00:00:00Z`);
  return !Number.isNaN(at) && new Date(at).toISOString().startsWith(day) ? day : undefined;
}
