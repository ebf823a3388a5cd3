// SPDX-License-Identifier: Apache-2.0
/** Signing in with the organisation's own provider: to its page, and back (OpenID Connect Core 1.0 §3.1, with PKCE). */
import { SafeError, notFound } from '../../kernel/errors.ts';
import type { Uuid } from '../../kernel/ids.ts';
import { makeScope } from '../../platform/postgres/scope.ts';
import { linkOrigin } from '../context.ts';
import type { Context, Exchange } from '../context.ts';
import { organisationRow } from '../people/organisation-store.ts';
import { addressBucket, countAttempt } from '../sign-in/limits.ts';
import { finish } from '../sign-in/sign-in.ts';
import { admitPerson } from './admit-person.ts';
import { clientOf, redirectUriFrom } from './manage-provider.ts';
import { keepPending, takePending } from './pending.ts';
import type { Client, ProviderClients } from './provider-client.ts';
import { vouchedFor } from './provider-kinds.ts';
import { doorOf, doorsOf, onlyDoor, providerOf } from './provider-store.ts';
import type { DoorRow } from './provider-store.ts';

const scopeOf = ({ org_id: orgId, provider_id: credentialId }: DoorRow) =>
  makeScope(orgId, { kind: 'credential', credentialId });

/** What a sign-in page offers to this browser. */
export async function signInChoices(context: Context, known: readonly string[]) {
  const { used, only } = await context.db.global(async (tx) => ({
    used: await doorsOf(tx, known),
    only: await onlyDoor(tx),
  }));
  const choices = [];
  for (const door of used) {
    const { name } = await context.db.scoped(scopeOf(door), organisationRow);
    choices.push({ providerId: door.provider_id, kind: door.kind, orgName: name });
  }
  if (choices.length === 0 && only) choices.push({ providerId: only.provider_id, kind: only.kind, orgName: null });
  return { choices };
}

interface Way {
  readonly door: DoorRow;
  readonly client: Client;
}

async function wayTo(context: Context, providerId: string): Promise<Way> {
  const door = await context.db.global(async (tx) => doorOf(tx, providerId));
  const row = door && (await context.db.scoped(scopeOf(door), providerOf));
  if (!door || row?.provider_id !== door.provider_id) throw notFound('provider_not_found');
  return { door, client: clientOf(context, row) };
}

/** Pages of our own only: not `//elsewhere`, nor what a browser reads as that. */
const ownPage = (next: string | undefined): string | null =>
  next !== undefined && /^\/(?![/\\])[^\p{Cc}\\]*$/u.test(next) ? next : null;

/** @throws SafeError `provider_not_found`, and what `ProviderClients.begin` throws. */
export async function beginProviderSignIn(
  context: Context,
  { clients, providerId, next }: { clients: ProviderClients; providerId: string; next: string | undefined },
  exchange: Exchange,
): Promise<{ location: string }> {
  const { door, client } = await wayTo(context, providerId);
  const redirectUri = redirectUriFrom(linkOrigin(context, exchange.caller));
  const { location, ...kept } = await clients.begin(client, redirectUri);
  keepPending(context, exchange, { ...kept, providerId: door.provider_id, redirectUri, next: ownPage(next) });
  return { location };
}

export interface Finished {
  readonly orgId: Uuid;
  readonly providerId: Uuid;
  readonly next: string | null;
}

/**
 * @throws SafeError `provider_expired` (start again), `provider_other_organisation`, `too_many_attempts`, and what
 * `admitPerson` and `ProviderClients.finish` throw.
 */
export async function finishProviderSignIn(
  context: Context,
  { clients, answer }: { readonly clients: ProviderClients; readonly answer: string },
  exchange: Exchange,
): Promise<Finished> {
  const buckets = [addressBucket('address', exchange.caller.address)];
  await context.db.global(async (tx) => countAttempt(tx, context.clock, buckets));
  const pending = takePending(context, exchange);
  if (!pending) throw new SafeError('unauthenticated', 'provider_expired');
  const { door, client } = await wayTo(context, pending.providerId);
  const url = new URL(pending.redirectUri);
  url.search = answer;
  const claims = await clients.finish(client, { ...pending, url });
  const vouched = vouchedFor(client, claims);
  if (!vouched) throw new SafeError('forbidden', 'provider_other_organisation');
  const arrival = { providerId: door.provider_id, vouched, exchange };
  const { accountId, firstTime } = await context.db.scoped(scopeOf(door), async (tx) =>
    admitPerson(tx, context, arrival),
  );
  const start = { accountId, method: 'provider', vouched: { onlyOrg: door.org_id, firstTime } } as const;
  await finish(context, start, { exchange, settle: buckets });
  return { orgId: door.org_id, providerId: door.provider_id, next: pending.next };
}
