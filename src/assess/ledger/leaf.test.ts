// SPDX-License-Identifier: Apache-2.0
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { canonicalJson, chainNext, chainStart, leafHash, sealMessage } from './leaf.ts';
import type { Json } from './leaf.ts';

function shuffled(value: Json): Json {
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.map((item: Json) => shuffled(item));
  return Object.fromEntries(
    Object.entries(value)
      .toReversed()
      .map(([key, item]) => [key, shuffled(item)]),
  );
}

const json = fc.jsonValue() as fc.Arbitrary<Json>;

describe('canonical JSON', () => {
  it.each<[Json, string]>([
    [{ b: 1, a: [true, null] }, '{"a":[true,null],"b":1}'],
    [{ é: 1, z: 2, Z: 3 }, '{"Z":3,"z":2,"é":1}'],
    ['"\\\n\u0007</script>', '"\\"\\\\\\n\\u0007</script>"'],
    ['備え😀\ud800', '"備え😀\\ud800"'],
    [-0, '0'],
    [{ '10': 1, '9': 2 }, '{"10":1,"9":2}'],
    [[], '[]'],
    [{}, '{}'],
  ])('%j', (value, text) => {
    expect(canonicalJson(value)).toBe(text);
  });

  it('does not depend on the order of keys, and says the same as it was given', () => {
    fc.assert(
      fc.property(json, (value) => {
        const text = canonicalJson(value);
        expect(canonicalJson(shuffled(value))).toBe(text);
        expect(canonicalJson(JSON.parse(text) as Json)).toBe(text);
        expect(JSON.parse(text)).toEqual(JSON.parse(JSON.stringify(value)));
      }),
    );
  });

  it('refuses what JSON would silently turn into something else', () => {
    for (const value of [Number.NaN, Number.POSITIVE_INFINITY, undefined]) {
      expect(() => canonicalJson({ value: value as unknown as Json })).toThrow(TypeError);
    }
  });
});

// Worked out once with `printf … | sha256sum`: what was sealed years ago must verify for ever.
describe('the arithmetic stays as it is', () => {
  const salt = Buffer.alloc(16, 7);
  it('leaf, chain and seal', () => {
    const leaf = leafHash(salt, '{"a":1}');
    const start = chainStart('01936f2a-0000-7000-8000-000000000001', 1);
    const next = chainNext(start, { leafId: '01936f2a-0000-7000-8000-000000000002', kind: 'verdict', leafHash: leaf });
    expect([leaf, start, next].map((bytes) => bytes.toString('hex'))).toEqual([
      '534c6f986ca259877166f94f39bb66ad327d27c76c5147ca095ac911b5e3d276',
      '8961b066e13c1208dfbebb968e0e8c5e61fbdd3151b64ea089eefe1b40c474fa',
      'c910c2a186df3dc8db7ecfc4461ebb99bb394641605bfc392b1215007338f7d7',
    ]);
    expect(
      sealMessage({
        orgId: 'o',
        epoch: 1,
        sealNo: 2,
        sealedAt: 't',
        leafCount: 3,
        lastPosition: 4,
        previousRoot: 'p',
        root: 'r',
      }).toString(),
    ).toBe(
      '{"epoch":1,"format":"sonae-ledger-1","lastPosition":4,"leafCount":3,"orgId":"o","previousRoot":"p","root":"r","sealNo":2,"sealedAt":"t"}',
    );
  });

  it('another kind, id, hash or place gives another chain', () => {
    const base = { leafId: 'a', kind: 'verdict', leafHash: leafHash(salt, 'x') };
    const start = chainStart('o', 1);
    const made = [
      chainNext(start, base),
      chainNext(start, { ...base, kind: 'closure' }),
      chainNext(start, { ...base, leafId: 'b' }),
      chainNext(start, { ...base, leafHash: leafHash(salt, 'y') }),
      chainNext(chainStart('o', 2), base),
      chainNext(chainStart('p', 1), base),
    ];
    expect(new Set(made.map((bytes) => bytes.toString('hex'))).size).toBe(made.length);
  });
});
