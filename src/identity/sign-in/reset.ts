// SPDX-License-Identifier: Apache-2.0
/** A forgotten password is set anew by a one-hour link, which only the server's command line makes. */
import { HOUR_MS } from '../../kernel/clock.ts';
import { SafeError } from '../../kernel/errors.ts';
import { auditInstallation } from '../../platform/audit.ts';
import { hashSessionSecret, newSessionSecret } from '../../platform/tokens.ts';
import type { Context, Exchange } from '../context.ts';
import { emailKey } from '../email-address.ts';
import { deletePasskeysOf } from '../passkeys/passkey-store.ts';
import { auditAccount } from './account-audit.ts';
import {
  accountByEmail,
  accountById,
  clearTotp,
  findReset,
  forgetBrowsers,
  insertReset,
  takeReset,
  updateOperator,
  updatePassword,
} from './account-store.ts';
import type { AccountRow } from './account-store.ts';
import { ownWords } from './own-account.ts';
import { hashOfGood, measured, ownWordsOf } from './password-choice.ts';
import type { Measured } from './password-choice.ts';
import { deleteSessionsOf } from './session-store.ts';
import { note } from './sign-in.ts';

const VALID_MS = HOUR_MS;

const noReset = (): SafeError => new SafeError('not_found', 'reset_not_valid');

export interface ResetRequest {
  readonly email: string;
  /** Also removes the authenticator app: for a lost telephone without recovery codes. */
  readonly clearTotp: boolean;
  readonly origin: string;
}

/**
 * For `sonae account reset`, by someone who holds the server anyway.
 * @throws SafeError `account_not_found`.
 */
export async function resetAccount(context: Context, given: ResetRequest): Promise<{ link: string; expiresAt: Date }> {
  const { secret, hash } = newSessionSecret(context.random);
  const at = context.clock.now();
  const expiresAt = new Date(at.getTime() + VALID_MS);
  await context.db.global(async (tx) => {
    const account = await requireAccount(accountByEmail(tx, emailKey(given.email)));
    const accountId = account.account_id;
    await insertReset(tx, { hash, accountId, at, expiresAt, clearsTotp: given.clearTotp });
    await auditInstallation(tx, context.clock, {
      action: 'identity.reset_link_made',
      actor: 'command_line',
      subject: accountId,
      detail: { clearsTotp: given.clearTotp },
    });
  });
  return { link: `${given.origin}/reset#${secret}`, expiresAt };
}

/**
 * For the command line: makes an account one of the operator's staff, or ends that.
 * @throws SafeError `account_not_found`.
 */
export async function setOperator(context: Context, given: { email: string; operator: boolean }): Promise<void> {
  await context.db.global(async (tx) => {
    const { account_id: accountId } = await requireAccount(accountByEmail(tx, emailKey(given.email)));
    await updateOperator(tx, accountId, given.operator);
    await auditInstallation(tx, context.clock, {
      action: given.operator ? 'identity.operator_named' : 'identity.operator_ended',
      actor: 'command_line',
      subject: accountId,
    });
  });
}

async function requireAccount(found: Promise<AccountRow | undefined>): Promise<AccountRow> {
  const account = await found;
  if (!account) throw new SafeError('not_found', 'account_not_found');
  return account;
}

async function openReset(context: Context, token: string) {
  const hash = hashSessionSecret(token);
  if (!hash) throw noReset();
  return context.db.global(async (tx) => {
    const reset = await findReset(tx, hash, context.clock.now());
    if (!reset) throw noReset();
    return { hash, reset, account: await accountById(tx, reset.account_id) };
  });
}

export async function lookAtReset(context: Context, token: string) {
  const { reset, account } = await openReset(context, token);
  return { email: account.email, clearsTotp: reset.clears_totp, expiresAt: reset.expires_at.toISOString() };
}

const wordsAround = async (context: Context, account: AccountRow) =>
  ownWords(
    context,
    {
      accountId: account.account_id,
      sessionId: account.account_id,
      isOperator: false,
      language: account.language,
      onlyOrg: undefined,
    },
    account,
  );

export async function measureForReset(
  context: Context,
  { token, password, words }: { readonly token: string; readonly password: string; readonly words: readonly string[] },
): Promise<Measured> {
  const { account } = await openReset(context, token);
  return measured(password, ownWordsOf(words, await wordsAround(context, account)));
}

/** Signs out everywhere; the person then signs in with the new password. */
export async function completeReset(
  context: Context,
  { token, password }: { readonly token: string; readonly password: string },
  exchange: Exchange,
): Promise<void> {
  const { hash, account } = await openReset(context, token);
  const passwordHash = await hashOfGood(context, password, {
    own: await wordsAround(context, account),
    field: 'password',
  });
  await context.db.global(async (tx) => {
    const reset = await takeReset(tx, hash, context.clock.now());
    if (!reset) throw noReset();
    const { account_id: accountId } = reset;
    await updatePassword(tx, accountId, { hash: passwordHash, at: context.clock.now() });
    if (reset.clears_totp) await clearTotp(tx, accountId);
    // One of them may be the intruder's, which a new password would not shut out.
    await deletePasskeysOf(tx, accountId);
    await deleteSessionsOf(tx, accountId);
    await forgetBrowsers(tx, accountId);
    await note(tx, context, { accountId, exchange, outcome: 'password_reset', newBrowser: true });
    await auditAccount(tx, context, { action: 'identity.password_reset', accountId, address: exchange.caller.address });
  });
}
