// SPDX-License-Identifier: Apache-2.0
/** Who knocks at the agents' doors, and with what right. */
import { DAY_MS, MINUTE_MS, SECOND_MS } from '../kernel/clock.ts';
import { conflict, notFound } from '../kernel/errors.ts';
import { asUuid, newUuid } from '../kernel/ids.ts';
import type { Uuid } from '../kernel/ids.ts';
import { audit } from '../platform/audit.ts';
import type { Caller } from '../platform/http/routes.ts';
import type { Platform } from '../platform/module.ts';
import type { ScopedTx } from '../platform/postgres/database.ts';
import { actorLabel, makeScope } from '../platform/postgres/scope.ts';
import type { Scope } from '../platform/postgres/scope.ts';
import { makeToken, parseToken, sameHash } from '../platform/tokens.ts';
import type { ParsedScopedToken } from '../platform/tokens.ts';
import * as store from './credential-store.ts';
import { readDevice } from './device-store.ts';
import { revokeNodesOf } from './sources/osquery/node-store.ts';

/** DESIGN §7.8: a revoked credential stops within 5 seconds. */
const REMEMBER_MS = 4 * SECOND_MS;
const REMEMBER_MAX = 10_000;
export const CODE_LIFETIME_MS = 60 * MINUTE_MS;
/** An agent's user name is not looked at; the secret names the organisation. */
export const AGENT_USER = 'sonae';
const SEAL_PURPOSE = 'endpoints.enrol_secret';

export interface Doorkeeper {
  /** Scope for an inventory agent's Basic password; undefined when it is wrong, revoked or mistyped. */
  enrolment(password: string): Promise<Scope | undefined>;
  /** Scope for a collector's bearer token: a one-hour code or a device's own key. */
  device(caller: Caller): Promise<Scope | undefined>;
  /** Scope of a code in a download address. */
  code(token: string): Promise<Scope | undefined>;
}

interface Remembered {
  readonly scope: Scope;
  readonly until: number;
}

async function checkCredential(
  platform: Platform,
  token: ParsedScopedToken,
  kind: 'enrol' | 'code',
): Promise<Scope | undefined> {
  const scope = makeScope(token.orgId, { kind: 'credential', credentialId: token.subjectId });
  const now = platform.clock.now();
  return platform.db.scoped(scope, async (tx) => {
    const row = await store.readCredential(tx, token.subjectId);
    if (!row || row.kind !== kind || !sameHash(row.secret_hash, token.hash)) return undefined;
    if (row.revoked_at !== null || (row.expires_at !== null && row.expires_at <= now)) return undefined;
    await store.touchCredential(tx, token.subjectId, now);
    return scope;
  });
}

async function checkDeviceKey(platform: Platform, token: ParsedScopedToken): Promise<Scope | undefined> {
  const asking = makeScope(token.orgId, { kind: 'credential', credentialId: token.subjectId });
  return platform.db.scoped(asking, async (tx) => {
    const row = await store.readDeviceKey(tx, token.subjectId);
    if (!row || !sameHash(row.secret_hash, token.hash)) return undefined;
    return makeScope(token.orgId, { kind: 'device', deviceId: asUuid(row.device_id) });
  });
}

export function createDoorkeeper(platform: Platform): Doorkeeper {
  const remembered = new Map<string, Remembered>();
  const remember = async (
    token: ParsedScopedToken,
    check: () => Promise<Scope | undefined>,
  ): Promise<Scope | undefined> => {
    const key = token.hash.toString('base64');
    const now = platform.clock.now().getTime();
    const held = remembered.get(key);
    if (held && held.until > now) return held.scope;
    remembered.delete(key);
    const scope = await check();
    // Only what was right is remembered: guesses must not push the good ones out.
    if (scope) {
      if (remembered.size >= REMEMBER_MAX) remembered.clear();
      remembered.set(key, { scope, until: now + REMEMBER_MS });
    }
    return scope;
  };
  const ofKind = (text: string, ...kinds: string[]): ParsedScopedToken | undefined => {
    const token = parseToken(text);
    return token && token.kind !== 'setup' && kinds.includes(token.kind) ? token : undefined;
  };
  return {
    enrolment: async (password) => {
      const token = ofKind(password, 'enrol');
      return token && remember(token, async () => checkCredential(platform, token, 'enrol'));
    },
    code: async (text) => {
      const token = ofKind(text, 'code');
      return token && checkCredential(platform, token, 'code');
    },
    device: async (caller) => {
      const bearer = /^Bearer (\S{1,200})$/i.exec(caller.header('authorization') ?? '')?.[1] ?? '';
      const token = ofKind(bearer, 'code', 'dev');
      if (!token) return undefined;
      return token.kind === 'code' ? checkCredential(platform, token, 'code') : checkDeviceKey(platform, token);
    },
  };
}

