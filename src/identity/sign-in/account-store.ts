// SPDX-License-Identifier: Apache-2.0
/** Accounts, their recovery codes, known browsers and reset links: global tables. */
import type { Uuid } from '../../kernel/ids.ts';
import type { Language } from '../../kernel/language.ts';
import { sql } from '../../platform/postgres/database.ts';
import type { Queries } from '../../platform/postgres/database.ts';

export interface AccountRow {
  readonly account_id: Uuid;
  readonly email: string;
  readonly name: string;
  readonly name_kana: string;
  readonly language: Language;
  readonly is_operator: boolean;
  readonly password_hash: string;
  readonly password_changed_at: Date;
  readonly totp_sealed: Buffer | null;
  readonly totp_last_step: number | null;
  readonly totp_pending_sealed: Buffer | null;
  readonly totp_pending_at: Date | null;
}

const COLUMNS = sql`account_id, email, name, name_kana, language, is_operator, password_hash, password_changed_at,
  totp_sealed, totp_last_step, totp_pending_sealed, totp_pending_at`;

export const accountByEmail = async (tx: Queries, emailKey: string): Promise<AccountRow | undefined> =>
  tx.maybe<AccountRow>(sql`SELECT ${COLUMNS} FROM identity_account WHERE email_key = ${emailKey}`);

export const accountById = async (tx: Queries, accountId: Uuid): Promise<AccountRow> =>
  tx.one<AccountRow>(sql`SELECT ${COLUMNS} FROM identity_account WHERE account_id = ${accountId}`);

/** The same, locked until the transaction ends: for codes that may be used once. */
export const lockAccount = async (tx: Queries, accountId: Uuid): Promise<AccountRow> =>
  tx.one<AccountRow>(sql`SELECT ${COLUMNS} FROM identity_account WHERE account_id = ${accountId} FOR UPDATE`);

export interface NewAccount {
  readonly accountId: Uuid;
  readonly email: string;
  readonly emailKey: string;
  readonly name: string;
  readonly kana: string;
  readonly language: Language;
  readonly operator: boolean;
  readonly passwordHash: string;
  readonly at: Date;
}

/** False when the address already has an account. */
export async function insertAccount(tx: Queries, account: NewAccount): Promise<boolean> {
  const written = await tx.run(sql`
    INSERT INTO identity_account (account_id, email, email_key, name, name_kana, language, is_operator, password_hash,
                                  password_changed_at, created_at)
    VALUES (${account.accountId}, ${account.email}, ${account.emailKey}, ${account.name}, ${account.kana},
            ${account.language}, ${account.operator}, ${account.passwordHash}, ${account.at}, ${account.at})
    ON CONFLICT (email_key) DO NOTHING`);
  return written === 1;
}

export const anyAccount = async (tx: Queries): Promise<boolean> =>
  (await tx.maybe(sql`SELECT 1 FROM identity_account LIMIT 1`)) !== undefined;

/** A changed password; `onlyIf` guards against a change in between. */
export async function updatePassword(
  tx: Queries,
  accountId: Uuid,
  change: { readonly hash: string; readonly at: Date | undefined; readonly onlyIf?: string },
): Promise<boolean> {
  const guard = change.onlyIf === undefined ? sql`` : sql`AND password_hash = ${change.onlyIf}`;
  const written = await tx.run(sql`
    UPDATE identity_account
    SET password_hash = ${change.hash}, password_changed_at = coalesce(${change.at ?? null}, password_changed_at)
    WHERE account_id = ${accountId} ${guard}`);
  return written === 1;
}

export async function updateName(
  tx: Queries,
  accountId: Uuid,
  { name, kana }: { readonly name: string; readonly kana: string },
): Promise<void> {
  await tx.run(sql`UPDATE identity_account SET name = ${name}, name_kana = ${kana} WHERE account_id = ${accountId}`);
}

export async function updateLanguage(tx: Queries, accountId: Uuid, language: Language): Promise<void> {
  await tx.run(sql`UPDATE identity_account SET language = ${language} WHERE account_id = ${accountId}`);
}

export async function updateOperator(tx: Queries, accountId: Uuid, operator: boolean): Promise<void> {
  await tx.run(sql`UPDATE identity_account SET is_operator = ${operator} WHERE account_id = ${accountId}`);
}

export async function writePendingTotp(
  tx: Queries,
  accountId: Uuid,
  pending: { readonly sealed: Uint8Array; readonly at: Date },
): Promise<void> {
  await tx.run(sql`
    UPDATE identity_account SET totp_pending_sealed = ${pending.sealed}, totp_pending_at = ${pending.at}
    WHERE account_id = ${accountId}`);
}

/** The pending seed becomes the seed. */
export async function promoteTotp(tx: Queries, accountId: Uuid, step: number): Promise<void> {
  await tx.run(sql`
    UPDATE identity_account SET totp_sealed = totp_pending_sealed, totp_last_step = ${step},
      totp_pending_sealed = NULL, totp_pending_at = NULL
    WHERE account_id = ${accountId}`);
}

export async function writeTotpStep(tx: Queries, accountId: Uuid, step: number): Promise<void> {
  await tx.run(sql`UPDATE identity_account SET totp_last_step = ${step} WHERE account_id = ${accountId}`);
}

