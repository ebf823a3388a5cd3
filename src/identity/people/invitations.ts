// SPDX-License-Identifier: Apache-2.0
/** Invitations by link: valid for seven days, once. */
import { DAY_MS } from '../../kernel/clock.ts';
import type { Clock } from '../../kernel/clock.ts';
import { conflict, notFound } from '../../kernel/errors.ts';
import { newUuid } from '../../kernel/ids.ts';
import type { Uuid } from '../../kernel/ids.ts';
import type { Language } from '../../kernel/language.ts';
import { subjectsOfDeeds } from '../../platform/audit-store.ts';
import { audit } from '../../platform/audit.ts';
import type { ScopedTx } from '../../platform/postgres/database.ts';
import { makeToken } from '../../platform/tokens.ts';
import type { Context } from '../context.ts';
import { text } from '../texts.ts';
import { insertInvite, invitesSince, markRevoked, openInviteCount } from './invite-store.ts';
import type { InviteRow } from './invite-store.ts';
import type { MemberRole } from './member-store.ts';

const VALID_MS = 7 * DAY_MS;
const SHOWN_MS = 90 * DAY_MS;
/** Open at the same time in one organisation. */
const MAX_OPEN = 500;

export interface InviteInput {
  readonly name: string;
  readonly kana: string;
  readonly email?: string | undefined;
  readonly roles: readonly MemberRole[];
  readonly language: Language;
  readonly origin: string;
}

export interface IssuedInvite {
  readonly row: InviteRow;
  /** Shown once; the token stands after `#`, so it never reaches a server log. */
  readonly link: string;
}

export async function issueInvitation(tx: ScopedTx, context: Context, input: InviteInput): Promise<IssuedInvite> {
  const now = context.clock.now();
  if ((await openInviteCount(tx, now)) >= MAX_OPEN) throw conflict('too_many_open_invitations');
  const inviteId = newUuid(context.clock, context.random);
  const { token, hash } = makeToken('inv', { orgId: tx.orgId, subjectId: inviteId }, context.random);
  const row = await insertInvite(tx, {
    inviteId,
    tokenHash: hash,
    roles: distinct(input.roles),
    name: input.name,
    kana: input.kana,
    email: input.email,
    language: input.language,
    at: now,
    expiresAt: new Date(now.getTime() + VALID_MS),
  });
  await audit(tx, context.clock, {
    action: 'identity.member_invited',
    subject: inviteId,
    detail: { roles: row.roles.join(' ') },
  });
  return { row, link: `${input.origin}/invite#${token}` };
}

export const distinct = <T>(values: readonly T[]): T[] => [...new Set(values)];

/** True when a mail server took it; the link is shown to copy in any case. */
export async function mailInvitation(context: Context, { row, link }: IssuedInvite, orgName: string): Promise<boolean> {
  if (row.email === null || !context.mail.available) return false;
  const params = { name: row.name, organisation: orgName, link, days: VALID_MS / DAY_MS };
  try {
    await context.mail.send({
      to: row.email,
      subject: text(row.language, 'mail.invitation.subject', params),
      text: text(row.language, 'mail.invitation.text', params),
    });
    return true;
  } catch (error) {
    context.log.warn(
      { part: 'identity', error: error instanceof Error ? error.name : 'unknown' },
      'invitation not mailed',
    );
    return false;
  }
}

export type InviteState = 'open' | 'expired' | 'accepted' | 'revoked';

export function inviteState(row: InviteRow, clock: Clock): InviteState {
  if (row.accepted_at) return 'accepted';
  if (row.revoked_at) return 'revoked';
  return row.expires_at.getTime() <= clock.now().getTime() ? 'expired' : 'open';
}

export const shownInvite = (row: InviteRow, clock: Clock) => ({
  inviteId: row.invite_id,
  name: row.name,
  kana: row.name_kana,
  email: row.email,
  roles: row.roles,
  createdAt: row.created_at.toISOString(),
  expiresAt: row.expires_at.toISOString(),
  state: inviteState(row, clock),
});

export async function listInvitations(tx: ScopedTx, context: Context): Promise<ReturnType<typeof shownInvite>[]> {
  const since = new Date(context.clock.now().getTime() - SHOWN_MS);
  return (await invitesSince(tx, since)).map((row) => shownInvite(row, context.clock));
}

/**
 * Ends what one person's invitations could still open: an administrator who has to go must not come back through a
 * link made before. Who made them stands in the audit log, which nobody can change.
 */
export async function revokeInvitationsBy(tx: ScopedTx, context: Context, memberId: Uuid): Promise<void> {
  const now = context.clock.now();
  const made = await subjectsOfDeeds(tx, {
    actor: `member:${memberId}`,
    action: 'identity.member_invited',
    since: new Date(now.getTime() - VALID_MS),
  });
  for (const inviteId of made) {
    if (!(await markRevoked(tx, inviteId, now))) continue;
    await audit(tx, context.clock, { action: 'identity.invitation_revoked', subject: inviteId });
  }
}

export async function revokeInvitation(tx: ScopedTx, context: Context, inviteId: string): Promise<void> {
  if (!(await markRevoked(tx, inviteId, context.clock.now()))) throw notFound('invitation_not_found');
  await audit(tx, context.clock, { action: 'identity.invitation_revoked', subject: inviteId });
}
