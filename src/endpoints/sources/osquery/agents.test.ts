// SPDX-License-Identifier: Apache-2.0
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { HOUR_MS, MINUTE_MS, manualClock } from '../../../kernel/clock.ts';
import { asUuid } from '../../../kernel/ids.ts';
import type { Database } from '../../../platform/postgres/database.ts';
import { makeScope } from '../../../platform/postgres/scope.ts';
import { Agents } from './agents.ts';
import type { Agent } from './agents.ts';

const DEVICE = asUuid('01939f2e-7b00-7000-8000-0000000000a1');
const START = Date.UTC(2026, 10, 20);

const refuse = async (): Promise<never> => {
  throw new Error('no database here');
};
const noDatabase: Pick<Database, 'scoped' | 'ingest'> = { scoped: refuse, ingest: refuse };

const agents = (): Agents => new Agents({ db: noDatabase, clock: manualClock(new Date(START)) });
const agent = (nodeId = 'node', answeredAt?: number): Agent => ({
  nodeId,
  deviceId: DEVICE,
  scope: makeScope(DEVICE, { kind: 'device', deviceId: DEVICE }),
  hostname: 'pc',
  names: new Set(['pc']),
  host: { platform: 'linux', version: '5.12.1' },
  userAgent: '',
  answeredAt,
  wanted: false,
  dueAt: 0,
  askedAt: undefined,
  tries: 0,
  seenAt: 0,
  unsaved: false,
  epoch: -1,
});

describe('rounds', () => {
  it('come hourly within ten per cent, spread over the agents, and the same in every process', () => {
    const at = new Map<number, number>();
    fc.assert(
      fc.property(fc.uuid(), fc.integer({ min: 0, max: 1e9 }), (nodeId, after) => {
        const [one, same] = [agent(nodeId), agent(nodeId)];
        agents().answered(one, START + after);
        agents().answered(same, START + after);
        expect(one.dueAt).toBe(same.dueAt);
        const wait = one.dueAt - (START + after);
        expect(wait).toBeGreaterThanOrEqual(0.9 * HOUR_MS);
        expect(wait).toBeLessThanOrEqual(1.1 * HOUR_MS);
        at.set(Math.floor(wait / MINUTE_MS), 1);
      }),
    );
    expect(at.size).toBeGreaterThan(5);
  });

  it('are asked again after two minutes, then ever later, at most an hour', () => {
    const [book, one] = [agents(), agent()];
    const waits: number[] = [];
    for (let tries = 0; tries < 8; tries += 1) {
      const now = Math.max(START, one.dueAt);
      expect(book.ask(one, now)).toBe(true);
      expect(book.ask(one, one.dueAt - 1)).toBe(false);
      waits.push((one.dueAt - now) / MINUTE_MS);
    }
    expect(waits).toEqual([2, 4, 8, 16, 32, 60, 60, 60]);
    book.answered(one, START + HOUR_MS);
    expect(one.tries).toBe(0);
  });

  it('hold a question of a longer interval once in its period, and every question somebody waits for', () => {
    fc.assert(
      fc.property(fc.uuid(), fc.integer({ min: 2, max: 48 }), (nodeId, hours) => {
        const [book, one] = [agents(), agent(nodeId, START)];
        const periods = 3;
        let asked = 0;
        for (let round = 1; round <= hours * periods; round += 1) {
          const now = START + round * HOUR_MS;
          expect(book.isDue(one, 3600, now)).toBe(true);
          if (book.isDue(one, hours * 3600, now)) asked += 1;
          one.answeredAt = now;
        }
        expect(asked).toBe(periods);
        one.wanted = true;
        expect(book.isDue(one, hours * 3600, one.answeredAt ?? 0)).toBe(true);
      }),
    );
  });

  it('that were answered elsewhere are not asked here', () => {
    const [book, one] = [agents(), agent()];
    book.answered(one, START);
    expect(book.expects(one, START + MINUTE_MS)).toBe(false);
    expect(book.expects(one, START + 2 * HOUR_MS)).toBe(true);
    book.answered(one, START - HOUR_MS);
    expect(one.answeredAt, 'an older answer changes nothing').toBe(START);
  });
});

describe('times of polls', () => {
  it('that could not be written are written next time', async () => {
    const written: unknown[] = [];
    let broken = true;
    const db: Pick<Database, 'scoped' | 'ingest'> = {
      scoped: refuse,
      ingest: async (_kind, work) => {
        if (broken) throw new Error('away');
        const run = async (query: { values: unknown[] }) => written.push(query.values[1]);
        return work({ all: refuse, maybe: refuse, one: refuse, run });
      },
    };
    const book = new Agents({ db, clock: manualClock(new Date(START)) });
    const one = agent();
    book.heard(one, START);
    await expect(book.flush()).rejects.toThrow('away');
    book.heard(one, START + 1);
    broken = false;
    expect(await book.flush()).toBe(1);
    expect(written).toEqual([[DEVICE]]);
    expect(await book.flush()).toBe(0);
  });
});
