// SPDX-License-Identifier: Apache-2.0
// Whatever is written, and whoever writes at the same time: the sums say the same as counting every row.
import fc from 'fast-check';
import pg from 'pg';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { CHECKS, device, openWorld, report, uuid, verdict } from './assess-world.fake.ts';
import type { Organisation, World } from './assess-world.fake.ts';
import { countFoldable, countVerdicts, foldChanges, repairCounts } from './count-store.ts';
import { checkCounts, foldAll, foldChanged } from './keep-counts.ts';

let world: World;

beforeAll(async () => {
  world = await openWorld();
});
afterAll(async () => world.stop());

const VERDICTS = ['pass', 'fail', 'unknown', 'not_applicable'] as const;
const REASONS = [null, 'a_reason', 'not_told', 'stale', ''];

const inOrder = (rows: readonly object[]): string[] => rows.map((row) => JSON.stringify(row)).toSorted();

async function plainly({ orgId }: Organisation): Promise<string[]> {
  return inOrder(
    await world.rows(
      `SELECT check_id, verdict, reason, count(*)::int AS devices FROM assess_verdict_current
       WHERE org_id = $1 GROUP BY check_id, verdict, reason`,
      [orgId],
    ),
  );
}

const added = async (organisation: Organisation): Promise<string[]> =>
  inOrder(await world.run(organisation, countVerdicts));

async function changes({ orgId }: Organisation): Promise<number> {
  const [row] = await world.rows<{ rows: number }>(
    'SELECT count(*)::int AS rows FROM assess_verdict_change WHERE org_id = $1',
    [orgId],
  );
  return row?.rows ?? -1;
}

const UPSERT = `
  INSERT INTO assess_verdict_current
    (org_id, check_id, subject_kind, subject_id, verdict, reason, source, observed_at, since, leaf_id)
  SELECT $1, check_id, 'device', subject_id, verdict, reason, 'collector', now(), now(), gen_random_uuid()
  FROM jsonb_to_recordset($2::jsonb) AS new (check_id text, subject_id uuid, verdict text, reason text)
  ON CONFLICT (org_id, check_id, subject_kind, subject_id) DO UPDATE SET
    verdict = excluded.verdict, reason = excluded.reason, leaf_id = excluded.leaf_id`;

/** A connection of the product's role whose transaction the test holds open. */
async function connect(): Promise<pg.Client> {
  const client = new pg.Client(world.database.app);
  await client.connect();
  // Should the two sides ever wait for each other, the test fails instead of standing still.
  await client.query(`SET lock_timeout = '20s'`);
  return client;
}

const begin = async (client: pg.Client, { orgId }: Organisation): Promise<void> =>
  void (await client.query(`BEGIN; SET LOCAL sonae.org_id = '${orgId}'`));

type Said = readonly [check: number, verdict: number, reason: number];
type Step =
  | { readonly kind: 'upsert'; readonly subject: number; readonly said: readonly Said[] }
  | { readonly kind: 'reason'; readonly subject: number; readonly check: number; readonly reason: number }
  | { readonly kind: 'touch' | 'delete'; readonly subject: number }
  | { readonly kind: 'fold'; readonly limit: number };

const SUBJECTS = Array.from({ length: 6 }, () => uuid());
const USED = CHECKS.slice(0, 4);

const CHANGES: Readonly<Record<'reason' | 'touch' | 'delete', string>> = {
  reason: 'UPDATE assess_verdict_current SET reason = $4 WHERE org_id = $1 AND subject_id = $2 AND check_id <= $3',
  touch: 'UPDATE assess_verdict_current SET leaf_id = gen_random_uuid() WHERE org_id = $1 AND subject_id = $2',
  delete: 'DELETE FROM assess_verdict_current WHERE org_id = $1 AND subject_id = $2',
};

async function take(client: pg.Client, organisation: Organisation, step: Step): Promise<void> {
  const { orgId } = organisation;
  if (step.kind === 'fold') {
    await world.run(organisation, async (tx) => foldChanges(tx, step.limit));
  } else if (step.kind === 'upsert') {
    const rows = step.said.map(([check, verdictAt, reason]) => ({
      check_id: USED[check],
      subject_id: SUBJECTS[step.subject],
      verdict: VERDICTS[verdictAt],
      reason: REASONS[reason],
    }));
    await client.query(UPSERT, [orgId, JSON.stringify(rows)]);
  } else {
    const more = step.kind === 'reason' ? [USED[step.check], REASONS[step.reason]] : [];
    await client.query(CHANGES[step.kind], [orgId, SUBJECTS[step.subject], ...more]);
  }
}

