// SPDX-License-Identifier: Apache-2.0
import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { asUuid } from '../kernel/ids.ts';
import type { Uuid } from '../kernel/ids.ts';
import {
  hashSessionSecret,
  hashToken,
  inspectToken,
  makeToken,
  newSessionSecret,
  parseToken,
  sameHash,
  SCOPED_TOKEN_KINDS,
  TOKEN_PATTERN,
} from './tokens.ts';

const uuid = fc.uuid().map((text): Uuid => asUuid(text));
const scopedKind = fc.constantFrom(...SCOPED_TOKEN_KINDS);
const secretOf = (seed: Uint8Array) => () => seed;
const bytes32 = fc.uint8Array({ minLength: 32, maxLength: 32 });
const ORG = asUuid('01939f2e-7b00-7000-8000-0000000000a1');
const SUBJECT = asUuid('ffffffff-ffff-7fff-bfff-ffffffffffff');

describe('tokens', () => {
  it('come back with kind, organisation, subject and the hash that was given out', () => {
    fc.assert(
      fc.property(scopedKind, fc.tuple(uuid, uuid), bytes32, (kind, [orgId, subjectId], seed) => {
        const made = makeToken(kind, { orgId, subjectId }, secretOf(seed));
        expect(parseToken(made.token)).toEqual({ kind, orgId, subjectId, hash: made.hash });
        expect(made.hash).toEqual(createHash('sha256').update(made.token).digest());
        expect(made.token.length).toBe(120 + kind.length);
        expect(new RegExp(`^${TOKEN_PATTERN.source}$`).test(made.token)).toBe(true);
      }),
    );
  });

  it('of the installation carry no organisation', () => {
    const made = makeToken('setup');
    expect(parseToken(made.token)).toEqual({ kind: 'setup', orgId: undefined, subjectId: undefined, hash: made.hash });
    expect(made.token.length).toBe(71);
    expect(() => makeToken('setup', { orgId: ORG })).toThrow(TypeError);
    expect(() => makeToken('dev', { orgId: ORG })).toThrow(TypeError);
  });

  it('hold 256 random bits', () => {
    const tokens = Array.from({ length: 50 }, () => makeToken('dev', { orgId: ORG, subjectId: SUBJECT }).token);
    expect(new Set(tokens).size).toBe(50);
    const asked: number[] = [];
    makeToken('setup', {}, (length) => (asked.push(length), new Uint8Array(length)));
    expect(asked).toEqual([32]);
  });

  it('tell any single changed sign, any swap of neighbours and any cut from a wrong token', () => {
    const { token } = makeToken('api', { orgId: ORG, subjectId: SUBJECT });
    fc.assert(
      fc.property(
        fc.nat({ max: token.length - 1 }),
        fc.constantFrom(...'0123456789abcdefghjkmnpqrstvwxyz_ILOU. \0'.split('')),
        (at, sign) => {
          fc.pre(token[at] !== sign);
          expect(parseToken(token.slice(0, at) + sign + token.slice(at + 1))).toBeUndefined();
        },
      ),
      { numRuns: 500 },
    );
    for (let at = 0; at + 1 < token.length; at += 1) {
      const swapped = token.slice(0, at) + token.charAt(at + 1) + token.charAt(at) + token.slice(at + 2);
      if (swapped !== token) expect(parseToken(swapped)).toBeUndefined();
    }
    expect(inspectToken(token.slice(0, -1))).toEqual({ ok: false, problem: 'mistyped' });
    expect(inspectToken(`${token} `)).toEqual({ ok: false, problem: 'mistyped' });
    expect(inspectToken(`${token}\n`)).toEqual({ ok: false, problem: 'mistyped' });
    expect(inspectToken('ghp_something')).toEqual({ ok: false, problem: 'shape' });
    expect(inspectToken('sonae_'.padEnd(5_000_000, 'a'))).toEqual({ ok: false, problem: 'shape' });
  });

  it('never throw on foreign text', () => {
    fc.assert(fc.property(fc.string({ maxLength: 200, unit: 'binary' }), (text) => parseToken(text) === undefined));
  });

  it('compare hashes of any length without throwing', () => {
    expect(sameHash(hashToken('a'), hashToken('a'))).toBe(true);
    expect(sameHash(hashToken('a'), hashToken('b'))).toBe(false);
    expect(sameHash(hashToken('a'), new Uint8Array(0))).toBe(false);
  });

  it('are apart from session cookies', () => {
    const { secret, hash } = newSessionSecret();
    expect(hashSessionSecret(secret)).toEqual(hash);
    expect(hashSessionSecret(`${secret}=`)).toBeUndefined();
    expect(hashSessionSecret(makeToken('setup').token)).toBeUndefined();
    expect(parseToken(secret)).toBeUndefined();
  });
});
