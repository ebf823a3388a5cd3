// SPDX-License-Identifier: Apache-2.0
/**
 * What concerns the whole installation is told to its operators too: they belong to no organisation, so this is beside the
 * notices of organisations, with the same words, tries and "once until it recovers". Whoever hears of it as an
 * administrator already is not told twice.
 */
import { composeMail } from './compose-mail.ts';
import type { NotifyContext, Operator } from './context.ts';
import { TEXTS } from './notice-words.ts';
import { dueOperatorNotices, keepOperatorNotices, lockOperatorNotices, writeTry } from './operator-store.ts';
import type { OperatorNotice } from './operator-store.ts';
import { isPermanent, mailErrorOf, waitAfter } from './retry.ts';
import { safekeepingNow } from './what-to-tell.ts';

/** Where operators see the last backups and ask for one. */
const BACKUPS = '/operate/backups';

function mailFor(context: NotifyContext, { name, language }: Operator, key: string) {
  const stands = safekeepingNow(context).filter((one) => one.key === key);
  return composeMail({
    kind: 'digest',
    language,
    name,
    organisation: TEXTS[language]['operator.installation'],
    told: stands.map(({ kind, title }) => ({ id: key, kind, title, dueOn: null, path: BACKUPS, isToday: false })),
    origin: context.origin(),
  });
}

async function tellOne(context: NotifyContext, operator: Operator, notice: OperatorNotice): Promise<void> {
  const { db, clock, mail, log } = context.platform;
  const { standing_key: key, since } = notice;
  const id = `operator-${operator.accountId}-${key.replaceAll(':', '-')}-${since.getTime()}`;
  const error = await mail
    .send({ to: operator.email, id, ...mailFor(context, operator, key) })
    .then(() => null, mailErrorOf);
  const attempts = notice.attempts + 1;
  const wait = error === null || isPermanent(error) ? undefined : waitAfter(attempts);
  if (error !== null && wait === undefined) log.warn({ part: 'notify', reason: error }, 'an operator was not told');
  const nextAt = wait === undefined ? null : new Date(clock.now().getTime() + wait);
  await db.global(async (tx) => writeTry(tx, notice, { attempts, nextAt }));
}

/** `besides`: accounts that hear of it as administrators. */
export async function tellOperators(context: NotifyContext, besides: ReadonlySet<string>): Promise<void> {
  const { db, clock, mail } = context.platform;
  if (!mail.available) return;
  const operators = (await context.operators()).filter(({ accountId }) => !besides.has(accountId));
  const at = clock.now();
  const due = await db.global(async (tx) => {
    await lockOperatorNotices(tx);
    const accountIds = operators.map(({ accountId }) => accountId);
    await keepOperatorNotices(tx, { accountIds, keys: safekeepingNow(context).map(({ key }) => key), at });
    return dueOperatorNotices(tx, at);
  });
  for (const notice of due) {
    const operator = operators.find(({ accountId }) => accountId === notice.account_id);
    if (operator) await tellOne(context, operator, notice);
  }
}
