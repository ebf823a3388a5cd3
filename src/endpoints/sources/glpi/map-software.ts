// SPDX-License-Identifier: Apache-2.0
import { known, unknown } from '../../facts.ts';
import type { Platform, Reading, SoftwareItem, UpdatesFact } from '../../facts.ts';
import { isoDate, newestUntil } from './dates.ts';
import { KEPT_LENGTH } from './limits.ts';
import { hasSection, rowsOf, textOf } from './raw-inventory.ts';
import type { RawInventory, Row } from './raw-inventory.ts';

/**
 * Windows updates stand among the programs: from WMI with a name like "KB5046633" (Win32_QuickFixEngineering,
 * Win32/Softwares.pm), and from the registry with a release type and the number in brackets.
 */
function isWindowsUpdate(name: string, row: Row): boolean {
  if (/^KB\d{4,10}(?:[v-]\d+)?$/i.test(name)) return true;
  return name.includes('(KB') && /^(?:security )?update|hotfix/i.test(textOf(row, 'release_type', 64) ?? '');
}

/** Updates of the system itself: what the servicing stack lists, not what single products register. */
const isSystemUpdate = (name: string): boolean => /^KB\d{4,10}/i.test(name);

export interface SoftwareReading {
  /** undefined = the message says nothing about software. */
  readonly software: readonly SoftwareItem[] | undefined;
  readonly updates: Reading<UpdatesFact>;
  /** True when Windows updates were among the programs, which only Windows has. */
  readonly sawWindowsUpdates: boolean;
}

/** Sorted and without doubles, so that the same machine gives the same list however the agent orders it. */
export function softwareReading(raw: RawInventory, platform: Platform | undefined, receivedAt: Date): SoftwareReading {
  if (!hasSection(raw, 'softwares')) {
    return {
      software: undefined,
      updates: unknown('not_reported_by_source', 'section_absent'),
      sawWindowsUpdates: false,
    };
  }
  const items = new Map<string, SoftwareItem>();
  const updateDates: string[] = [];
  let updates = 0;
  for (const row of rowsOf(raw, 'softwares')) {
    const name = textOf(row, 'name', KEPT_LENGTH.name);
    if (name === undefined) continue;
    if (!isWindowsUpdate(name, row)) {
      const item = itemOf(name, row, platform);
      items.set(`${name}\n${item.version}\n${item.arch ?? ''}\n${item.from ?? ''}`, item);
      continue;
    }
    updates += 1;
    const date = isSystemUpdate(name) ? isoDate(textOf(row, 'install_date', 32)) : undefined;
    if (date !== undefined) updateDates.push(date);
  }
  const software = [...items].toSorted(([a], [b]) => (a < b ? -1 : 1)).map(([, item]) => item);
  const isWindows = platform === 'windows' || (platform === undefined && updates > 0);
  return {
    software,
    updates: isWindows ? windowsUpdates(updateDates, updates, receivedAt) : unknown('not_reported_by_source'),
    sawWindowsUpdates: updates > 0,
  };
}

function windowsUpdates(dates: readonly string[], updates: number, receivedAt: Date): Reading<UpdatesFact> {
  const lastInstalledOn = newestUntil(dates, receivedAt);
  if (lastInstalledOn !== undefined) return known({ lastInstalledOn });
  // Every Windows has some: none at all means that WMI did not answer.
  return updates > 0 ? unknown('unreadable', 'updates_without_date') : unknown('query_failed', 'no_update_listed');
}

function itemOf(name: string, row: Row, platform: Platform | undefined): SoftwareItem {
  const publisher = textOf(row, 'publisher', KEPT_LENGTH.name);
  const arch = textOf(row, 'arch', KEPT_LENGTH.short);
  // MacOS/Softwares.pm names no origin: everything there is an application.
  const from = textOf(row, 'from', KEPT_LENGTH.short) ?? (platform === 'macos' ? 'app' : undefined);
  const installedOn = isoDate(textOf(row, 'install_date', 32));
  return {
    name,
    version: textOf(row, 'version', KEPT_LENGTH.version) ?? '',
    ...(publisher === undefined ? {} : { publisher }),
    ...(arch === undefined ? {} : { arch }),
    ...(from === undefined ? {} : { from }),
    ...(installedOn === undefined ? {} : { installedOn }),
  };
}
