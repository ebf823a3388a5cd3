// SPDX-License-Identifier: Apache-2.0
import { known, unknown } from '../../facts.ts';
import type { UpdatesFact } from '../../facts.ts';
import { countOf, dayOf, instantOf, newestDay } from './rows.ts';
import type { Reader } from './rows.ts';

/**
 * `patches` (Win32_QuickFixEngineering) gives days as "11/20/2026", month first whatever the language. Other forms
 * (a FILETIME in hexadecimal on old systems) are left out.
 */
function monthFirst(text: string): string | undefined {
  const match = /^(\d{1,2})\/(\d{1,2})\/(20\d\d)$/.exec(text.trim());
  if (match === null) return undefined;
  const [, month = '', day = '', year = ''] = match;
  const iso = `${year}-${month.padStart(2, '0')}-${day.padStart(2, '0')}`;
  const at = Date.parse(`${iso}T00:00:00Z`);
  return !Number.isNaN(at) && new Date(at).toISOString().startsWith(iso) ? iso : undefined;
}

/** Not updates of Windows itself: virus definitions, the removal tool, .NET. */
const NOT_WINDOWS = /KB2267602|KB4052623|KB890830|Defender|\.NET/i;

/** Every Windows has some update: no row at all means that neither list answered. */
export const windowsUpdates: Reader<UpdatesFact> = (told) => {
  const patches = told.all('patch').filter(({ name }) => /^KB\d{4,10}/i.test(name));
  const history = told.all('update').filter(({ name }) => /KB\d{4,10}/i.test(name) && !NOT_WINDOWS.test(name));
  if (patches.length + history.length === 0) return unknown('query_failed', 'no_update_listed');
  const days = [...patches.map(({ value }) => monthFirst(value)), ...history.map(({ value }) => dayOf(value))];
  const lastInstalledOn = newestDay(days, told.value('now'));
  return lastInstalledOn === undefined ? unknown('unreadable', 'updates_without_date') : known({ lastInstalledOn });
};

/** "2026-11-20 01:02:03 +0000", "2026-11-20T01:02:03Z" or seconds since 1970. */
function refreshedAt(text: string | undefined): string | undefined {
  const match = /^(20\d\d-\d\d-\d\d)[ T](\d\d:\d\d:\d\d)(?: ?\+0000|Z)$/.exec((text ?? '').trim());
  const at = Date.parse(`${match?.[1] ?? ''}T${match?.[2] ?? ''}Z`);
  if (!Number.isNaN(at)) return instantOf(Math.trunc(at / 1000));
  const seconds = Number(text ?? '');
  return text !== undefined && text.trim() !== '' && Number.isFinite(seconds)
    ? instantOf(Math.trunc(seconds))
    : undefined;
}

/** The history of the installer, and what the last search for updates found. */
export const macUpdates: Reader<UpdatesFact> = (told) => {
  const lastInstalledOn = newestDay(
    told.all('installed').map(({ value }) => dayOf(value)),
    told.value('now'),
  );
  const listRefreshedAt = refreshedAt(told.value('plist', 'LastSuccessfulDate'));
  const pendingTotal = countOf(told.value('plist', 'LastUpdatesAvailable'));
  if (lastInstalledOn === undefined && listRefreshedAt === undefined)
    return unknown('query_failed', 'no_update_listed');
  return known({
    ...(lastInstalledOn === undefined ? {} : { lastInstalledOn }),
    ...(pendingTotal === undefined ? {} : { pendingTotal }),
    ...(listRefreshedAt === undefined ? {} : { listRefreshedAt }),
  });
};
