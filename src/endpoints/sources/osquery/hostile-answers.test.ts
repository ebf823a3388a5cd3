// SPDX-License-Identifier: Apache-2.0
/** Whatever a client answers: nothing throws, and nothing that was not our query's answer becomes known. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Platform } from '../../facts.ts';
import { readAnswers } from './answers.ts';
import type { QueryAnswer } from './answers.ts';
import { FACT_SECTIONS } from '../../facts.ts';
import { ASKS, queryName } from './queries.ts';
import { PROTECTION_PRODUCTS } from './protection-products.ts';
import { FIREWALL_PROFILES, KEYS, OFFICE_APPS } from './windows-keys.ts';

const PLATFORMS = ['windows', 'macos', 'linux', 'other'] as const satisfies readonly Platform[];
const platform = fc.constantFrom(...PLATFORMS);
const version = fc.constantFrom('', '4.0.0', '4.6.0', '5.2.3', '5.12.1', '5.23.1', '99.0.0');

/** Names and values that mean something, so that arbitrary rows reach the readings and not only their doors. */
const WHATS =
  'asked registry hive unit units file setting parsed include service feature volume drive mount disk member user shadow sudo profile card address policy plist process installed product center sharing now uptime kernel tpm patch update installed alf'.split(
    ' ',
  );
const NAMES = [
  ...Object.values(KEYS).flatMap((key) =>
    ['InstallationType', 'EnableFirewall', 'Start', 'Type'].map((name) => `${key}\\${name}`),
  ),
  ...FIREWALL_PROFILES.map(({ key }) => `${key}\\EnableFirewall`),
  ...OFFICE_APPS.map(({ key }) => `${key}\\(Default)`),
  ...PROTECTION_PRODUCTS.map(({ process }) => process),
  ...FACT_SECTIONS,
  'C:',
  '/',
  'root',
  'S-1-5-21-1-2-3-1001',
  'ssh.service',
  '/etc/ssh/sshd_config',
  'SMB1Protocol',
  'KB5046633',
  'en0',
];
const VALUES = [
  '',
  '0',
  '1',
  '2',
  '1/1/0',
  'active',
  'on',
  'off',
  'Client',
  'Good',
  'Error',
  '-1',
  '99999999999999999999',
  '1e309',
  '11/12/2024',
  'ALL=(ALL) ALL',
  '0000000000000000',
  'ffffffffffffffff',
  '\u0000',
  '\ud800',
  '٣',
];

const text = (...known: readonly string[]) =>
  fc.oneof(
    { weight: 4, arbitrary: fc.constantFrom(...known) },
    { weight: 1, arbitrary: fc.string({ unit: 'binary', maxLength: 40 }) },
  );
const plausibleRow = fc.record({
  what: text(...WHATS),
  name: text(...NAMES),
  value: text(...VALUES),
  more: text(...VALUES),
});
const anyRow = fc.dictionary(fc.string({ maxLength: 12 }), fc.string({ maxLength: 20 }), { maxKeys: 6 });
const naturalRow = fc.record(
  {
    name: text('Ubuntu', 'macOS', 'Microsoft Windows 11 Pro'),
    version: text('22.04 LTS', '15.1', '10.0.22631'),
    revision: text('1', ''),
    hardware_model: text('X', ''),
    physical_memory: text(...VALUES),
    uuid: text('x'),
    origin: text('deb', 'x'),
    installed_on: text(...VALUES, '20260101'),
  },
  { requiredKeys: [] },
);
const rows = fc.array(fc.oneof(plausibleRow, anyRow, naturalRow), { maxLength: 12 });
const answer: fc.Arbitrary<QueryAnswer> = fc.oneof(
  rows.map((given): QueryAnswer => ({ state: 'rows', rows: given })),
  fc.string().map((message): QueryAnswer => ({ state: 'failed', message })),
  fc.constant<QueryAnswer>({ state: 'denylisted' }),
);
const sections = [...FACT_SECTIONS, 'software'] as const;
const answers = fc
  .array(fc.tuple(fc.constantFrom(...sections), answer), { maxLength: 25 })
  .map((list) => new Map(list.map(([section, one]) => [queryName(section), one])));

describe('whatever is answered', () => {
  test('nothing throws, and every reading can be stored', () => {
    fc.assert(
      fc.property(platform, version, answers, (on, of, given) => {
        const read = readAnswers({ platform: on, version: of }, given);
        const stored = JSON.stringify(read);
        expect(stored).not.toContain('\\u0000');
        expect(stored.isWellFormed()).toBe(true);
        expect(JSON.parse(stored)).toEqual(read);
      }),
      { numRuns: 400 },
    );
  });

  test('rows that do not begin with what was asked are never known', () => {
    fc.assert(
      fc.property(platform, version, answers, (on, of, given) => {
        const honest = [...given].every(([name, one]) => one.state !== 'rows' || !asks(one, name));
        fc.pre(honest);
        const { facts } = readAnswers({ platform: on, version: of }, given);
        for (const [section, read] of Object.entries(facts)) {
          // os and hardware are tables of one row; officeMacros is certain on Linux without asking.
          if (['os', 'hardware'].includes(section) || (section === 'officeMacros' && on === 'linux')) continue;
          expect(read.state, section).toBe('unknown');
        }
      }),
      { numRuns: 400 },
    );
  });

  test('an answer of nothing but its first row says nothing good', () => {
    for (const on of PLATFORMS) {
      for (const { section } of ASKS[on]) {
        const row = { what: 'asked', name: section, value: '1', more: '' };
        const given = new Map([[queryName(section), { state: 'rows', rows: [row] } as const]]);
        const { facts, software } = readAnswers({ platform: on, version: '5.23.1' }, given);
        expect(software, section).toBeUndefined();
        for (const [name, read] of Object.entries(facts)) {
          if (name === 'officeMacros' && on === 'linux') continue;
          expect(read.state, `${on} ${name}`).toBe('unknown');
        }
      }
    }
  });

  test('a failed or refused query is never known, on any platform', () => {
    for (const on of PLATFORMS) {
      for (const { section } of ASKS[on]) {
        for (const one of [{ state: 'failed' }, { state: 'denylisted' }] as const) {
          const { facts } = readAnswers({ platform: on, version: '5.23.1' }, new Map([[queryName(section), one]]));
          const reads = Object.entries(facts).filter(([name]) => name === section);
          for (const [, read] of reads) {
            expect(read).toMatchObject({
              state: 'unknown',
              reason: one.state === 'failed' ? 'query_failed' : 'denylisted',
            });
          }
        }
      }
    }
  });
});

function asks(one: Extract<QueryAnswer, { state: 'rows' }>, name: string): boolean {
  return one.rows.some((row) => row['what'] === 'asked' && queryName(asSection(row['name'])) === name);
}
const asSection = (name: string | undefined) => sections.find((section) => section === name) ?? 'software';