export async function createEnrolCredential(tx: ScopedTx, platform: Platform, label: string): Promise<Uuid> {
  const credentialId = newUuid(platform.clock, platform.random);
  const { token, hash } = makeToken('enrol', { orgId: tx.orgId, subjectId: credentialId }, platform.random);
  await store.insertCredential(tx, {
    credentialId,
    kind: 'enrol',
    label,
    hash,
    sealed: platform.secrets.seal(SEAL_PURPOSE, Buffer.from(token, 'utf8'), credentialId),
    at: platform.clock.now(),
    by: actorLabel(tx.scope.actor),
    expiresAt: null,
    ownerMemberId: null,
  });
  await audit(tx, platform.clock, { action: 'endpoints.credential_created', subject: credentialId });
  return credentialId;
}

/** The secret again, for administrators; null when it can no longer be opened. */
export function openSecret(platform: Platform, row: store.CredentialRow): string | null {
  if (!row.sealed_secret) return null;
  return Buffer.from(platform.secrets.open(SEAL_PURPOSE, row.sealed_secret, row.credential_id)).toString('utf8');
}

/** The secret for a file to carry to devices, noted in the audit log. Errors: `not_found`. */
export async function takeEnrolSecret(tx: ScopedTx, platform: Platform, credentialId: string): Promise<string> {
  const row = await store.readCredential(tx, credentialId);
  const secret = row?.kind === 'enrol' && row.revoked_at === null ? openSecret(platform, row) : null;
  if (secret === null) throw notFound('credential_not_found');
  await audit(tx, platform.clock, { action: 'endpoints.secret_downloaded', subject: credentialId });
  return secret;
}

export async function revokeEnrolCredential(tx: ScopedTx, platform: Platform, credentialId: string): Promise<void> {
  if (!(await store.revokeCredential(tx, credentialId, platform.clock.now()))) throw notFound('credential_not_found');
  await audit(tx, platform.clock, { action: 'endpoints.credential_revoked', subject: credentialId });
}

/**
 * Ends every key of a device and the codes that could make it a new one. Collectors' keys are looked up for each report,
 * so they stop with this transaction; osquery's are told to every process (agents.ts). Codes first: a report under one of them holds its row, and its new key must be seen here.
 */
export async function revokeDeviceKeys(tx: ScopedTx, platform: Platform, deviceId: string): Promise<void> {
  if (!(await readDevice(tx, deviceId))) throw notFound('device_not_found');
  const at = platform.clock.now();
  await store.revokeCodesOf(tx, deviceId, at);
  const collectors = await store.revokeOldKeys(tx, deviceId, { keep: 0, at });
  const keys = collectors + (await revokeNodesOf(tx, deviceId, at));
  await audit(tx, platform.clock, { action: 'endpoints.device_keys_revoked', subject: deviceId, detail: { keys } });
}

export interface Code {
  readonly lookId: Uuid;
  readonly token: string;
  readonly expiresAt: Date;
}

/** In force at once for one person: enough to set up an office's PCs in one hour. */
const MAX_OPEN_CODES = 100;

/** A one-hour code for one collector; what it finds belongs to the person who asked for it. */
export async function createCode(tx: ScopedTx, platform: Platform): Promise<Code> {
  const lookId = newUuid(platform.clock, platform.random);
  const { token, hash } = makeToken('code', { orgId: tx.orgId, subjectId: lookId }, platform.random);
  const { actor } = tx.scope;
  const at = platform.clock.now();
  const expiresAt = new Date(at.getTime() + CODE_LIFETIME_MS);
  const ownerMemberId = actor.kind === 'member' ? actor.memberId : null;
  const endedBefore = new Date(at.getTime() - DAY_MS);
  if ((await store.tidyCodes(tx, { owner: ownerMemberId, now: at, endedBefore })) >= MAX_OPEN_CODES) {
    throw conflict('too_many_codes');
  }
  await store.insertCredential(tx, {
    credentialId: lookId,
    kind: 'code',
    label: '',
    hash,
    sealed: null,
    at,
    by: actorLabel(actor),
    expiresAt,
    ownerMemberId,
  });
  return { lookId, token, expiresAt };
}
