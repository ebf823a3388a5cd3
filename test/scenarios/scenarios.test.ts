// SPDX-License-Identifier: Apache-2.0
/**
 * Runs every `*.scenario.txt` here through the real doors of a whole product. Lines that begin with `#` are for
 * readers; every other line is one step (steps/), with `when`, `then` or `and` before it as it reads best.
 */
import { mkdtempSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { SETUP, setUp } from '../support/people.ts';
import { startProduct } from '../support/product.ts';
import { AGENT_STEPS } from './steps/agents.ts';
import { OUTCOME_STEPS } from './steps/outcomes.ts';
import { PEOPLE_STEPS } from './steps/people.ts';
import { REPORT_STEPS } from './steps/reports.ts';
import { CannotBeTried } from './world.ts';
import type { World } from './world.ts';

const STEPS = [...PEOPLE_STEPS, ...REPORT_STEPS, ...OUTCOME_STEPS, ...AGENT_STEPS];
const FOLDER = import.meta.dirname;

interface Line {
  readonly number: number;
  readonly text: string;
}

function linesOf(file: string): Line[] {
  return readFileSync(join(FOLDER, file), 'utf8')
    .split('\n')
    .map((text, at) => ({ number: at + 1, text: text.trim() }))
    .filter(({ text }) => text !== '' && !text.startsWith('#'));
}

/** `the clock stands at 2026-11-11T01:00:00Z`, or `the clock is today’s` where real TLS clients look at certificates. */
function startOf(line: Line | undefined): Date {
  if (line?.text === 'the clock is today’s') return new Date();
  const moment = /^the clock stands at (\S+Z)$/.exec(line?.text ?? '')?.[1];
  if (moment === undefined) throw new Error('a scenario begins with its clock');
  return new Date(moment);
}

async function openWorld(start: Date): Promise<World> {
  const product = await startProduct({ start });
  const { browser: admin, orgId, email } = await setUp(product);
  const { name } = SETUP.administrator;
  const people = new Map([['Kanri', { name, email, browser: admin }]]);
  const state = { rows: {}, reply: { status: 0, body: undefined }, exported: [], enrol: '', output: '', script: '' };
  const folder = mkdtempSync(join(tmpdir(), 'sonae-scenario-'));
  return { product, orgId, org: `/api/v1/org/${orgId}`, admin, people, machines: new Map(), state, folder };
}

async function runLine(world: World, { text }: Line): Promise<void> {
  const bare = text.replace(/^(?:when|then|and) /, '');
  const fitting = STEPS.flatMap((one) => {
    const found = one.says.exec(bare);
    return found ? [async () => one.run(world, ...found.slice(1))] : [];
  });
  const [first, second] = fitting;
  if (!first || second) throw new Error(first ? 'two steps fit this line' : 'no step fits this line');
  await first();
}

const files = readdirSync(FOLDER).filter((name) => name.endsWith('.scenario.txt'));

test.for(files)('%s', async (file, { skip }) => {
  const [first, ...lines] = linesOf(file);
  expect(lines.length).toBeGreaterThan(0);
  const world = await openWorld(startOf(first));
  try {
    for (const line of lines) {
      await runLine(world, line).catch((error: unknown) => {
        if (error instanceof CannotBeTried) skip(error.message);
        if (error instanceof Error) error.message = `${file}:${line.number}: ${line.text}\n${error.message}`;
        throw error;
      });
    }
  } finally {
    await world.product.stop();
    rmSync(world.folder, { recursive: true, force: true });
  }
});
