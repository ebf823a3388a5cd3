// SPDX-License-Identifier: Apache-2.0
import { daysBetween } from '../../platform/calendar.ts';
import type { Platform, UpdatesFact } from '../facts.ts';
import { cannotTell, fail, pass, platformOf, reading, unknownBecause } from './check.ts';
import type { Check, Outcome } from './check.ts';

/**
 * Longest time since the last installed update that still counts as "recently" (our own figures).
 * Windows gets a cumulative update every month: 45 days is one month and two weeks of grace. Apple's come every
 * one to two months. Linux distributions publish security updates nearly every week.
 */
export const RECENT_DAYS: Readonly<Record<Platform, number>> = { windows: 45, macos: 90, linux: 45, other: 90 };
/** A list of offered updates older than this says nothing about today. */
export const LIST_FRESH_DAYS = 14;

export const osPatched: Check = {
  id: 'os_patched',
  reads: ['updates', 'os'],
  evaluate: (facts, { today }) => {
    const updates = reading(facts.updates);
    if (updates.state === 'unknown') return unknownBecause(updates);
    return byOffer(updates.value, today) ?? byLastInstall(updates.value, today, platformOf(facts) ?? 'other');
  },
};

/** The machine itself knows what is offered to it: the best answer there is, while its list is fresh. */
function byOffer(updates: UpdatesFact, today: string): Outcome | undefined {
  const { pendingSecurity, listRefreshedAt } = updates;
  if (pendingSecurity === undefined) return undefined;
  if (pendingSecurity > 0) return fail('pending', { count: pendingSecurity });
  if (listRefreshedAt === undefined) return undefined;
  const age = daysBetween(listRefreshedAt.slice(0, 10), today);
  if (age > LIST_FRESH_DAYS) return fail('list_old', { days: age });
  return pass('none_pending', { as_of: listRefreshedAt.slice(0, 10) });
}

function byLastInstall(updates: UpdatesFact, today: string, platform: Platform): Outcome {
  const last = updates.lastInstalledOn?.slice(0, 10);
  if (last === undefined) return cannotTell('unreadable');
  const age = daysBetween(last, today);
  // A date in the future is a wrong clock or a wrong record, not a fresh patch.
  if (age < -2) return cannotTell('unreadable', { detail: last });
  const limit = RECENT_DAYS[platform];
  return age <= limit ? pass('recent', { date: last }) : fail('long_ago', { date: last, days: age, limit });
}
