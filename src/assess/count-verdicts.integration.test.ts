// SPDX-License-Identifier: Apache-2.0
// The leaping count says the same as counting every row.
import { afterAll, beforeAll, expect, it } from 'vitest';
import { openWorld, uuid } from './assess-world.fake.ts';
import type { Organisation, World } from './assess-world.fake.ts';
import { countVerdicts } from './home-store.ts';

let world: World;

beforeAll(async () => {
  world = await openWorld();
});
afterAll(async () => world.stop());

const VERDICTS = ['pass', 'fail', 'unknown', 'not_applicable'];
const REASONS = [null, 'a_reason', 'not_told', 'stale', ''];

async function fill(organisation: Organisation, devices: number): Promise<void> {
  const rows = Array.from({ length: devices }, (_, number) => [
    ['antivirus_on', 'firewall_on', 'os_supported'][number % 3],
    VERDICTS[number % VERDICTS.length],
    REASONS[number % REASONS.length] ?? null,
  ]);
  for (const [check, verdict, reason] of rows) {
    await world.rows(
      `INSERT INTO assess_verdict_current
         (org_id, check_id, subject_kind, subject_id, verdict, reason, source, observed_at, since, leaf_id)
       VALUES ($1, $2, 'device', $3, $4, $5, 'collector', now(), now(), $6)`,
      [organisation.orgId, check, uuid(), verdict, reason, uuid()],
    );
  }
}

it('counts each check, verdict and reason, also without a reason, in one organisation only', async () => {
  const [one, other] = [world.organisation(), world.organisation()];
  await fill(one, 130);
  await fill(other, 7);
  const counted = await world.run(one, countVerdicts);
  const plainly = await world.rows(
    `SELECT check_id, verdict, reason, count(*)::int AS devices FROM assess_verdict_current
     WHERE org_id = $1 GROUP BY check_id, verdict, reason`,
    [one.orgId],
  );
  const inOrder = (rows: readonly object[]): string[] => rows.map((row) => JSON.stringify(row)).toSorted();
  expect(inOrder(counted)).toEqual(inOrder(plainly));
  expect(counted.length).toBe(60);
});

it('counts nothing where nothing is known', async () => {
  expect(await world.run(world.organisation(), countVerdicts)).toEqual([]);
});
