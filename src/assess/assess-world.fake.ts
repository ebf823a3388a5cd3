// SPDX-License-Identifier: Apache-2.0
/** The module over a real database, with the shipped catalogue, invented-by-number people and a clock that stands still. */
import { generateKeyPairSync, randomUUID, sign } from 'node:crypto';
import { join } from 'node:path';
import pg from 'pg';
import { startTestDatabase } from '../../test/support/database.ts';
import type { TestDatabase } from '../../test/support/database.ts';
import { testPlatform } from '../../test/support/server.ts';
import { loadCatalog } from '../catalog/index.ts';
import type { ManualClock } from '../kernel/clock.ts';
import { asUuid } from '../kernel/ids.ts';
import type { Uuid } from '../kernel/ids.ts';
import type { ScopedTx } from '../platform/postgres/database.ts';
import { makeScope } from '../platform/postgres/scope.ts';
import type { Scope } from '../platform/postgres/scope.ts';
import type { AssessContext, Person } from './context.ts';
import type { NewVerdict } from './plan-round.ts';
import { recordRound } from './record-round.ts';
import type { EvidenceRound, RoundResult } from './record-round.ts';
import { STRENGTH } from './settle-verdict.ts';
import type { SubjectFacts } from './verdict-store.ts';

export const CHECKS = [
  'os_supported',
  'os_patched',
  'disk_encryption',
  'firewall_on',
  'antivirus_on',
  'local_administrators',
  'auto_updates',
  'restart_pending',
  'screen_lock',
  'guest_accounts',
  'remote_desktop_nla',
  'remote_control_tools',
  'smb1_off',
  'ssh_login',
  'office_macros',
  'removable_media',
  'secure_boot',
  'time_sync',
];

export const uuid = (): Uuid => asUuid(randomUUID());

export interface Organisation {
  readonly orgId: Uuid;
  /** A job of the product, such as the one that takes reports in. */
  readonly scope: Scope;
  readonly administrator: Person;
  readonly teleworker: Person;
  as(person: Person): Scope;
}

export interface World {
  readonly database: TestDatabase;
  readonly context: AssessContext;
  readonly clock: ManualClock;
  organisation(): Organisation;
  run<T>(organisation: Organisation, work: (tx: ScopedTx) => Promise<T>): Promise<T>;
  runAs<T>(scope: Scope, work: (tx: ScopedTx) => Promise<T>): Promise<T>;
  /** As the database's superuser: row-level security and triggers do not hold. */
  rows<Row extends pg.QueryResultRow>(text: string, values?: readonly unknown[]): Promise<Row[]>;
  readonly publicKey: string;
  stop(): Promise<void>;
}

export async function openWorld(
  options: { readonly start?: Date; readonly maxConnections?: number } = {},
): Promise<World> {
  const database = await startTestDatabase({ maxConnections: options.maxConnections ?? 10 });
  const { platform, clock } = testPlatform({
    db: database.db,
    start: options.start ?? new Date('2026-11-20T03:00:00Z'),
  });
  const { privateKey, publicKey } = generateKeyPairSync('ed25519');
  const publicKeyPem = publicKey.export({ type: 'spki', format: 'pem' }).toString();
  const organisations: Organisation[] = [];
  const context: AssessContext = {
    platform,
    catalog: loadCatalog(join(import.meta.dirname, '../../catalog'), { checkIds: CHECKS }),
    people: {
      members: async (tx) =>
        organisations
          .filter(({ orgId }) => orgId === tx.orgId)
          .flatMap(({ administrator, teleworker }) => [administrator, teleworker]),
      timeZone: async () => 'Asia/Tokyo',
      organisationName: async () => 'Test',
      administratorMail: async () => [],
    },
    signer: { keyId: 'test', publicKeyPem, sign: (message) => sign(null, message, privateKey) },
    present: async () => new Set<string>(),
    allScopes: async () => organisations.map(({ scope }) => scope),
    notices: () => [],
    checkPlatforms: new Map(),
    countsChanged: new Set(),
  };
  const superuser = new pg.Client(database.superuser);
  await superuser.connect();
  return {
    database,
    context,
    clock,
    publicKey: publicKeyPem,
    organisation: () => {
      const orgId = uuid();
      const made: Organisation = {
        orgId,
        scope: makeScope(orgId, { kind: 'system', job: 'test' }),
        administrator: { memberId: uuid(), name: '管理 一', roles: ['administrator', 'executive'] },
        teleworker: { memberId: uuid(), name: '在宅 二', roles: ['teleworker'] },
        as: ({ memberId, roles }) =>
          makeScope(orgId, { kind: 'member', accountId: uuid(), memberId: asUuid(memberId), roles }),
      };
      organisations.push(made);
      return made;
    },
    run: async ({ scope }, work) => database.db.scoped(scope, work),
    runAs: async (scope, work) => database.db.scoped(scope, work),
    rows: async <Row extends pg.QueryResultRow>(text: string, values: readonly unknown[] = []) =>
      (await superuser.query<Row>(text, [...values])).rows,
    stop: async () => {
      await superuser.end();
      await database.stop();
    },
  };
}

export const device = (label = 'PC-1', more: Partial<SubjectFacts> = {}): SubjectFacts => ({
  kind: 'device',
  id: uuid(),
  label,
  platform: 'windows',
  ownerMemberId: null,
  ...more,
});

export const verdict = (
  checkId: string,
  is: NewVerdict['verdict'],
  observed: NewVerdict['observed'] = {},
): NewVerdict => ({
  checkId,
  verdict: is,
  reason: is === 'unknown' ? 'not_told' : null,
  observed,
});

export async function report(
  world: World,
  organisation: Organisation,
  given: Pick<EvidenceRound, 'subject' | 'verdicts'> & Partial<EvidenceRound>,
): Promise<RoundResult> {
  const now = world.clock.now();
  const round: EvidenceRound = {
    source: 'collector',
    strength: STRENGTH.collector,
    roundId: uuid(),
    observedAt: now,
    receivedAt: now,
    ...given,
  };
  return world.run(organisation, async (tx) => recordRound(tx, world.context, round));
}
