// SPDX-License-Identifier: Apache-2.0
/**
 * One try to send one mail. What went wrong is written down and tried again later by a job of its own: a mail server
 * that is away is no fault of the job. A crash between sending and writing sends the same Message-ID again.
 */
import type { ScopedTx } from '../platform/postgres/database.ts';
import type { Scope } from '../platform/postgres/scope.ts';
import { composeMail } from './compose-mail.ts';
import type { MailParts, Told } from './compose-mail.ts';
import type { NotifyContext } from './context.ts';
import { endDelivery, insertAttempt, noticesOf, waitingDelivery } from './notice-store.ts';
import { isPermanent, mailErrorOf, waitAfter } from './retry.ts';
import type { MailError } from './retry.ts';
import { localMoment } from './when.ts';

export const DELIVER_JOB = 'notify.deliver';

interface Ready {
  readonly to: string;
  readonly attempt: number;
  readonly parts: MailParts;
}

/** Undefined when there is nothing to send: sent before, everything done meanwhile, or the person left. */
async function prepare(tx: ScopedTx, context: NotifyContext, deliveryId: string): Promise<Ready | undefined> {
  const delivery = await waitingDelivery(tx, deliveryId);
  if (!delivery) return undefined;
  const at = context.platform.clock.now();
  const { name: organisation, timeZone } = await context.organisation(tx);
  const receiver = (await context.members(tx)).find(({ memberId }) => memberId === delivery.member_id);
  const notices = await noticesOf(tx, deliveryId);
  // The last kind of a task says most: it was new, now it is due.
  const kinds = new Map(notices.map(({ task_id, kind }) => [task_id, kind]));
  const { day } = localMoment(at, timeZone);
  const open = receiver ? await context.assess.tasksToTell(tx, { memberId: receiver.memberId, day }) : [];
  const told = open.flatMap((task): Told[] => {
    const kind = kinds.get(task.taskId);
    return kind === undefined ? [] : [{ task, kind }];
  });
  if (!receiver || told.length === 0) {
    await endDelivery(tx, deliveryId, { state: 'nothing', at });
    return undefined;
  }
  const { name, email, language } = receiver;
  const parts = { kind: delivery.kind, language, name, organisation, told, origin: context.origin() };
  return { to: email, attempt: delivery.attempts + 1, parts };
}

export async function deliver(context: NotifyContext, scope: Scope, deliveryId: string): Promise<void> {
  const { platform } = context;
  const ready = await platform.db.scoped(scope, async (tx) => prepare(tx, context, deliveryId));
  if (!ready) return;
  const error: MailError | null = await platform.mail
    .send({ to: ready.to, id: deliveryId, ...composeMail(ready.parts) })
    .then(() => null, mailErrorOf);
  const at = platform.clock.now();
  await platform.db.scoped(scope, async (tx) => {
    await insertAttempt(tx, deliveryId, { no: ready.attempt, at, error });
    const wait = error === null || isPermanent(error) ? undefined : waitAfter(ready.attempt);
    if (wait === undefined) {
      await endDelivery(tx, deliveryId, { state: error === null ? 'sent' : 'failed', at });
      return;
    }
    const payload = { orgId: tx.orgId, deliveryId };
    await platform.jobs.enqueue(tx, { name: DELIVER_JOB, payload, runAt: new Date(at.getTime() + wait) });
  });
}