/** Rounds of one device run one after another: each side has subjects of its own, the counts are of both. */
function stepsOf(...subjects: readonly number[]): fc.Arbitrary<readonly Step[]> {
  const subject = fc.constantFrom(...subjects);
  const check = fc.nat(USED.length - 1);
  const reason = fc.nat(REASONS.length - 1);
  const said = fc.uniqueArray(fc.tuple(check, fc.nat(VERDICTS.length - 1), reason), {
    minLength: 1,
    selector: ([one]) => one,
  });
  const kind = fc.constantFrom('touch' as const, 'delete' as const);
  const limit = fc.integer({ min: 1, max: 12 });
  return fc.array(
    fc.oneof(
      { weight: 5, arbitrary: fc.record({ kind: fc.constant('upsert' as const), subject, said }) },
      { weight: 2, arbitrary: fc.record({ kind: fc.constant('reason' as const), subject, check, reason }) },
      { weight: 2, arbitrary: fc.record({ kind, subject }) },
      { weight: 2, arbitrary: fc.record({ kind: fc.constant('fold' as const), limit }) },
    ),
    { maxLength: 8 },
  );
}

async function seed(client: pg.Client, organisation: Organisation): Promise<void> {
  await begin(client, organisation);
  for (const subject of [0, 1, 3, 4])
    await take(client, organisation, { kind: 'upsert', subject, said: USED.map((_check, at) => [at, at % 4, 0]) });
  await client.query('COMMIT');
}

interface Sides {
  readonly ones: readonly Step[];
  readonly twos: readonly Step[];
  /** Who goes next: true for the second. */
  readonly turns: readonly boolean[];
}

async function interleave(
  [one, two]: readonly [pg.Client, pg.Client],
  organisation: Organisation,
  sides: Sides,
): Promise<void> {
  await begin(one, organisation);
  await begin(two, organisation);
  const ones = [...sides.ones];
  const twos = [...sides.twos];
  for (const turn of [...sides.turns, ...sides.ones.map(() => false), ...sides.twos.map(() => true)]) {
    const step = (turn ? twos : ones).shift();
    if (step) await take(turn ? two : one, organisation, step);
  }
}

it('adds up to what is there after any steps of two transactions at once, one of them undone, with folds between', async () => {
  const clients = [await connect(), await connect()] as const;
  const campaign = fc.asyncProperty(
    fc.record({ ones: stepsOf(0, 1, 2), twos: stepsOf(3, 4, 5), turns: fc.array(fc.boolean(), { maxLength: 16 }) }),
    fc.constantFrom('COMMIT', 'ROLLBACK'),
    async (sides, end) => {
      const organisation = world.organisation();
      await seed(clients[0], organisation);
      await interleave(clients, organisation, sides);
      await clients[1].query('COMMIT');
      expect(await added(organisation)).toEqual(await plainly(organisation));
      await clients[0].query(end);
      expect(await added(organisation)).toEqual(await plainly(organisation));
      await world.run(organisation, async (tx) => foldChanges(tx, 1000));
      const sums = await added(organisation);
      expect(sums).toEqual(await plainly(organisation));
      expect(await changes(organisation)).toBe(sums.length);
      expect(await world.run(organisation, repairCounts)).toBe(0);
    },
  );
  try {
    await fc.assert(campaign, { numRuns: 50 });
  } finally {
    await Promise.all(clients.map(async (client) => client.end()));
  }
});

it('is right when two write the same device, the second waiting for the first', async () => {
  const organisation = world.organisation();
  const said = (at: number): Step => ({ kind: 'upsert', subject: 0, said: [[0, at, 0]] });
  for (const end of ['COMMIT', 'ROLLBACK']) {
    const [one, two] = [await connect(), await connect()];
    await begin(one, organisation);
    await begin(two, organisation);
    await take(one, organisation, said(0));
    const waiting = take(two, organisation, said(1));
    await one.query(end);
    await waiting;
    await two.query('COMMIT');
    await Promise.all([one.end(), two.end()]);
    expect(await added(organisation)).toEqual(await plainly(organisation));
    expect(await added(organisation)).toHaveLength(1);
  }
});

it('folds that run at the same time count nothing twice, beside rounds that go on', async () => {
  const organisation = world.organisation();
  const writing = Array.from({ length: 4 }, async (_none, worker) => {
    for (let round = 0; round < 15; round += 1)
      await report(world, organisation, {
        subject: device(`PC-${worker}-${round}`),
        verdicts: CHECKS.map((check, at) => verdict(check, VERDICTS[(at + round) % 4] ?? 'pass')),
      });
  });
  let going = true;
  const folding = Array.from({ length: 3 }, async () => {
    while (going) await world.run(organisation, async (tx) => foldChanges(tx, 40));
  });
  await Promise.all(writing);
  going = false;
  await Promise.all(folding);
  expect(await added(organisation)).toEqual(await plainly(organisation));
  expect(await world.run(organisation, repairCounts)).toBe(0);
});

