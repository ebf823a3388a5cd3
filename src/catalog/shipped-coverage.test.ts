// SPDX-License-Identifier: Apache-2.0
/** That no place of a guideline is left without something to do. Whether each file is right is judged elsewhere. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { readYaml } from './read-yaml.ts';
import { controlFile, editionFile } from './schema.ts';

const folder = join(import.meta.dirname, '../../catalog');
const bytesOf = (file: string): { file: string; bytes: Buffer } => ({ file, bytes: readFileSync(join(folder, file)) });
const controls = readdirSync(join(folder, 'controls')).flatMap(
  (name) => readYaml(bytesOf(`controls/${name}`), controlFile, [])?.data ?? [],
);

/** Places of an edition that fewer than `wanted` controls serve. */
function thinPlaces(edition: string, wanted: number): string[] {
  const refs = readYaml(bytesOf(`editions/${edition}.yaml`), editionFile, [])?.data.refs ?? {};
  const mapped = controls.flatMap(({ mappings }) => mappings.filter((m) => m.edition === edition).map((m) => m.ref));
  return Object.keys(refs).filter((ref) => mapped.filter((other) => other === ref).length < wanted);
}

it.each([
  ['mic-cases-5', 3],
  ['ipa-questions-3.1', 1],
  ['ipa-cloud-3.1', 1],
  ['ipa-rules-3.1', 3],
  ['scs-2026', 1],
  ['ipa-threats-2026', 3],
  ['ipa-threats-2021', 1],
  ['mic-guideline-5', 1],
  ['ipa-executives-3.1', 1],
])('every place of %s has at least %i controls', (edition, wanted) => {
  expect(thinPlaces(edition, wanted)).toEqual([]);
});

it('weighs honestly: not everything matters most, and every role has its own share', () => {
  const share = (chosen: readonly unknown[]): number => chosen.length / controls.length;
  expect(share(controls.filter(({ importance }) => importance === 'high'))).toBeLessThan(0.5);
  expect(share(controls.filter(({ role }) => role === 'executive'))).toBeGreaterThan(0.1);
  expect(share(controls.filter(({ role }) => role === 'teleworker'))).toBeGreaterThan(0.15);
});
