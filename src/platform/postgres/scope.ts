// SPDX-License-Identifier: Apache-2.0
import type { Role } from '../../kernel/contract.ts';
import type { Uuid } from '../../kernel/ids.ts';

/** Who acts; written into audit rows and evidence. */
export type Actor =
  | { readonly kind: 'member'; readonly accountId: Uuid; readonly memberId: Uuid; readonly roles: readonly Role[] }
  | { readonly kind: 'operator'; readonly accountId: Uuid; readonly roles: readonly Role[] }
  | { readonly kind: 'device'; readonly deviceId: Uuid }
  | { readonly kind: 'credential'; readonly credentialId: Uuid }
  | { readonly kind: 'system'; readonly job: string };

declare const proven: unique symbol;

/**
 * The right to act inside one organisation. Stores take a Scope and never a bare organisation id;
 * it is made only where a session, a key or a job has been checked (see `test/tidy.test.ts`).
 */
export interface Scope {
  readonly orgId: Uuid;
  readonly actor: Actor;
  /** Network address of whoever acts, for the audit log; absent for work of the server itself. */
  readonly address?: string;
  readonly [proven]: true;
}

export const makeScope = (orgId: Uuid, actor: Actor): Scope => ({ orgId, actor }) as Scope;

/** The same right, exercised from a network address. */
export const seenFrom = (scope: Scope, address: string): Scope => ({ ...scope, address });

/** undefined: not one of the organisation's own people. */
export const memberOf = ({ actor }: Scope): string | undefined =>
  actor.kind === 'member' ? actor.memberId : undefined;

/** Text form for audit and evidence: `member:…`, `device:…`, `system:job`. */
export function actorLabel(actor: Actor): string {
  switch (actor.kind) {
    case 'member':
      return `member:${actor.memberId}`;
    case 'operator':
      return `operator:${actor.accountId}`;
    case 'device':
      return `device:${actor.deviceId}`;
    case 'credential':
      return `credential:${actor.credentialId}`;
    case 'system':
      return `system:${actor.job}`;
  }
}
