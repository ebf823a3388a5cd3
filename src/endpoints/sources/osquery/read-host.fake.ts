// SPDX-License-Identifier: Apache-2.0
/** Asks a whole host made by hand, in which some tables are different, and reads its answers. */
import { readAnswers } from './answers.ts';
import type { ReadAnswers } from './answers.ts';
import { MAC, UBUNTU, WINDOWS_11, WINDOWS_REGISTRY } from './hand-made-hosts.fake.ts';
import type { reg } from './hand-made-hosts.fake.ts';
import type { Facts, FactSection } from '../../facts.ts';
import { FakeHost } from './osquery-host.fake.ts';
import type { HostTables } from './osquery-host.fake.ts';
import { NEWEST_KNOWN } from './tables.ts';

const BASE = { windows: WINDOWS_11, macos: MAC, linux: UBUNTU } as const;
export type Known = keyof typeof BASE;

/** What is different, on which platform, in which section; what is read then, and with which osquery. */
export type Case = readonly [
  what: string,
  platform: Known,
  section: FactSection,
  tables: HostTables,
  expected: object,
  version?: string,
];

export function readHost(platform: Known, changes: HostTables = {}, version: string = NEWEST_KNOWN): ReadAnswers {
  const host = new FakeHost({ platform, version }, { ...BASE[platform], ...changes });
  const read = readAnswers(host.host, host.answers());
  host.close();
  return read;
}

export const factsOf = (platform: Known, changes: HostTables = {}, version?: string): Partial<Facts> =>
  readHost(platform, changes, version).facts;

/** The registry with other values in place of those of the same name, or beside them. */
export const registryWith = (...values: readonly ReturnType<typeof reg>[]): HostTables => ({
  registry: [
    ...WINDOWS_REGISTRY.filter(
      (row) => !values.some((one) => one['key'] === row['key'] && one['name'] === row['name']),
    ),
    ...values,
  ],
});

export const registryWithout = (...names: string[]): HostTables => ({
  registry: WINDOWS_REGISTRY.filter(({ name }) => !names.includes(String(name))),
});
