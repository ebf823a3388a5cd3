// SPDX-License-Identifier: Apache-2.0
// `npm run crash -- N [--seed S] [--lanes L] [--json]`: kills the program N times under load and says whether anything was lost.
import { randomInt } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { percentile } from '../bench/figures.ts';
import { VICTIMS } from './kill.ts';
import type { Victim } from './kill.ts';
import { Lane } from './lane.ts';
import { chanceOf } from './random.ts';

interface Campaign {
  readonly cycles: number;
  readonly seed: number;
  readonly lanes: number;
  readonly json: boolean;
}

function readCampaign(): Campaign {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      seed: { type: 'string' },
      lanes: { type: 'string', default: '1' },
      json: { type: 'boolean', default: false },
    },
  });
  const cycles = Number(positionals[0] ?? 20);
  const [seed, lanes] = [Number(values.seed ?? randomInt(2 ** 31)), Number(values.lanes)];
  if (!(cycles > 0 && Number.isInteger(cycles))) throw new Error('how many cycles? For example: npm run crash -- 20');
  if (!(lanes > 0 && lanes <= 8 && Number.isInteger(lanes))) throw new Error('--lanes is from 1 to 8');
  if (!Number.isInteger(seed)) throw new Error('--seed is a whole number');
  return { cycles, seed, lanes, json: values.json };
}

interface Tally {
  done: number;
  readonly victims: Map<Victim, number>;
  readonly backMs: number[];
  faults: number;
}

const SIGN_OF_LIFE_CYCLES = 20;

/** Each lane takes the next cycle as soon as it is free; the first fault ends the campaign and leaves the folder. */
async function runLane(lane: Lane, tally: Tally, { cycles, seed, json }: Campaign): Promise<void> {
  while (tally.done < cycles && tally.faults === 0) {
    tally.done += 1;
    const number = tally.done;
    const { victim, backMs, faults } = await lane.cycle();
    tally.victims.set(victim, (tally.victims.get(victim) ?? 0) + 1);
    tally.backMs.push(backMs);
    if (!json && number % SIGN_OF_LIFE_CYCLES === 0)
      process.stderr.write(`${number} cycles, ${lane.promised} promised\n`);
    if (faults.length === 0) continue;
    tally.faults += faults.length;
    for (const fault of faults) process.stderr.write(`cycle ${number} (${victim}, seed ${seed}): ${fault}\n`);
    if (lane.folder !== undefined) {
      writeFileSync(join(lane.folder, 'output.txt'), lane.output);
      process.stderr.write(`kept for you: ${lane.folder}\n`);
    }
    await lane.abandon();
    return;
  }
  const left = await lane.close();
  tally.faults += left.length;
  for (const fault of left) process.stderr.write(`at the end (seed ${seed}): ${fault}\n`);
}

function tell({ cycles, seed, json }: Campaign, tally: Tally, promised: number): void {
  const figures = [
    ['cycles', Math.min(tally.done, cycles), 'cycles'],
    ...VICTIMS.map((victim) => [`killed_${victim}`, tally.victims.get(victim) ?? 0, 'times']),
    ['promised_writes', promised, 'writes'],
    ['faults', tally.faults, 'faults'],
    ['back_p50', Math.round(percentile(tally.backMs, 0.5)), 'ms'],
    ['back_p99', Math.round(percentile(tally.backMs, 0.99)), 'ms'],
    ['seed', seed, ''],
  ] as const;
  for (const [id, value, unit] of figures) {
    const goal = id === 'faults' ? 0 : null;
    if (json)
      console.log(
        JSON.stringify({ group: 'crash', id, value, unit, goal, met: goal === null ? null : value === goal }),
      );
    else console.log(`${String(id).padEnd(18)} ${String(value).padStart(10)} ${unit}`);
  }
}

try {
  const campaign = readCampaign();
  const tally: Tally = { done: 0, victims: new Map(), backMs: [], faults: 0 };
  const lanes = Array.from({ length: campaign.lanes }, (_, number) => new Lane(chanceOf(campaign.seed + number)));
  await Promise.all(lanes.map(async (lane) => runLane(lane, tally, campaign)));
  tell(
    campaign,
    tally,
    lanes.reduce((sum, lane) => sum + lane.promised, 0),
  );
  process.exitCode = tally.faults === 0 ? 0 : 1;
} catch (error) {
  process.stderr.write(`${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`);
  process.exitCode = 1;
}
