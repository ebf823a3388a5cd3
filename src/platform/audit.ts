// SPDX-License-Identifier: Apache-2.0
/** The append-only record of what people with rights did. Written in the transaction of the deed. */
import type { Clock } from '../kernel/clock.ts';
import { newUuid } from '../kernel/ids.ts';
import { insertAudit, insertInstallationAudit } from './audit-store.ts';
import type { GlobalTx, ScopedTx } from './postgres/database.ts';
import { actorLabel } from './postgres/scope.ts';

export interface Deed {
  /** `module.verb`: `identity.member_invited`. Also the text key `audit.<action>`. */
  readonly action: string;
  readonly subject?: string;
  readonly address?: string;
  /** Never secrets, never personal data beyond what the action is about. */
  readonly detail?: Readonly<Record<string, string | number | boolean | null>>;
}

export async function audit(tx: ScopedTx, clock: Clock, deed: Deed): Promise<void> {
  const { actor, address } = tx.scope;
  const placed = deed.address === undefined && address !== undefined ? { ...deed, address } : deed;
  await insertAudit(tx, { id: newUuid(clock), at: clock.now(), actor: actorLabel(actor), deed: placed });
}

export async function auditInstallation(tx: GlobalTx, clock: Clock, deed: Deed & { actor: string }): Promise<void> {
  await insertInstallationAudit(tx, { id: newUuid(clock), at: clock.now(), actor: deed.actor, deed });
}
