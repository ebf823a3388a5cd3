// SPDX-License-Identifier: Apache-2.0
/** The ledger in a real database: sealing, exporting, and what `sonae verify` says after someone with the database in hand changed it. */
import pg from 'pg';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { DAY_MS } from '../../kernel/clock.ts';
import { openWorld, uuid } from '../assess-world.fake.ts';
import type { Organisation, World } from '../assess-world.fake.ts';
import { exportLedger } from './export.ts';
import { recordEntries } from './record.ts';
import { MAX_LEAVES_A_SEAL, sealLedger } from './seal.ts';
import type { SealRow } from './store.ts';
import { countLeaves } from './store.ts';
import { verifyLedger } from './verify.ts';
import type { LedgerFault, LedgerReport } from './verify.ts';

let world: World;
let org: Organisation;

beforeAll(async () => {
  world = await openWorld({ maxConnections: 16 });
});
afterAll(async () => world.stop());
beforeEach(() => {
  world.clock.set(new Date('2026-11-20T03:00:00Z'));
  org = world.organisation();
});

const record = async (count: number, to = org): Promise<string[]> =>
  world.run(to, async (tx) =>
    recordEntries(
      tx,
      world.context.platform,
      Array.from({ length: count }, (_, number) => ({
        kind: 'confirmation' as const,
        payload: { number, text: '備え "é"' },
      })),
    ),
  );
const seal = async (of = org): Promise<SealRow | undefined> =>
  world.run(of, async (tx) => sealLedger(tx, { clock: world.clock, signer: world.context.signer }));

async function exported(of = org): Promise<string[]> {
  const lines: string[] = [];
  for await (const line of exportLedger(world.database.db, of.scope, world.context.signer)) lines.push(line);
  return lines;
}
const verified = async (of = org): Promise<LedgerReport> => verifyLedger(await exported(of), world.publicKey);

/** Three days of 5, 4 and 6 rows, and two of today. */
async function threeSeals(): Promise<void> {
  for (const count of [5, 4, 6]) {
    await record(count);
    world.clock.advance(DAY_MS);
    await seal();
  }
  await record(2);
}

describe('sealing', () => {
  it('gives each row its place once, and the export is whole', async () => {
    await threeSeals();
    expect(await verified()).toMatchObject({ ok: true, leaves: 17, sealed: 15, unsealed: 2, seals: 3, faults: [] });
    expect(await world.run(org, countLeaves)).toEqual({ leaves: 17, unsealed: 2 });
    expect(await seal()).toMatchObject({ seal_no: 4, leaf_count: 2, last_position: 17 });
    expect(await seal()).toBeUndefined();
    expect(await verified()).toMatchObject({ ok: true, unsealed: 0 });
  });

  it('goes on while others record and seal: nothing is lost, nothing placed twice', async () => {
    const work = Array.from({ length: 30 }, async (_, turn) =>
      turn % 3 === 0 ? seal().then(() => {}) : record(3).then(() => {}),
    );
    const early = exported();
    await Promise.all(work);
    expect((await verifyLedger(await early, world.publicKey)).faults).toEqual([]);
    await seal();
    expect(await verified()).toMatchObject({ ok: true, leaves: 60, sealed: 60, unsealed: 0 });
  });

  it('an export shows every row of its moment, also those that are sealed while it runs', async () => {
    await threeSeals();
    const lines: string[] = [];
    for await (const line of exportLedger(world.database.db, org.scope, world.context.signer)) {
      lines.push(line);
      if (lines.length === 3) await seal();
    }
    expect(await verifyLedger(lines, world.publicKey)).toMatchObject({ ok: true, leaves: 17, sealed: 15, unsealed: 2 });
  });

  it('holds for many pages', async () => {
    await record(4100);
    await seal();
    await record(2100);
    expect(MAX_LEAVES_A_SEAL).toBeGreaterThan(4100);
    expect(await verified()).toMatchObject({ ok: true, leaves: 6200, sealed: 4100, unsealed: 2100 });
  });

  it('an organisation without evidence has an empty, whole ledger', async () => {
    expect(await verified()).toMatchObject({ ok: true, leaves: 0, epochs: [] });
  });

  it('payloads may be deleted, the chain stands', async () => {
    await threeSeals();
    const deleted = await world.run(org, async (tx) =>
      tx.run({ text: 'DELETE FROM assess_leaf_payload WHERE org_id = $1', values: [org.orgId] } as never),
    );
    expect(deleted).toBe(17);
    expect(await verified()).toMatchObject({ ok: true, withoutPayload: 17 });
  });

  it('a restore opens a new epoch; both are checked', async () => {
    await threeSeals();
    await world.rows(`INSERT INTO assess_epoch (org_id, epoch, started_at, reason) VALUES ($1, 2, now(), 'restore')`, [
      org.orgId,
    ]);
    await record(3);
    await seal();
    const report = await verified();
    expect(report).toMatchObject({ ok: true, leaves: 20, sealed: 18, unsealed: 2 });
    expect(report.epochs.map(({ epoch, reason, lastSeal }) => [epoch, reason, lastSeal?.sealNo])).toEqual([
      [1, 'first', 3],
      [2, 'restore', 1],
    ]);
  });
});