it('counts in one organisation only, and nothing where nothing is known', async () => {
  const [one, other, third] = [world.organisation(), world.organisation(), world.organisation()];
  await report(world, one, { subject: device(), verdicts: [verdict('firewall_on', 'fail')] });
  await report(world, other, { subject: device(), verdicts: [verdict('firewall_on', 'pass')] });
  expect(await world.run(one, countVerdicts)).toEqual([
    { check_id: 'firewall_on', verdict: 'fail', reason: null, devices: 1 },
  ]);
  expect(await world.run(third, countVerdicts)).toEqual([]);
});

it('adds no row when a round says what was said before', async () => {
  const organisation = world.organisation();
  const round = { subject: device(), verdicts: CHECKS.map((check) => verdict(check, 'pass')) };
  await report(world, organisation, round);
  const before = await changes(organisation);
  expect(before).toBe(CHECKS.length);
  await report(world, organisation, {
    ...round,
    verdicts: CHECKS.map((check) => verdict(check, 'pass', { seen: 'again' })),
  });
  expect(await changes(organisation)).toBe(before);
});

it('leaves few rows alone and folds many, also more than one transaction takes', async () => {
  const organisation = world.organisation();
  const subject = device();
  for (const said of ['pass', 'fail', 'pass'] as const)
    await report(world, organisation, { subject, verdicts: [verdict('firewall_on', said)] });
  const before = await changes(organisation);
  await foldChanged(world.context);
  expect(await changes(organisation)).toBe(before);
  await world.rows(
    `INSERT INTO assess_verdict_change
     SELECT $1, gen_random_uuid(), 'firewall_on', 'fail', NULL, CASE WHEN no % 2 = 0 THEN 1 ELSE -1 END
     FROM generate_series(1, 50000) AS no`,
    [organisation.orgId],
  );
  // Nobody reported since the last look; the hourly one looks at everyone.
  await foldChanged(world.context);
  expect(await changes(organisation)).toBeGreaterThan(50_000);
  await foldAll(world.context);
  expect(await changes(organisation)).toBeLessThan(10);
  expect(await world.run(organisation, countFoldable)).toBeLessThan(10);
  expect(await added(organisation)).toEqual(await plainly(organisation));
});

it('folds those who reported since the last look, each once', async () => {
  const [busy, idle] = [world.organisation(), world.organisation()];
  await foldAll(world.context, 1);
  for (const organisation of [busy, idle]) {
    const subject = device();
    for (const said of ['pass', 'fail', 'pass'] as const)
      await report(world, organisation, { subject, verdicts: [verdict('firewall_on', said)] });
  }
  world.context.countsChanged.delete(idle.orgId);
  const [busyBefore, idleBefore] = [await changes(busy), await changes(idle)];
  await foldChanged(world.context, 1);
  expect(await changes(busy)).toBeLessThan(busyBefore);
  expect(await changes(idle)).toBe(idleBefore);
  expect(world.context.countsChanged.size).toBe(0);
  await foldAll(world.context, 1);
  expect(await changes(idle)).toBeLessThan(idleBefore);
  for (const organisation of [busy, idle]) expect(await added(organisation)).toEqual(await plainly(organisation));
});

it('the nightly look puts wrong sums right and says so, once', async () => {
  const organisation = world.organisation();
  await report(world, organisation, {
    subject: device(),
    verdicts: [verdict('firewall_on', 'fail'), verdict('os_patched', 'unknown')],
  });
  // What no write of the product can do.
  await world.rows('ALTER TABLE assess_verdict_current DISABLE TRIGGER USER');
  await world.rows(`DELETE FROM assess_verdict_current WHERE org_id = $1 AND check_id = 'firewall_on'`, [
    organisation.orgId,
  ]);
  await world.rows('ALTER TABLE assess_verdict_current ENABLE TRIGGER USER');
  expect(await added(organisation)).not.toEqual(await plainly(organisation));
  const logged: unknown[] = [];
  const { platform } = world.context;
  const log = Object.assign(Object.create(platform.log), { error: (said: unknown) => logged.push(said) });
  const context = { ...world.context, platform: { ...platform, log } };
  await checkCounts(context);
  expect(logged).toEqual([{ part: 'assess', orgId: organisation.orgId, wrong: 1 }]);
  expect(await added(organisation)).toEqual(await plainly(organisation));
  await checkCounts(context);
  expect(logged).toHaveLength(1);
});
