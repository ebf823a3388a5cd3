// SPDX-License-Identifier: Apache-2.0
/** The invited person's side. A link that is wrong, used, expired or taken back gets one and the same answer. */
import { SafeError, conflict } from '../../kernel/errors.ts';
import { newUuid } from '../../kernel/ids.ts';
import type { Uuid } from '../../kernel/ids.ts';
import type { Language } from '../../kernel/language.ts';
import { audit } from '../../platform/audit.ts';
import type { SignedIn } from '../../platform/http/routes.ts';
import type { ScopedTx } from '../../platform/postgres/database.ts';
import { makeScope } from '../../platform/postgres/scope.ts';
import { parseToken, sameHash } from '../../platform/tokens.ts';
import type { Context, Exchange } from '../context.ts';
import { emailKey } from '../email-address.ts';
import { accountById, insertAccount } from '../sign-in/account-store.ts';
import { hashOfGood, measured, ownWordsOf } from '../sign-in/password-choice.ts';
import type { Measured } from '../sign-in/password-choice.ts';
import { startSession } from '../sign-in/sessions.ts';
import { providerOf } from '../federation/provider-store.ts';
import { inviteState } from './invitations.ts';
import { inviteById, markAccepted } from './invite-store.ts';
import type { InviteRow } from './invite-store.ts';
import { insertMember } from './member-store.ts';
import { indexMembership, organisationRow } from './organisation-store.ts';
import type { OrganisationRow } from './organisation-store.ts';

const noInvitation = (): SafeError => new SafeError('not_found', 'invitation_not_valid');

export interface Open {
  readonly tx: ScopedTx;
  readonly invite: InviteRow;
  readonly organisation: OrganisationRow;
}

async function withInvitation<T>(context: Context, token: string, work: (open: Open) => Promise<T>): Promise<T> {
  const parsed = parseToken(token);
  if (parsed?.kind !== 'inv') throw noInvitation();
  // The token carries its organisation; nothing is shown or done before its hash was compared.
  const scope = makeScope(parsed.orgId, { kind: 'credential', credentialId: parsed.subjectId });
  return context.db.scoped(scope, async (tx) => {
    const invite = await inviteById(tx, parsed.subjectId, true);
    if (!invite || !sameHash(invite.token_hash, parsed.hash) || inviteState(invite, context.clock) !== 'open') {
      throw noInvitation();
    }
    return work({ tx, invite, organisation: await organisationRow(tx) });
  });
}

export async function lookAtInvitation(context: Context, token: string, session: SignedIn | undefined) {
  return withInvitation(context, token, async ({ tx, invite, organisation }) => ({
    orgName: organisation.name,
    name: invite.name,
    kana: invite.name_kana,
    email: invite.email,
    roles: invite.roles,
    expiresAt: invite.expires_at.toISOString(),
    // Only an invitation that names an address is accepted by the provider's word.
    providerId: invite.email === null ? null : ((await providerOf(tx))?.provider_id ?? null),
    signedInAs: session ? (await accountById(tx, session.accountId)).email : null,
  }));
}

const wordsOf = (invite: InviteRow, organisation: OrganisationRow) => ({
  organisationName: organisation.name,
  organisationKana: organisation.name_kana,
  personName: invite.name,
  personKana: invite.name_kana,
  mail: invite.email ?? undefined,
});

export async function measureForInvitation(
  context: Context,
  { token, password, words }: { readonly token: string; readonly password: string; readonly words: readonly string[] },
): Promise<Measured> {
  const own = await withInvitation(context, token, async ({ invite, organisation }) => wordsOf(invite, organisation));
  return measured(password, ownWordsOf(words, own));
}

export interface Acceptance {
  readonly token: string;
  readonly name: string;
  readonly kana: string;
  readonly email: string;
  readonly password: string;
  readonly language: Language;
}

/** @throws SafeError `invitation_not_valid`, `email_not_invited`, `account_exists`, `password_refused`. */
export async function acceptWithNewAccount(context: Context, given: Acceptance, exchange: Exchange): Promise<Uuid> {
  const own = await withInvitation(context, given.token, async ({ invite, organisation }) => {
    requireInvited(invite, given.email);
    return wordsOf(invite, organisation);
  });
  // Costly, hence outside of the transaction; the invitation is checked again inside.
  const passwordHash = await hashOfGood(context, given.password, {
    own: ownWordsOf([given.name, given.kana], { ...own, mail: given.email }),
    field: 'password',
  });
  const done = await withInvitation(context, given.token, async (open) => {
    requireInvited(open.invite, given.email);
    const accountId = newUuid(context.clock, context.random);
    const made = await insertAccount(open.tx, {
      accountId,
      email: given.email.trim(),
      emailKey: emailKey(given.email),
      name: given.name,
      kana: given.kana,
      language: given.language,
      operator: false,
      passwordHash,
      at: context.clock.now(),
    });
    if (!made) throw conflict('account_exists');
    await join(context, open, { accountId, name: given.name, kana: given.kana, exchange });
    const session = await startSession(open.tx, context, { accountId, method: 'invitation', exchange });
    return { orgId: open.tx.orgId, session };
  });
  done.session.apply();
  return done.orgId;
}

export async function acceptSignedIn(
  context: Context,
  given: Pick<Acceptance, 'token' | 'name' | 'kana'> & { readonly session: SignedIn },
  exchange: Exchange,
): Promise<Uuid> {
  return withInvitation(context, given.token, async (open) => {
    const { accountId } = given.session;
    requireInvited(open.invite, (await accountById(open.tx, accountId)).email);
    await join(context, open, { accountId, name: given.name, kana: given.kana, exchange });
    return open.tx.orgId;
  });
}

function requireInvited(invite: InviteRow, email: string): void {
  if (invite.email !== null && emailKey(invite.email) !== emailKey(email)) {
    throw new SafeError('forbidden', 'email_not_invited');
  }
}

export interface Joining {
  readonly accountId: Uuid;
  readonly name: string;
  readonly kana: string;
  readonly exchange: Exchange;
}

/** The invited person becomes a member. */
export async function join(context: Context, { tx, invite }: Open, { exchange, ...person }: Joining): Promise<void> {
  const at = context.clock.now();
  const memberId = await insertMember(tx, {
    ...person,
    memberId: newUuid(context.clock, context.random),
    roles: invite.roles,
    at,
  });
  if (memberId === undefined) throw conflict('already_member');
  await indexMembership(tx, person.accountId, 'member');
  await markAccepted(tx, invite.invite_id, { memberId, at });
  await audit(tx, context.clock, {
    action: 'identity.invitation_accepted',
    subject: memberId,
    address: exchange.caller.address,
    detail: { roles: invite.roles.join(' ') },
  });
}
