// SPDX-License-Identifier: Apache-2.0
/** A short campaign, and the proof that a campaign would see a loss: it is made by hand here. */
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, expect, test } from 'vitest';
import type pg from 'pg';
import { Book, KINDS } from './book.ts';
import { countMarks, findFaults, stuckJobs } from './check-store.ts';
import { asSuperuser, ledgerFaults, newPlace } from './installation.ts';
import { Lane } from './lane.ts';
import { use } from './load.ts';
import { chanceOf } from './random.ts';

const undo: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const one of undo.splice(0)) await one();
});

test(
  'six times killed under load: nothing promised is missing, nothing is there twice',
  { timeout: 180_000 },
  async () => {
    const lane = new Lane(chanceOf(20_261));
    undo.push(async () => lane.close());
    for (let cycle = 0; cycle < 6; cycle += 1) expect((await lane.cycle()).faults).toEqual([]);
    expect(lane.promised).toBeGreaterThan(10);
    expect(await lane.close()).toEqual([]);
  },
);

test('what was lost or doubled would be seen', { timeout: 120_000 }, async () => {
  const { running, ...place } = await newPlace();
  undo.push(async () => {
    running.child.kill('SIGTERM');
    await running.ended;
    place.installation.remove();
  });
  const book = new Book();
  const [stop, complaints] = [new AbortController(), new Array<string>()];
  const using = use({
    installed: place.installed,
    book,
    chance: chanceOf(3),
    stop: stop.signal,
    agents: [],
    complaints,
  });
  while (KINDS.some((kind) => kind !== 'hand_on' && book.all(kind).length === 0)) await sleep(50);
  // Not every machine has something open, and the losses below need one that has.
  while ((await asSuperuser(place, openFindings)) === 0) await sleep(200);
  stop.abort();
  await using;
  expect(complaints).toEqual([]);
  expect(await ledgerFaults(place)).toEqual([]);

  await asSuperuser(place, async (client) => {
    expect(await findFaults(client)).toEqual([]);
    // Past the triggers that refuse changes, as a broken disk is.
    await client.query(`SET session_replication_role = 'replica'`);
    for (const [kind, remove] of LOSSES) {
      await client.query(remove);
      const { missing } = await countMarks(client, kind, { promised: book.all(kind), unsure: [] });
      expect([kind, missing.length > 0]).toEqual([kind, true]);
    }
    for (const [name, harm] of HARMS) {
      await client.query('BEGIN');
      await harm(client);
      expect((await findFaults(client)).map((fault) => fault.split(':')[0])).toContain(name);
      await client.query('ROLLBACK');
    }
    await client.query(`SELECT graphile_worker.add_job('assess.nobody', '{}'::json)`);
    await client.query(
      `UPDATE graphile_worker._private_jobs SET locked_by = 'dead', locked_at = now() - interval '1 minute'`,
    );
    expect((await stuckJobs(client, new Date())).length).toBeGreaterThan(0);
    await client.query(
      'UPDATE assess_leaf SET leaf_hash = sha256(leaf_hash) WHERE ctid = (SELECT min(ctid) FROM assess_leaf)',
    );
  });
  expect(await ledgerFaults(place)).not.toEqual([]);
});

async function openFindings(client: pg.Client): Promise<number> {
  const { rows } = await client.query<{ open: number }>(
    `SELECT count(*)::int AS open FROM assess_finding WHERE state = 'open' AND control_id IS NOT NULL`,
  );
  return rows[0]?.open ?? 0;
}

const LOSSES = [
  ['line', 'DELETE FROM endpoints_osquery_line'],
  ['credential', `DELETE FROM endpoints_credential WHERE label LIKE 'credential-%'`],
  ['invitation', 'DELETE FROM identity_invite WHERE accepted_at IS NULL'],
] as const;

const table =
  (name: string, change: string): ((client: pg.Client) => Promise<unknown>) =>
  async (client) =>
    client.query(`INSERT INTO ${name} SELECT (jsonb_populate_record(one, ${change})).* FROM ${name} one LIMIT 1`);

const HARMS: readonly (readonly [string, (client: pg.Client) => Promise<unknown>])[] = [
  [
    'a verdict without its evidence',
    async (client) => client.query('UPDATE assess_verdict_current SET leaf_id = gen_random_uuid()'),
  ],
  ['a count that is not what is there', async (client) => client.query('DELETE FROM assess_verdict_change')],
  ['evidence without its words', async (client) => client.query('DELETE FROM assess_leaf_payload')],
  [
    'the same report as evidence twice',
    async (client) => {
      await client.query(`
      WITH copied AS (SELECT org_id, leaf_id, gen_random_uuid() AS other, epoch, kind, leaf_hash, recorded_at
                      FROM assess_leaf WHERE kind = 'verdict' LIMIT 1),
        leaf AS (INSERT INTO assess_leaf (org_id, leaf_id, epoch, kind, leaf_hash, recorded_at)
                 SELECT org_id, other, epoch, kind, leaf_hash, recorded_at FROM copied)
      INSERT INTO assess_leaf_payload SELECT copied.org_id, other, salt, payload
      FROM copied JOIN assess_leaf_payload USING (org_id, leaf_id)`);
    },
  ],
  [
    'a task that counts its findings wrongly',
    async (client) => client.query('UPDATE assess_task SET findings_open = findings_open + 1'),
  ],
  ['an open finding without a task', async (client) => client.query('DELETE FROM assess_task_finding')],
  [
    'two keys in force for one osquery agent',
    table('endpoints_osquery_node', `jsonb_build_object('node_id', gen_random_uuid())`),
  ],
];