export async function clearTotp(tx: Queries, accountId: Uuid): Promise<void> {
  await tx.run(sql`
    UPDATE identity_account SET totp_sealed = NULL, totp_last_step = NULL, totp_pending_sealed = NULL, totp_pending_at = NULL
    WHERE account_id = ${accountId}`);
  await tx.run(sql`DELETE FROM identity_recovery_code WHERE account_id = ${accountId}`);
}

export async function replaceRecoveryCodes(
  tx: Queries,
  accountId: Uuid,
  { hashes, at }: { readonly hashes: readonly Uint8Array[]; readonly at: Date },
): Promise<void> {
  await tx.run(sql`DELETE FROM identity_recovery_code WHERE account_id = ${accountId}`);
  await tx.run(sql`
    INSERT INTO identity_recovery_code (account_id, code_hash, created_at)
    SELECT ${accountId}::uuid, code_hash, ${at}::timestamptz FROM unnest(${hashes}::bytea[]) AS code_hash`);
}

export const openRecoveryCodes = async (tx: Queries, accountId: Uuid): Promise<Buffer[]> =>
  (
    await tx.all<{ code_hash: Buffer }>(sql`
      SELECT code_hash FROM identity_recovery_code WHERE account_id = ${accountId} AND used_at IS NULL`)
  ).map((row) => row.code_hash);

/** True for the one caller who used it first. */
export async function useRecoveryCode(
  tx: Queries,
  accountId: Uuid,
  use: { hash: Uint8Array; at: Date },
): Promise<boolean> {
  const written = await tx.run(sql`
    UPDATE identity_recovery_code SET used_at = ${use.at}
    WHERE account_id = ${accountId} AND code_hash = ${use.hash} AND used_at IS NULL`);
  return written === 1;
}

export const isKnownBrowser = async (tx: Queries, accountId: Uuid, browserHash: Uint8Array): Promise<boolean> =>
  (await tx.maybe(sql`
    SELECT 1 FROM identity_known_browser WHERE account_id = ${accountId} AND browser_hash = ${browserHash}`)) !==
  undefined;

/** Remembers at most `keep` browsers per account, the latest ones. */
export async function rememberBrowser(
  tx: Queries,
  accountId: Uuid,
  { hash, at, keep }: { readonly hash: Uint8Array; readonly at: Date; readonly keep: number },
): Promise<void> {
  await tx.run(sql`
    INSERT INTO identity_known_browser (account_id, browser_hash, first_seen_at, last_seen_at)
    VALUES (${accountId}, ${hash}, ${at}, ${at})
    ON CONFLICT (account_id, browser_hash) DO UPDATE SET last_seen_at = excluded.last_seen_at`);
  await tx.run(sql`
    DELETE FROM identity_known_browser WHERE account_id = ${accountId} AND browser_hash IN (
      SELECT browser_hash FROM identity_known_browser WHERE account_id = ${accountId}
      ORDER BY last_seen_at DESC, browser_hash OFFSET ${keep})`);
}

/** After a reset every browser is new again: one of them may have been the intruder's. */
export async function forgetBrowsers(tx: Queries, accountId: Uuid): Promise<void> {
  await tx.run(sql`DELETE FROM identity_known_browser WHERE account_id = ${accountId}`);
}

export interface ResetRow {
  readonly account_id: Uuid;
  readonly expires_at: Date;
  readonly clears_totp: boolean;
}

/** One open link per account: a new one ends the older ones. */
export async function insertReset(
  tx: Queries,
  row: { hash: Uint8Array; accountId: Uuid; at: Date; expiresAt: Date; clearsTotp: boolean },
): Promise<void> {
  await tx.run(sql`DELETE FROM identity_reset WHERE account_id = ${row.accountId}`);
  await tx.run(sql`
    INSERT INTO identity_reset (token_hash, account_id, created_at, expires_at, clears_totp)
    VALUES (${row.hash}, ${row.accountId}, ${row.at}, ${row.expiresAt}, ${row.clearsTotp})`);
}

export const findReset = async (tx: Queries, hash: Uint8Array, now: Date): Promise<ResetRow | undefined> =>
  tx.maybe<ResetRow>(sql`
    SELECT account_id, expires_at, clears_totp FROM identity_reset WHERE token_hash = ${hash} AND expires_at > ${now}`);

/** Uses the link up; a second caller gets nothing. */
export const takeReset = async (tx: Queries, hash: Uint8Array, now: Date): Promise<ResetRow | undefined> =>
  tx.maybe<ResetRow>(sql`
    DELETE FROM identity_reset WHERE token_hash = ${hash} AND expires_at > ${now}
    RETURNING account_id, expires_at, clears_totp`);

export async function deleteExpiredResets(tx: Queries, now: Date): Promise<number> {
  return tx.run(sql`DELETE FROM identity_reset WHERE expires_at <= ${now}`);
}

/** Whoever runs the installation for organisations, oldest first. */
export const operatorAccounts = async (
  tx: Queries,
  limit: number,
): Promise<Pick<AccountRow, 'account_id' | 'name' | 'email' | 'language'>[]> =>
  tx.all<Pick<AccountRow, 'account_id' | 'name' | 'email' | 'language'>>(sql`
    SELECT account_id, name, email, language FROM identity_account WHERE is_operator ORDER BY account_id LIMIT ${limit}`);
