// SPDX-License-Identifier: Apache-2.0
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { SafeError } from '../../../kernel/errors.ts';
import { decodeBytes } from './decode-body.ts';
import { queryNamed } from './decode-log.ts';

const bytes = (value: unknown): Buffer => Buffer.from(typeof value === 'string' ? value : JSON.stringify(value));
const write = (body: unknown) => {
  const decoded = decodeBytes({ what: 'write', bytes: bytes(body) });
  if (decoded.what !== 'write') throw new Error('not a write');
  return decoded.write;
};
const log = (body: unknown) => {
  const decoded = decodeBytes({ what: 'log', bytes: bytes(body) });
  if (decoded.what !== 'log') throw new Error('not a log');
  return decoded.log;
};

describe('whatever comes', () => {
  it('is read within bounds or refused with a reason', () => {
    const loose = fc.record(
      {
        node_key: fc.jsonValue(),
        log_type: fc.constantFrom('result', 'status', 'other', 1),
        data: fc.oneof(fc.jsonValue(), fc.array(fc.jsonValue())),
        queries: fc.oneof(fc.jsonValue(), fc.dictionary(fc.constantFrom('sonae_os', 'x'), fc.jsonValue())),
        statuses: fc.oneof(fc.jsonValue(), fc.dictionary(fc.constantFrom('sonae_os', 'x'), fc.jsonValue())),
        messages: fc.jsonValue(),
      },
      { requiredKeys: [] },
    );
    fc.assert(
      fc.property(
        fc.oneof(loose, fc.jsonValue(), fc.string()),
        fc.constantFrom('write' as const, 'log' as const),
        (body, what) => {
          try {
            decodeBytes({ what, bytes: bytes(body) });
          } catch (error) {
            expect(error).toBeInstanceOf(SafeError);
          }
        },
      ),
    );
  });
});

describe('answers', () => {
  it.each([
    [0, 'rows'],
    ['0', 'rows'],
    [undefined, 'rows'],
    [1, 'failed'],
    ['1', 'failed'],
    ['what', 'failed'],
    [null, 'failed'],
  ])('with status %j are %s', (status, state) => {
    const { answers } = write({ queries: { sonae_os: [{ a: 1 }] }, statuses: { sonae_os: status } });
    expect(answers).toEqual([['sonae_os', expect.objectContaining({ state })]]);
  });

  it('without rows are no answer, with too many neither', () => {
    expect(write({ statuses: { sonae_os: 0 } }).answers[0]?.[1]).toMatchObject({ state: 'failed' });
    const many = write({ queries: { sonae_os: Array.from({ length: 20_001 }, () => ({})) } });
    expect(many.answers[0]?.[1]).toMatchObject({ state: 'failed' });
    expect(many.tooMany).toEqual(['sonae_os']);
  });

  it('hold bounded texts without NULs', () => {
    const row = { a: 'x'.repeat(10_000), b: 'c\u0000d', c: 5, d: null, e: { f: 1 }, __proto__: 'own' };
    const { answers } = write({ queries: { sonae_os: [row] } });
    const [, answer] = answers[0] ?? [];
    expect(answer?.state === 'rows' && answer.rows[0]).toEqual({ a: 'x'.repeat(8192), b: 'cd', c: '5', d: '', e: '' });
  });
});

describe('lines', () => {
  it.each(['pack_sonae_sonae_os', 'pack/sonae/sonae_os', 'pack:sonae:sonae_os', 'sonae_os'])(
    'named %s are ours',
    (name) => {
      expect(queryNamed(name)).toBe('sonae_os');
    },
  );
  it.each(['pack_other_sonae_os', 'fleet_detail_query_os', 'SONAE', '', 'pack_sonae_'])('named %s are not', (name) => {
    expect(queryNamed(name)).toBeUndefined();
  });

  it('are the same when they come again, and others when they differ', () => {
    const line = { name: 'a', hostIdentifier: 'PC', unixTime: '5', columns: { b: 'c' } };
    const [one, same, other] = log({ log_type: 'result', data: [line, { ...line }, { ...line, unixTime: '6' }] }).lines;
    expect(one).toMatchObject({ claims: 'pc', at: 5000, kind: 'result', name: 'a' });
    expect(same?.hash).toBe(one?.hash);
    expect(other?.hash).not.toBe(one?.hash);
  });

  it('too many, or no lines at all, are counted', () => {
    expect(log({ log_type: 'status', data: Array.from({ length: 10_003 }, (_one, at) => ({ at })) }).dropped).toBe(3);
    expect(log({ log_type: 'status', data: [1, 'x', null, { a: 1 }] })).toMatchObject({ dropped: 3 });
    expect(log({ log_type: 'carves', data: 'whatever' })).toMatchObject({ lines: [], dropped: 0 });
  });
});
