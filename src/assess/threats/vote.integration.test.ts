// SPDX-License-Identifier: Apache-2.0
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { HOUR_MS } from '../../kernel/clock.ts';
import { openWorld } from '../assess-world.fake.ts';
import type { Organisation, World } from '../assess-world.fake.ts';
import type { Person } from '../context.ts';
import { sixMeasures } from '../diagnosis/read-result.ts';
import { beginVote, castBallot, countVote, dropVote } from './keep-vote.ts';
import { readHomeVote, readVote } from './read-vote.ts';
import type { ThreatVote } from './contract.ts';

let world: World;
let org: Organisation;

beforeAll(async () => {
  world = await openWorld();
});
afterAll(async () => world.stop());
beforeEach(() => {
  world.clock.set(new Date('2026-11-20T03:00:00Z'));
  org = world.organisation();
});

type Tx = Parameters<Parameters<World['runAs']>[1]>[0];
const as = async <T>(person: Person, work: (tx: Tx) => Promise<T>): Promise<T> => world.runAs(org.as(person), work);
const seenBy = async (person: Person): Promise<ThreatVote> => as(person, async (tx) => readVote(tx, world.context));
const begin = async (): Promise<string> => {
  await as(org.administrator, async (tx) => beginVote(tx, world.context));
  return (await seenBy(org.administrator)).open?.voteId ?? '';
};
const choose = async (person: Person, voteId: string, ...threatIds: string[]): Promise<void> =>
  as(person, async (tx) => castBallot(tx, world.context, { voteId, threatIds }));
const count = async (voteId: string): Promise<void> =>
  as(org.administrator, async (tx) => countVote(tx, world.context, voteId));
const drop = async (voteId: string): Promise<void> =>
  as(org.administrator, async (tx) => dropVote(tx, world.context, voteId));
const first = async (): Promise<string | undefined> =>
  (await seenBy(org.teleworker)).ranking?.threats.find(({ rank }) => rank === 1)?.threatId;

