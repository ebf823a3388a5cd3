// SPDX-License-Identifier: Apache-2.0
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

export const ROOT = join(import.meta.dirname, '..', '..');

export interface Stage {
  readonly name: string;
  /** Arguments for Node; a vitest project is run by `run-vitest.ts` instead. */
  readonly command?: readonly string[];
  /** What a person runs to repair it. */
  readonly hint?: string;
  /** Takes long and runs only when it, or `nightly`, is asked for. */
  readonly nightly?: true;
}

/** Path of a command of an installed package, without going through PATH or a shell. */
function bin(packageName: string, command: string): string {
  const folder = join(ROOT, 'node_modules', packageName);
  const manifest: { bin?: string | Record<string, string> } = JSON.parse(
    readFileSync(join(folder, 'package.json'), 'utf8'),
  ) as { bin?: string | Record<string, string> };
  const path = typeof manifest.bin === 'string' ? manifest.bin : manifest.bin?.[command];
  if (!path) throw new Error(`${packageName} has no command ${command}`);
  return join(folder, path);
}

/** Cheap and broad first: a wrong format is told in a second, a broken journey after minutes. */
export const stages = (): readonly Stage[] => [
  { name: 'format', command: [bin('oxfmt', 'oxfmt'), '--check'], hint: 'npm run format' },
  { name: 'lint', command: [bin('oxlint', 'oxlint'), '--deny-warnings'] },
  { name: 'types', command: [bin('typescript', 'tsc'), '-p', 'tsconfig.json', '--noEmit'] },
  { name: 'types-web', command: [bin('typescript', 'tsc'), '-p', 'src/web/tsconfig.json', '--noEmit'] },
  { name: 'knip', command: [bin('knip', 'knip'), '--no-progress', '--no-config-hints'] },
  { name: 'tools', command: [join(ROOT, 'tools/testing/ensure-tools.ts')] },
  { name: 'unit' },
  { name: 'integration' },
  { name: 'scenarios' },
  { name: 'tenancy' },
  { name: 'journeys' },
  { name: 'crash', command: [join(ROOT, 'test/crash/main.ts'), '200', '--lanes', '2'], nightly: true },
];

export interface Request {
  readonly chosen: readonly Stage[];
  /** Handed to vitest: file filters, `-t name`, `-u`. */
  readonly forVitest: readonly string[];
}

/** `npm test -- unit scenarios src/kernel`: names of stages first, the rest goes to vitest. `nightly` is everything. */
export function readArguments(given: readonly string[], every: readonly Stage[]): Request {
  if (given[0] === 'nightly') return { chosen: every, forVitest: [] };
  const all = every.filter((stage) => !stage.nightly || given.includes(stage.name));
  const names = new Set(all.map((stage) => stage.name));
  const firstOther = given.findIndex((word) => !names.has(word));
  const wanted = firstOther < 0 ? given : given.slice(0, firstOther);
  const forVitest = firstOther < 0 ? [] : given.slice(firstOther);
  if (wanted.length > 0) return { chosen: all.filter((stage) => wanted.includes(stage.name)), forVitest };
  // A filter alone is about tests: the stages that know no filter would only be in the way.
  return { chosen: forVitest.length > 0 ? all.filter((stage) => !stage.command) : all, forVitest };
}