/** As whoever owns the database: triggers off, row-level security off. */
async function tamper(...statements: readonly string[]): Promise<void> {
  await world.rows(
    `BEGIN; SET LOCAL session_replication_role = replica; ${statements.map((text) => text.replaceAll(':org', `'${org.orgId}'`)).join('; ')}; COMMIT`,
  );
}
const idAt = async (position: number): Promise<string> => {
  const [row] = await world.rows<{ leaf_id: string }>(
    'SELECT leaf_id FROM assess_leaf WHERE org_id = $1 AND position = $2',
    [org.orgId, position],
  );
  return row?.leaf_id ?? '';
};

describe('what was done to the database is found', () => {
  beforeEach(threeSeals);

  it.each<[string, string, (id: string) => LedgerFault]>([
    [
      'a payload changed',
      `UPDATE assess_leaf_payload SET payload = '{"number":99}' WHERE org_id = :org AND leaf_id = :at7`,
      (leafId) => ({ kind: 'payload_changed', epoch: 1, position: 7, leafId }),
    ],
    [
      'a leaf hash changed',
      `UPDATE assess_leaf SET leaf_hash = sha256('x') WHERE org_id = :org AND leaf_id = :at7`,
      (leafId) => ({ kind: 'leaf_changed', epoch: 1, position: 7, leafId }),
    ],
    [
      'a kind changed',
      `UPDATE assess_leaf SET kind = 'closure' WHERE org_id = :org AND leaf_id = :at7`,
      (leafId) => ({ kind: 'leaf_changed', epoch: 1, position: 7, leafId }),
    ],
    [
      'a row deleted',
      'DELETE FROM assess_leaf WHERE org_id = :org AND leaf_id = :at7',
      () => ({ kind: 'row_removed', epoch: 1, position: 7 }),
    ],
    [
      'a row deleted and the others moved up',
      'DELETE FROM assess_leaf WHERE org_id = :org AND leaf_id = :at7; UPDATE assess_leaf SET position = position - 1 WHERE org_id = :org AND position > 7',
      () => ({ kind: 'row_removed', epoch: 1, position: 7 }),
    ],
    [
      'a seal deleted',
      'DELETE FROM assess_seal WHERE org_id = :org AND seal_no = 2',
      () => ({ kind: 'seal_missing', epoch: 1, sealNo: 2 }),
    ],
    [
      'the last seal deleted',
      'DELETE FROM assess_seal WHERE org_id = :org AND seal_no = 3',
      () => ({ kind: 'seal_missing', epoch: 1, sealNo: 3 }),
    ],
    [
      'a seal forged',
      `UPDATE assess_seal SET root = sha256('x') WHERE org_id = :org AND seal_no = 2`,
      () => ({ kind: 'seal_signature_wrong', epoch: 1, sealNo: 2 }),
    ],
    [
      'a row unsealed',
      'UPDATE assess_leaf SET position = NULL, seal_no = NULL, chain_hash = NULL WHERE org_id = :org AND leaf_id = :at7',
      () => ({ kind: 'row_removed', epoch: 1, position: 7 }),
    ],
  ])('%s', async (_, statement, expected) => {
    const id = await idAt(7);
    await tamper(statement.replaceAll(':at7', `'${id}'`));
    expect((await verified()).faults).toEqual([expected(id)]);
  });

  it('a row put in, with a place that is taken or with all others moved down', async () => {
    const id = uuid();
    const insert = (position: number): string =>
      `INSERT INTO assess_leaf (org_id, leaf_id, epoch, kind, leaf_hash, recorded_at, seal_no, position, chain_hash)
       VALUES (:org, '${id}', 1, 'verdict', sha256('x'), now(), 2, ${position}, sha256('y'))`;
    await tamper(insert(7));
    expect((await verified()).faults).toEqual([{ kind: 'row_inserted', epoch: 1, position: 7, leafId: id }]);
    await tamper(
      `UPDATE assess_leaf SET position = position + 1 WHERE org_id = :org AND position >= 7 AND leaf_id <> '${id}'`,
    );
    expect((await verified()).faults).toEqual([{ kind: 'row_inserted', epoch: 1, position: 7, leafId: id }]);
  });

  it('the last seal and its rows cut off', async () => {
    await tamper(
      'DELETE FROM assess_leaf WHERE org_id = :org AND position > 9',
      'DELETE FROM assess_seal WHERE org_id = :org AND seal_no = 3',
    );
    const report = await verified();
    // Only a root kept elsewhere can tell: the ledger that is left is a whole one that ends earlier.
    expect(report).toMatchObject({ ok: true, seals: 2 });
    expect(report.epochs[0]?.lastSeal?.sealNo).toBe(2);
  });
});

