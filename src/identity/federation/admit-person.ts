// SPDX-License-Identifier: Apache-2.0
/** Which of the organisation's people the provider means, in the transaction of the organisation. */
import { SafeError, conflict } from '../../kernel/errors.ts';
import { newUuid } from '../../kernel/ids.ts';
import type { Uuid } from '../../kernel/ids.ts';
import { audit } from '../../platform/audit.ts';
import type { ScopedTx } from '../../platform/postgres/database.ts';
import type { Context, Exchange } from '../context.ts';
import { NO_PASSWORD } from '../credentials/index.ts';
import { emailKey } from '../email-address.ts';
import { join } from '../people/accept-invitation.ts';
import { lockOpenInvites } from '../people/invite-store.ts';
import type { InviteRow } from '../people/invite-store.ts';
import { memberByAccount, memberByEmail } from '../people/member-store.ts';
import { lockOrganisation, organisationRow } from '../people/organisation-store.ts';
import { accountByEmail, insertAccount } from '../sign-in/account-store.ts';
import type { Vouched } from './provider-kinds.ts';
import { connectPerson, useConnection } from './provider-store.ts';

export interface Arrival {
  readonly providerId: Uuid;
  readonly vouched: Vouched;
  readonly exchange: Exchange;
}

export interface Admitted {
  readonly accountId: Uuid;
  /** Nobody came in this way as this person before. */
  readonly firstTime: boolean;
}

const notInvited = (): SafeError => new SafeError('forbidden', 'provider_not_invited');

/**
 * Known to the provider's own id of the person; else a member, else somebody invited, by an address the provider answers
 * for. Nobody becomes a member who was not invited.
 * @throws SafeError `provider_not_invited`, `provider_other_person`, `provider_account_exists`
 */
export async function admitPerson(tx: ScopedTx, context: Context, arrival: Arrival): Promise<Admitted> {
  const { providerId, vouched } = arrival;
  const known = await useConnection(tx, { providerId, subject: vouched.subject }, context.clock.now());
  if (known !== undefined && (await memberByAccount(tx, known))) return { accountId: known, firstTime: false };
  if (vouched.email === undefined) throw notInvited();
  await lockOrganisation(tx);
  const member = await memberByEmail(tx, emailKey(vouched.email));
  // Who is connected already is meant by that connection, not by an address that has changed hands.
  if (known !== undefined && member) throw new SafeError('forbidden', 'provider_other_person');
  const accountId = member?.account_id ?? (await joinByInvitation(tx, context, { ...arrival, known }));
  if (known === undefined) await connect(tx, context, { ...arrival, accountId });
  return { accountId, firstTime: true };
}

async function connect(
  tx: ScopedTx,
  context: Context,
  { providerId, vouched, accountId, exchange }: Arrival & { readonly accountId: Uuid },
): Promise<void> {
  const at = context.clock.now();
  if (!(await connectPerson(tx, { providerId, subject: vouched.subject, accountId, at }))) {
    throw new SafeError('forbidden', 'provider_other_person');
  }
  const member = await memberByAccount(tx, accountId);
  await audit(tx, context.clock, {
    action: 'identity.provider_person_connected',
    subject: member?.member_id ?? accountId,
    address: exchange.caller.address,
  });
}

type Joining = Arrival & { readonly known: Uuid | undefined };

async function joinByInvitation(tx: ScopedTx, context: Context, joining: Joining): Promise<Uuid> {
  const { vouched, exchange, known } = joining;
  const key = emailKey(vouched.email ?? '');
  const open = await lockOpenInvites(tx, context.clock.now());
  const invite = open.find(({ email }) => email !== null && emailKey(email) === key);
  if (!invite) throw notInvited();
  const accountId = known ?? (await newAccount(tx, context, { invite, vouched }));
  const name = vouched.name ?? invite.name;
  const opened = { tx, invite, organisation: await organisationRow(tx) };
  await join(context, opened, { accountId, name, kana: invite.name_kana, exchange });
  return accountId;
}

/** Without a password: only the provider opens it, until one is set by the link of a reset. */
async function newAccount(
  tx: ScopedTx,
  context: Context,
  { invite, vouched }: { readonly invite: InviteRow; readonly vouched: Vouched },
): Promise<Uuid> {
  const email = invite.email ?? '';
  // An account that exists belongs to more than this organisation: its owner joins by the link of the invitation.
  if (await accountByEmail(tx, emailKey(email))) throw conflict('provider_account_exists');
  const accountId = newUuid(context.clock, context.random);
  const made = await insertAccount(tx, {
    accountId,
    email,
    emailKey: emailKey(email),
    name: vouched.name ?? invite.name,
    kana: invite.name_kana,
    language: invite.language,
    operator: false,
    passwordHash: NO_PASSWORD,
    at: context.clock.now(),
  });
  if (!made) throw conflict('provider_account_exists');
  return accountId;
}