describe('a vote on threats', () => {
  it('asks everyone, tells nobody what another chose, and sets the ranking when it is counted', async () => {
    expect(await seenBy(org.administrator)).toMatchObject({ open: null, ranking: null });
    const voteId = await begin();
    expect(await as(org.teleworker, readHomeVote)).toEqual({ waiting: true });
    await choose(org.teleworker, voteId, 'careless', 'remote-work');
    expect(await as(org.teleworker, readHomeVote)).toEqual({ waiting: false });
    expect(await as(org.administrator, readHomeVote)).toEqual({ waiting: true });
    expect((await seenBy(org.teleworker)).open).toMatchObject({
      voters: 1,
      people: 2,
      mine: ['careless', 'remote-work'],
      openedBy: '管理 一',
    });
    const byOther = await seenBy(org.administrator);
    expect(byOther.open?.mine).toEqual([]);
    expect(JSON.stringify(byOther.open)).not.toContain('careless');
    await choose(org.administrator, voteId, 'remote-work', 'careless');
    await choose(org.administrator, voteId, 'remote-work');
    await count(voteId);
    const after = await seenBy(org.teleworker);
    expect(after.open).toBeNull();
    expect(after.ranking?.voters).toBe(2);
    expect(after.ranking?.threats.slice(0, 3).map(({ threatId, points }) => [threatId, points])).toEqual([
      ['remote-work', 9],
      ['careless', 5],
      ['ransomware', 0],
    ]);
    expect(after.ranking?.threats).toHaveLength(after.threats.length);
    const actions = await world.rows<{ action: string; detail: unknown }>(
      'SELECT action, detail FROM platform_audit WHERE org_id = $1 ORDER BY at',
      [org.orgId],
    );
    expect(actions.map(({ action }) => action)).toEqual(['assess.threat_vote_opened', 'assess.threat_vote_counted']);
    expect(JSON.stringify(actions)).not.toContain('careless');
  });

  it('is one at a time, and ends once', async () => {
    const voteId = await begin();
    await expect(begin()).rejects.toMatchObject({ code: 'threat_vote_already_open' });
    await expect(count(voteId)).rejects.toMatchObject({ code: 'threat_vote_empty' });
    await choose(org.teleworker, voteId, 'ransomware');
    await choose(org.teleworker, voteId);
    await expect(count(voteId)).rejects.toMatchObject({ code: 'threat_vote_empty' });
    await choose(org.teleworker, voteId, 'ransomware');
    await count(voteId);
    await expect(count(voteId)).rejects.toMatchObject({ code: 'threat_vote_ended' });
    await expect(choose(org.teleworker, voteId, 'remote-work')).rejects.toMatchObject({ code: 'threat_vote_ended' });
    await expect(choose(org.teleworker, await begin(), 'no-such')).rejects.toMatchObject({ code: 'threat_not_found' });
  });

  it('knows nothing of another organisation’s vote', async () => {
    const voteId = await begin();
    const [mine, other] = [org, world.organisation()];
    org = other;
    expect(await seenBy(other.administrator)).toMatchObject({ open: null, ranking: null });
    await expect(choose(other.teleworker, voteId, 'ransomware')).rejects.toMatchObject({
      code: 'threat_vote_not_found',
    });
    await expect(drop(voteId)).rejects.toMatchObject({ code: 'threat_vote_not_found' });
    org = mine;
    expect((await seenBy(org.administrator)).open?.voters).toBe(0);
  });

  it('a new ranking takes the place of the old, and set aside it brings back the yearly list, not the old one', async () => {
    const older = await begin();
    await choose(org.teleworker, older, 'careless');
    await count(older);
    world.clock.advance(HOUR_MS);
    const newer = await begin();
    expect(await first()).toBe('careless');
    await choose(org.teleworker, newer, 'remote-work');
    await count(newer);
    expect(await first()).toBe('remote-work');
    const dropped = await begin();
    await choose(org.teleworker, dropped, 'ransomware');
    await drop(dropped);
    expect(await first()).toBe('remote-work');
    await drop(newer);
    expect((await seenBy(org.teleworker)).ranking).toBeNull();
    await expect(drop(newer)).rejects.toMatchObject({ code: 'threat_vote_ended' });
  });

  it('whoever has left meanwhile no longer has a say', async () => {
    const voteId = await begin();
    await choose(org.teleworker, voteId, 'careless');
    const gone: Person = { ...org.teleworker, memberId: '0197f3a0-0000-7000-8000-00000000dead' };
    await choose(gone, voteId, 'remote-work');
    expect((await seenBy(org.administrator)).open?.voters).toBe(1);
    await count(voteId);
    expect((await seenBy(org.administrator)).ranking?.voters).toBe(1);
    expect(await first()).toBe('careless');
  });
});

describe('the six measures', () => {
  const six = async () => as(org.administrator, async (tx) => sixMeasures(tx, world.context, new Map()));

  it('follow the organisation’s own ranking, and say so', async () => {
    const before = await six();
    expect(before.some(({ threat }) => threat?.list.ja.includes('10大脅威'))).toBe(true);
    const voteId = await begin();
    await choose(org.teleworker, voteId, 'careless');
    await count(voteId);
    const after = await six();
    const own = after.flatMap(({ threat }) => (threat ? [threat] : []));
    expect(new Set(own.map(({ list }) => list.ja))).toEqual(new Set(['この組織で決めた順位']));
    expect(own.some(({ rank, title }) => rank === 1 && title.ja === '不注意による情報もれ')).toBe(true);
    expect(after.map(({ controlId }) => controlId)).not.toEqual(before.map(({ controlId }) => controlId));
    const against = new Set(world.context.catalog.controlsAgainst('careless').map(({ id }) => id));
    const share = (list: typeof before) => list.filter(({ controlId }) => against.has(controlId)).length;
    expect(share(after)).toBeGreaterThan(share(before));
  });
});