describe('append-only', () => {
  const STATEMENTS = [
    `UPDATE assess_leaf SET kind = 'closure'`,
    'DELETE FROM assess_leaf',
    'TRUNCATE assess_leaf CASCADE',
    `UPDATE assess_leaf_payload SET payload = '{}'`,
    'TRUNCATE assess_leaf_payload',
    `UPDATE assess_seal SET root = previous_root`,
    'DELETE FROM assess_seal',
    'TRUNCATE assess_seal',
    `UPDATE assess_epoch SET reason = 'x'`,
    'DELETE FROM assess_epoch',
    'TRUNCATE assess_epoch CASCADE',
    `UPDATE assess_declaration SET value = 4`,
    'DELETE FROM assess_declaration',
    'TRUNCATE assess_declaration',
  ];

  it.each([
    ['the app', (): pg.ClientConfig => world.database.app],
    ['the owner', (): pg.ClientConfig => world.database.owner],
  ])('%s can neither change, delete nor empty', async (_, login) => {
    await threeSeals();
    await world.run(org, async (tx) =>
      tx.run({
        text: `INSERT INTO assess_declaration (org_id, declaration_id, control_id, value, member_id, declared_at, catalog_edition, leaf_id)
               VALUES ($1, $2, 'x', 4, $2, now(), 'x', $2)`,
        values: [org.orgId, uuid()],
      } as never),
    );
    const client = new pg.Client(login());
    await client.connect();
    try {
      for (const statement of STATEMENTS) {
        await client.query(`BEGIN; SET LOCAL sonae.org_id = '${org.orgId}'`);
        const refused = await client.query(statement).then(
          (result) => `${result.rowCount} rows`,
          (error: unknown) => (error instanceof pg.DatabaseError ? error.code : String(error)),
        );
        await client.query('ROLLBACK');
        expect([statement, refused]).toEqual([statement, '42501']);
      }
    } finally {
      await client.end();
    }
    expect((await verified()).ok).toBe(true);
  });
});
