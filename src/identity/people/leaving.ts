// SPDX-License-Identifier: Apache-2.0
/** The end of a membership on a planned day, and what people are given here and have to give back. */
import { SafeError } from '../../kernel/errors.ts';
import type { Language } from '../../kernel/language.ts';
import { audit } from '../../platform/audit.ts';
import { localDateOf } from '../../platform/calendar.ts';
import type { ScopedTx } from '../../platform/postgres/database.ts';
import type { Context } from '../context.ts';
import { text } from '../texts.ts';
import { givenThings, membersPast, replaceGivenThings, writeLastDay } from './member-store.ts';
import { removeMember } from './members.ts';
import { organisationRow } from './organisation-store.ts';

/** The last administrator stays, whatever day was planned: the plan is taken back. */
export async function endPastMembers(tx: ScopedTx, context: Context): Promise<number> {
  const { time_zone: zone } = await organisationRow(tx);
  let ended = 0;
  for (const memberId of await membersPast(tx, localDateOf(context.clock.now(), zone))) {
    try {
      await removeMember(tx, context, memberId);
      ended += 1;
    } catch (error) {
      if (!(error instanceof SafeError) || error.code !== 'last_administrator') throw error;
      await writeLastDay(tx, memberId, null);
    }
  }
  return ended;
}

const USUAL = ['mail', 'cloud', 'remote', 'shared', 'keys'] as const;

/** The organisation's own list, else the usual one. */
export async function thingsGiven(tx: ScopedTx, language: Language): Promise<string[]> {
  const own = await givenThings(tx);
  return own.length > 0 ? own : USUAL.map((thing) => text(language, `given.${thing}`));
}

export async function changeThingsGiven(tx: ScopedTx, context: Context, things: readonly string[]): Promise<void> {
  await replaceGivenThings(tx, [...new Set(things)]);
  await audit(tx, context.clock, { action: 'identity.given_things_changed', detail: { count: things.length } });
}
