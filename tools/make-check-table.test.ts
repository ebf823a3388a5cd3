// SPDX-License-Identifier: Apache-2.0
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { DOCUMENT, cells, checkTable } from './make-check-table.ts';

const ROOT = join(import.meta.dirname, '..');

test('docs/checks.md is what the sources and proofs say', () => {
  // Not equal? Run: node tools/make-check-table.ts
  expect(readFileSync(join(ROOT, DOCUMENT), 'utf8')).toBe(checkTable());
});

test('every cell that can know has a proof, and no other', () => {
  const name = ({ check, source, platform }: ReturnType<typeof cells>[number]): string =>
    `${check} by ${source} on ${platform}`;
  expect(
    cells()
      .filter(({ canKnow, proof }) => canKnow && !proof)
      .map(name),
    'without a proof',
  ).toEqual([]);
  expect(
    cells()
      .filter(({ canKnow, proof }) => !canKnow && proof)
      .map(name),
    'proven and cannot know',
  ).toEqual([]);
});

test('every proof names a test that exists', () => {
  const tests = new Set(cells().flatMap(({ proof }) => (proof ? [proof.test] : [])));
  expect([...tests].filter((path) => !existsSync(join(ROOT, path)))).toEqual([]);
});
