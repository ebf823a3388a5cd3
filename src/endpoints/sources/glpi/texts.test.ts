// SPDX-License-Identifier: Apache-2.0
import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import en from './en.json' with { type: 'json' };
import ja from './ja.json' with { type: 'json' };

const here = new URL('.', import.meta.url);
const platform = new URL('../../../platform/', here);
const sources = [
  ...readdirSync(here)
    .filter((name) => name.endsWith('.ts') && !name.endsWith('.test.ts'))
    .map((name) => new URL(name, here)),
  new URL('inflate.ts', platform),
  new URL('workers.ts', platform),
].map((url) => readFileSync(url, 'utf8'));

describe('texts of refusals', () => {
  it('exist in both languages for every code that is thrown, and for no other', () => {
    const thrown = sources
      .flatMap((source) => [
        ...source.matchAll(/new SafeError\('(?:invalid|too_large|unavailable)', '([a-z_]+)'/g),
        ...source.matchAll(/(?:refuse|unavailable)\('([a-z_]+)'/g),
      ])
      .map((match) => `error.${match[1] ?? ''}`);
    expect(thrown.length).toBeGreaterThan(20);
    expect([...new Set(thrown)].toSorted()).toEqual(Object.keys(ja).toSorted());
    expect(Object.keys(en)).toEqual(Object.keys(ja));
  });
});
