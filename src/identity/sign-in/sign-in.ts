// SPDX-License-Identifier: Apache-2.0
/** Signing in with address and password, then, where one is set, with a code. */
import { SafeError } from '../../kernel/errors.ts';
import { asUuid, newUuid } from '../../kernel/ids.ts';
import type { Uuid } from '../../kernel/ids.ts';
import type { Queries } from '../../platform/postgres/database.ts';
import { newSessionSecret } from '../../platform/tokens.ts';
import type { Context, Exchange } from '../context.ts';
import { hashPassword, matchRecoveryCode, verifyPassword, verifyTotp } from '../credentials/index.ts';
import { emailKey } from '../email-address.ts';
import { text } from '../texts.ts';
import {
  accountByEmail,
  accountById,
  isKnownBrowser,
  lockAccount,
  openRecoveryCodes,
  updatePassword,
  useRecoveryCode,
  writeTotpStep,
} from './account-store.ts';
import type { AccountRow } from './account-store.ts';
import { lockAttempts } from './attempt-store.ts';
import { PENDING_MS, dropCookie, readCookie, writeCookie } from './cookies.ts';
import { addressBucket, bucket, countAttempt, settleAttempt } from './limits.ts';
import type { Bucket } from './limits.ts';
import { countPendingTry, insertPending, insertSignIn, takePending } from './session-store.ts';
import type { SignInOutcome } from './session-store.ts';
import { printable, startSession } from './sessions.ts';
import type { Start } from './sessions.ts';
import { totpSeedOf } from './totp-seed.ts';

const PENDING_TRIES = 5;
/** The nil UUID (RFC 9562 §5.9): nobody's account. */
const NOBODY = asUuid('00000000-0000-0000-0000-000000000000');

const signInFailed = (): SafeError => new SafeError('unauthenticated', 'sign_in_failed');

export interface PasswordSignIn {
  readonly email: string;
  readonly password: string;
}

/** @throws SafeError `sign_in_failed` alike for an unknown address and a wrong password; `too_many_attempts`. */
export async function signIn(
  context: Context,
  given: PasswordSignIn,
  exchange: Exchange,
): Promise<{ signedIn: boolean; second: 'totp' | null }> {
  const key = emailKey(given.email);
  const { account, known, buckets } = await beginAttempt(context, key, exchange);
  // The same costly comparison whether or not there is an account.
  const check = await verifyPassword(account?.password_hash, given.password);
  if (!account || !check.ok) {
    await noteFailure(context, { account, key, exchange, newBrowser: !known });
    throw signInFailed();
  }
  if (check.rehash) await improveHash(context, account, given.password);
  if (account.totp_sealed) {
    await beginSecond(context, account.account_id, { exchange, buckets });
    return { signedIn: false, second: 'totp' };
  }
  await finish(context, { accountId: account.account_id, method: 'password' }, { exchange, settle: buckets });
  return { signedIn: true, second: null };
}

interface Attempt {
  readonly account: AccountRow | undefined;
  readonly known: boolean;
  readonly buckets: readonly Bucket[];
}

async function beginAttempt(context: Context, key: string, { caller }: Exchange): Promise<Attempt> {
  return context.db.global(async (tx) => {
    const account = await accountByEmail(tx, key);
    const browser = readCookie(caller, 'browser');
    // Looked up for an unknown address as well, so that one more query does not tell the two apart.
    const known = browser ? await isKnownBrowser(tx, account?.account_id ?? NOBODY, browser.hash) : false;
    // A browser the person has used counts for itself: strangers who guess elsewhere cannot lock it out.
    const own = known && browser ? bucket('browser', `${browser.hash.toString('hex')}:${key}`) : bucket('account', key);
    const buckets = [own, addressBucket('address', caller.address)];
    await countAttempt(tx, context.clock, buckets);
    return { account, known, buckets };
  });
}

interface Failure {
  readonly account: AccountRow | undefined;
  readonly key: string;
  readonly exchange: Exchange;
  readonly newBrowser: boolean;
}

async function noteFailure(context: Context, failure: Failure): Promise<void> {
  await context.db.global(async (tx) => {
    const { account, exchange, newBrowser } = failure;
    if (account)
      await note(tx, context, { accountId: account.account_id, exchange, outcome: 'wrong_password', newBrowser });
    // One row is written for an unknown address too, so that the answer takes as long.
    else await lockAttempts(tx, bucket('account', `nobody:${failure.key}`).key, context.clock.now());
  });
}

interface Noted {
  readonly accountId: Uuid;
  readonly exchange: Exchange;
  readonly outcome: SignInOutcome;
  readonly newBrowser: boolean;
}

export async function note(
  tx: Queries,
  context: Context,
  { accountId, exchange, outcome, newBrowser }: Noted,
): Promise<void> {
  await insertSignIn(tx, {
    signInId: newUuid(context.clock, context.random),
    accountId,
    at: context.clock.now(),
    outcome,
    method: null,
    address: exchange.caller.address,
    userAgent: printable(exchange.caller.userAgent),
    newBrowser,
  });
}

async function improveHash(context: Context, account: AccountRow, password: string): Promise<void> {
  const hash = await hashPassword(password, { random: context.random });
  await context.db.global(async (tx) =>
    updatePassword(tx, account.account_id, { hash, at: undefined, onlyIf: account.password_hash }),
  );
}

