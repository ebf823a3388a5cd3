// SPDX-License-Identifier: Apache-2.0
/** How an administrator connects the organisation's own sign-in provider. */
import { invalid, notFound } from '../../kernel/errors.ts';
import { newUuid } from '../../kernel/ids.ts';
import type { Uuid } from '../../kernel/ids.ts';
import { audit } from '../../platform/audit.ts';
import type { ScopedTx } from '../../platform/postgres/database.ts';
import type { Scope } from '../../platform/postgres/scope.ts';
import type { Context } from '../context.ts';
import { lockOrganisation } from '../people/organisation-store.ts';
import type { Client, ProviderClients } from './provider-client.ts';
import { placeOf } from './provider-kinds.ts';
import type { ProviderInput } from './provider-kinds.ts';
import * as store from './provider-store.ts';
import type { ProviderRow } from './provider-store.ts';

const PURPOSE = 'identity.provider_secret';
const SHOWN_PEOPLE = 200;

/** Where the provider sends the browser back to: a page of the web app. */
const CALLBACK_PATH = '/sign-in/provider';

export const redirectUriFrom = (origin: string): string => `${origin}${CALLBACK_PATH}`;
const signInLinkFrom = (origin: string, providerId: Uuid): string => `${origin}/sign-in?provider=${providerId}`;

/** The row as its owner works with it. */
export function clientOf({ secrets }: Context, row: ProviderRow): Client {
  const { kind, issuer, realm, client_id: clientId } = row;
  const clientSecret = Buffer.from(secrets.open(PURPOSE, row.client_secret_sealed, row.provider_id)).toString('utf8');
  return { kind, issuer, realm, clientId, clientSecret };
}

const shown = (row: ProviderRow, origin: string) => ({
  providerId: row.provider_id,
  kind: row.kind,
  issuer: row.issuer,
  realm: row.realm,
  clientId: row.client_id,
  changedAt: row.changed_at.toISOString(),
  signInLink: signInLinkFrom(origin, row.provider_id),
});

export async function readProvider(tx: ScopedTx, origin: string) {
  const row = await store.providerOf(tx);
  const people = row ? await store.connectedPeople(tx, SHOWN_PEOPLE) : [];
  return {
    provider: row ? shown(row, origin) : null,
    redirectUri: redirectUriFrom(origin),
    people: people.map((person) => ({
      memberId: person.member_id,
      name: person.name,
      connectedAt: person.connected_at.toISOString(),
      lastUsedAt: person.last_used_at.toISOString(),
    })),
  };
}

export type GivenProvider = ProviderInput & { readonly clientId: string; readonly clientSecret?: string | undefined };

interface Setting {
  readonly scope: Scope;
  readonly given: GivenProvider;
  readonly origin: string;
}

/**
 * Asks the provider for its document first: what is kept has answered once.
 * @throws SafeError `provider_secret_missing`, and what `ProviderClients.check` throws.
 */
export async function setProvider(context: Context, clients: ProviderClients, { scope, given, origin }: Setting) {
  const place = placeOf(given);
  const before = await context.db.scoped(scope, store.providerOf);
  const same = before?.issuer === place.issuer && before.realm === place.realm && before.client_id === given.clientId;
  const clientSecret = given.clientSecret ?? (before && same ? clientOf(context, before).clientSecret : undefined);
  if (clientSecret === undefined) {
    throw invalid('provider_secret_missing', [{ field: 'clientSecret', reason: 'client_secret_missing' }]);
  }
  await clients.check({ ...place, clientId: given.clientId, clientSecret });
  return context.db.scoped(scope, async (tx) => {
    await lockOrganisation(tx);
    const now = await store.providerOf(tx);
    const kept = now && same && now.provider_id === before.provider_id ? now : undefined;
    if (now && !kept) await end(tx, now);
    const providerId = kept?.provider_id ?? newUuid(context.clock, context.random);
    const sealed = context.secrets.seal(PURPOSE, Buffer.from(clientSecret, 'utf8'), providerId);
    const at = context.clock.now();
    if (kept) await store.updateSecret(tx, providerId, { sealed, at });
    else await store.insertProvider(tx, { ...place, providerId, clientId: given.clientId, secretSealed: sealed, at });
    const detail = { kind: place.kind, issuer: place.issuer, realm: place.realm ?? '' };
    await audit(tx, context.clock, { action: 'identity.provider_set', subject: providerId, detail });
    const written = await store.providerOf(tx);
    if (!written) throw new Error('a provider that was just written');
    return shown(written, origin);
  });
}

async function end(tx: ScopedTx, row: ProviderRow): Promise<void> {
  await store.deleteProvider(tx, row.provider_id);
  await store.deleteVouchedSessions(tx);
}

/** @throws SafeError `provider_not_found` */
export async function removeProvider(tx: ScopedTx, context: Context): Promise<void> {
  await lockOrganisation(tx);
  const row = await store.providerOf(tx);
  if (!row) throw notFound('provider_not_found');
  await end(tx, row);
  await audit(tx, context.clock, { action: 'identity.provider_removed', subject: row.provider_id });
}

/** @throws SafeError `provider_person_not_found` */
export async function disconnectPerson(tx: ScopedTx, context: Context, memberId: string): Promise<void> {
  const accountId = await store.disconnectMember(tx, memberId);
  if (accountId === undefined) throw notFound('provider_person_not_found');
  await store.deleteVouchedSessions(tx, accountId);
  await audit(tx, context.clock, { action: 'identity.provider_person_disconnected', subject: memberId });
}
