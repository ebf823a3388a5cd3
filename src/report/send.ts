// SPDX-License-Identifier: Apache-2.0
/** The month's report by mail: opened once for each person, tried like other mails, made when it is sent. */
import type { Role } from '../kernel/contract.ts';
import { isPermanent, localMoment, mailErrorOf, waitAfter } from '../notify/index.ts';
import type { ScopedTx } from '../platform/postgres/database.ts';
import type { Scope } from '../platform/postgres/scope.ts';
import { composeReportMail } from './compose-mail.ts';
import type { ReportContext, Reader } from './context.ts';
import { composeMonth } from './compose-month.ts';
import { maySendOn, monthBefore, monthOf } from './month-of.ts';
import { readReport } from './months.ts';
import type { MonthReport } from './months.ts';
import { printMonth } from './print.ts';
import { choices, hasMonth, noteAttempt, openDelivery, waitingAttempts } from './store.ts';
import type { DeliveryKey } from './store.ts';

export const DELIVER_JOB = 'report.deliver';

/** Like the digest of tasks: when the office's day begins. */
const SEND_AT = 8 * 60 + 30;
const SEND_UNTIL = 20 * 60;

interface Choosing {
  readonly memberId: string;
  readonly roles: readonly Role[];
}

/** Executives unless they turned it off; administrators when they turned it on. */
export function mayGetMail({ memberId, roles }: Choosing, chosen: ReadonlyMap<string, boolean>): boolean {
  if (!roles.includes('executive') && !roles.includes('administrator')) return false;
  return chosen.get(memberId) ?? roles.includes('executive');
}

/** Opens the mails of the month before for those who get them; returns how many. */
export async function openMails(tx: ScopedTx, context: ReportContext): Promise<number> {
  const { clock, jobs } = context.platform;
  const { timeZone } = await context.organisation(tx);
  const { day, minute } = localMoment(clock.now(), timeZone);
  if (!maySendOn(day) || minute < SEND_AT || minute >= SEND_UNTIL) return 0;
  const month = monthBefore(monthOf(day));
  if (!(await hasMonth(tx, month))) return 0;
  const chosen = await choices(tx);
  let opened = 0;
  for (const member of await context.members(tx)) {
    if (!mayGetMail(member, chosen)) continue;
    const key = { month, memberId: member.memberId };
    if (!(await openDelivery(tx, key, clock.now()))) continue;
    await jobs.enqueue(tx, { name: DELIVER_JOB, payload: { orgId: tx.orgId, ...key } });
    opened += 1;
  }
  return opened;
}

interface Ready {
  readonly to: Reader;
  readonly attempts: number;
  readonly report: MonthReport;
}

async function prepare(tx: ScopedTx, context: ReportContext, key: DeliveryKey): Promise<Ready | undefined> {
  const attempts = await waitingAttempts(tx, key);
  if (attempts === undefined) return undefined;
  const to = (await context.members(tx)).find(({ memberId }) => memberId === key.memberId);
  if (!to || !mayGetMail(to, await choices(tx))) {
    await noteAttempt(tx, key, { state: 'failed', error: 'no_longer_wanted', at: context.platform.clock.now() });
    return undefined;
  }
  return { to, attempts, report: await readReport(tx, context, key.month) };
}

async function send(context: ReportContext, { to, report }: Ready, key: DeliveryKey): Promise<void> {
  const { figures, soFar } = report;
  const printing = { language: to.language, soFar };
  const pdf = await printMonth(context.press, figures.month, printing);
  const mail = composeReportMail(composeMonth(figures.month, printing), { name: to.name, origin: context.origin() });
  await context.platform.mail.send({
    to: to.email,
    id: `report-${key.month}-${key.memberId}`,
    ...mail,
    attachments: [{ name: `sonae-${key.month}.pdf`, contentType: 'application/pdf', content: pdf }],
  });
}

/** One try. What went wrong is written down and tried again by a job of its own. */
export async function deliver(context: ReportContext, scope: Scope, key: DeliveryKey): Promise<void> {
  const { db, clock, jobs } = context.platform;
  const ready = await db.scoped(scope, async (tx) => prepare(tx, context, key));
  if (!ready) return;
  const error = await send(context, ready, key).then(() => null, mailErrorOf);
  const at = clock.now();
  await db.scoped(scope, async (tx) => {
    const wait = error === null || isPermanent(error) ? undefined : waitAfter(ready.attempts + 1);
    const ended = error === null ? 'sent' : 'failed';
    await noteAttempt(tx, key, { state: wait === undefined ? ended : 'waiting', error, at });
    if (wait === undefined) return;
    const payload = { orgId: tx.orgId, ...key };
    await jobs.enqueue(tx, { name: DELIVER_JOB, payload, runAt: new Date(at.getTime() + wait) });
  });
}
