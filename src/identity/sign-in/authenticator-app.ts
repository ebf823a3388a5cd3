// SPDX-License-Identifier: Apache-2.0
/** Adding and removing an authenticator app, and its recovery codes. */
import { MINUTE_MS } from '../../kernel/clock.ts';
import { SafeError, conflict } from '../../kernel/errors.ts';
import type { Caller, SignedIn } from '../../platform/http/routes.ts';
import type { Queries } from '../../platform/postgres/database.ts';
import type { Context, Exchange } from '../context.ts';
import { newRecoveryCodes, newTotpSeed, totpSeedText, totpUri, verifyTotp } from '../credentials/index.ts';
import { auditAccount, tellOrganisations } from './account-audit.ts';
import type { AccountDeed } from './account-audit.ts';
import { clearTotp, lockAccount, promoteTotp, replaceRecoveryCodes, writePendingTotp } from './account-store.ts';
import { csrfTokenOf } from './cookies.ts';
import { bucket, countAttempt, settleAttempt } from './limits.ts';
import { endOthers, recheckPassword } from './own-account.ts';
import { sealTotpSeed, totpSeedOf } from './totp-seed.ts';

const PENDING_MS = 30 * MINUTE_MS;

/** The seed waits until a first code proves that the app has it; an app in use stays valid until then. */
export async function beginTotp(
  context: Context,
  session: SignedIn,
  password: string,
): Promise<{ secret: string; uri: string }> {
  const account = await recheckPassword(context, session, password);
  const seed = newTotpSeed(context.random);
  await context.db.global(async (tx) =>
    writePendingTotp(tx, session.accountId, {
      sealed: sealTotpSeed(context, session.accountId, seed),
      at: context.clock.now(),
    }),
  );
  return { secret: totpSeedText(seed), uri: totpUri(seed, { issuer: 'Sonae', account: account.email }) };
}

/** @throws SafeError `totp_not_begun`, `code_wrong`, `too_many_attempts`. */
export async function confirmTotp(
  context: Context,
  { session, code }: { readonly session: SignedIn; readonly code: string },
  exchange: Exchange,
): Promise<{ recoveryCodes: string[]; csrfToken: string }> {
  const buckets = [bucket('second', session.accountId)];
  await context.db.global(async (tx) => countAttempt(tx, context.clock, buckets));
  const deed = deedOf(session, exchange.caller, 'identity.totp_added');
  const { renewed, codes } = await context.db.global(async (tx) => {
    const account = await lockAccount(tx, session.accountId);
    const begun = account.totp_pending_at?.getTime() ?? 0;
    if (!account.totp_pending_sealed || context.clock.now().getTime() - begun > PENDING_MS) {
      throw conflict('totp_not_begun');
    }
    const seed = totpSeedOf(context, session.accountId, account.totp_pending_sealed);
    const result = verifyTotp(seed, code, { clock: context.clock });
    if (!result.ok)
      throw new SafeError('invalid', 'code_wrong', { details: [{ field: 'code', reason: 'code_wrong' }] });
    await promoteTotp(tx, session.accountId, result.step);
    await settleAttempt(tx, buckets);
    await auditAccount(tx, context, deed);
    return { codes: await writeCodes(tx, context, session), ...(await endOthers(tx, context, { session, exchange })) };
  });
  renewed.apply();
  await tellOrganisations(context, session, deed);
  return { recoveryCodes: codes, csrfToken: csrfTokenOf(renewed.secret) };
}

async function writeCodes(tx: Queries, context: Context, session: SignedIn): Promise<string[]> {
  const { codes, hashes } = newRecoveryCodes(context.random);
  await replaceRecoveryCodes(tx, session.accountId, { hashes, at: context.clock.now() });
  return [...codes];
}

interface ByPassword {
  readonly session: SignedIn;
  readonly password: string;
}

const deedOf = ({ accountId }: SignedIn, { address }: Caller, action: string): AccountDeed => ({
  action,
  accountId,
  address,
});

export async function disableTotp(context: Context, { session, password }: ByPassword, caller: Caller): Promise<void> {
  await recheckPassword(context, session, password);
  const deed = deedOf(session, caller, 'identity.totp_removed');
  await context.db.global(async (tx) => {
    await clearTotp(tx, session.accountId);
    await auditAccount(tx, context, deed);
  });
  await tellOrganisations(context, session, deed);
}

/** @throws SafeError `totp_not_set` */
export async function renewRecoveryCodes(
  context: Context,
  { session, password }: ByPassword,
  caller: Caller,
): Promise<string[]> {
  const account = await recheckPassword(context, session, password);
  if (!account.totp_sealed) throw conflict('totp_not_set');
  const deed = deedOf(session, caller, 'identity.recovery_codes_renewed');
  const codes = await context.db.global(async (tx) => {
    await auditAccount(tx, context, deed);
    return writeCodes(tx, context, session);
  });
  await tellOrganisations(context, session, deed);
  return codes;
}