async function beginSecond(
  context: Context,
  accountId: Uuid,
  { exchange, buckets }: { readonly exchange: Exchange; readonly buckets: readonly Bucket[] },
): Promise<void> {
  const now = context.clock.now();
  const made = newSessionSecret(context.random);
  await context.db.global(async (tx) => {
    await insertPending(tx, {
      secretHash: made.hash,
      accountId,
      at: now,
      expiresAt: new Date(now.getTime() + PENDING_MS),
    });
    await settleAttempt(tx, buckets);
  });
  writeCookie(exchange.answer, exchange.caller, { kind: 'second', secret: made.secret });
}

export type SecondFactor = { readonly code: string } | { readonly recoveryCode: string };

/** @throws SafeError `second_expired` (start again), `code_wrong`, `code_already_used`, `too_many_attempts`. */
export async function signInSecond(
  context: Context,
  given: SecondFactor,
  exchange: Exchange,
): Promise<{ signedIn: true }> {
  const pending = readCookie(exchange.caller, 'second');
  const started = pending && (await beginSecondTry(context, pending.hash, exchange));
  if (!pending || !started) {
    dropCookie(exchange.answer, exchange.caller, 'second');
    throw new SafeError('unauthenticated', 'second_expired');
  }
  const outcome = await context.db.global(async (tx) => {
    const result = await useFactor(tx, context, { accountId: started.accountId, given });
    if (result !== 'good') {
      await note(tx, context, {
        accountId: started.accountId,
        exchange,
        outcome: 'wrong_code',
        newBrowser: !started.known,
      });
      return result;
    }
    // Of two simultaneous requests one finishes; the other finds nothing.
    return (await takePending(tx, pending.hash)) ? 'good' : 'wrong';
  });
  if (outcome !== 'good') {
    throw new SafeError('unauthenticated', outcome === 'already_used' ? 'code_already_used' : 'code_wrong');
  }
  const method = 'code' in given ? 'password_totp' : 'password_recovery_code';
  await finish(context, { accountId: started.accountId, method }, { exchange, settle: started.buckets });
  dropCookie(exchange.answer, exchange.caller, 'second');
  return { signedIn: true };
}

async function beginSecondTry(
  context: Context,
  secretHash: Buffer,
  { caller }: Exchange,
): Promise<{ accountId: Uuid; known: boolean; buckets: readonly Bucket[] } | undefined> {
  return context.db.global(async (tx) => {
    const row = await countPendingTry(tx, secretHash, { now: context.clock.now(), max: PENDING_TRIES });
    if (!row) return undefined;
    const buckets = [bucket('second', row.account_id), addressBucket('address', caller.address)];
    await countAttempt(tx, context.clock, buckets);
    const browser = readCookie(caller, 'browser');
    const known = browser ? await isKnownBrowser(tx, row.account_id, browser.hash) : false;
    return { accountId: row.account_id, known, buckets };
  });
}

/** Uses up a code of either kind; the account's row stays locked, so that one code serves once. */
export async function useFactor(
  tx: Queries,
  context: Context,
  { accountId, given }: { readonly accountId: Uuid; readonly given: SecondFactor },
): Promise<'good' | 'wrong' | 'already_used'> {
  const account = await lockAccount(tx, accountId);
  if ('recoveryCode' in given) {
    const hash = matchRecoveryCode(given.recoveryCode, await openRecoveryCodes(tx, accountId));
    const used = hash && (await useRecoveryCode(tx, accountId, { hash, at: context.clock.now() }));
    return used ? 'good' : 'wrong';
  }
  if (!account.totp_sealed) return 'wrong';
  const seed = totpSeedOf(context, accountId, account.totp_sealed);
  const result = verifyTotp(seed, given.code, { clock: context.clock, lastStep: account.totp_last_step ?? undefined });
  if (!result.ok) return result.reason;
  await writeTotpStep(tx, accountId, result.step);
  return 'good';
}

/** A session begins, and the attempt counts no more. */
export async function finish(
  context: Context,
  start: Start,
  { exchange, settle }: { readonly exchange: Exchange; readonly settle: readonly Bucket[] },
): Promise<void> {
  const { session, account } = await context.db.global(async (tx) => {
    await settleAttempt(tx, settle);
    return {
      session: await startSession(tx, context, { ...start, exchange }),
      account: await accountById(tx, start.accountId),
    };
  });
  session.apply();
  if (session.newBrowser) tellNewBrowser(context, account, exchange);
}

/** The history shows it in any case; the mail does not hold up the sign-in. */
function tellNewBrowser(context: Context, account: AccountRow, { caller }: Exchange): void {
  if (!context.mail.available) return;
  const params = {
    at: context.clock.now().toISOString(),
    address: caller.address,
    browser: printable(caller.userAgent),
  };
  void context.mail
    .send({
      to: account.email,
      subject: text(account.language, 'mail.new_browser.subject'),
      text: text(account.language, 'mail.new_browser.text', params),
    })
    .catch((error: unknown) => {
      context.log.warn(
        { part: 'identity', error: error instanceof Error ? error.name : 'unknown' },
        'notice not mailed',
      );
    });
}
