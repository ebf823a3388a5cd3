// SPDX-License-Identifier: Apache-2.0
/** Every query is valid SQLite and uses only tables and columns that the release it is meant for has. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, test } from 'vitest';
import type { Platform } from '../../facts.ts';
import { FakeHost } from './osquery-host.fake.ts';
import { ASKS, queriesFor, queryName } from './queries.ts';
import { NEWEST_KNOWN, TABLES, tableSince } from './tables.ts';
import { compareVersions, hasSince } from './versions.ts';

const PLATFORMS = ['windows', 'macos', 'linux'] as const satisfies readonly Platform[];
/** Every release from 4.0.0 on (github.com/osquery/osquery/releases). */
const RELEASES =
  '4.0.0 4.0.1 4.0.2 4.1.0 4.1.1 4.1.2 4.2.0 4.3.0 4.4.0 4.5.0 4.5.1 4.6.0 4.7.0 4.8.0 4.9.0 5.0.1 5.1.0 5.2.2 5.2.3 5.3.0 5.4.0 5.5.1 5.6.0 5.7.0 5.8.1 5.8.2 5.9.1 5.10.2 5.11.0 5.12.1 5.13.1 5.14.1 5.15.0 5.16.0 5.17.0 5.18.1 5.19.0 5.20.0 5.21.0 5.22.1 5.23.0 5.23.1'.split(
    ' ',
  );

const hosts: FakeHost[] = [];
const hostWith = (platform: Platform, version: string): FakeHost => {
  const host = new FakeHost({ platform, version });
  hosts.push(host);
  return host;
};
afterEach(() => {
  for (const host of hosts.splice(0)) host.close();
});

describe('tables', () => {
  const listed = (path: string): ReadonlyMap<string, readonly string[]> =>
    new Map(
      readFileSync(path, 'utf8')
        .trim()
        .split('\n')
        .map((line) => {
          const [name = '', ...releases] = line.split(' ');
          return [name, releases];
        }),
    );
  const own = listed(join(import.meta.dirname, 'fixtures/tables-by-version.txt'));
  const shared = join(import.meta.dirname, '../../../../../shared/data/endpoints/osquery-tables-by-version.txt');

  test('have the first release of the list, and are still there in the newest', () => {
    expect(Object.keys(TABLES).toSorted()).toEqual([...own.keys()]);
    for (const [name, table] of Object.entries(TABLES))
      expect(own.get(name), name).toEqual([table.since, NEWEST_KNOWN]);
  });

  test.skipIf(!existsSync(shared))('agree with the list over all osquery releases', () => {
    const all = listed(shared);
    expect(all.size).toBeGreaterThan(300);
    for (const [name, releases] of own) expect(all.get(name), name).toEqual(releases);
  });

  test('are each used by some query', () => {
    const sql = Object.values(ASKS).flatMap((asks) => asks.flatMap(({ variants }) => variants.map((one) => one.sql)));
    for (const name of Object.keys(TABLES)) {
      expect(
        sql.some((text) => new RegExp(`(?:FROM|JOIN) ${name}\\b`).test(text)),
        name,
      ).toBe(true);
    }
  });
});

describe.each(PLATFORMS)('queries for %s', (platform) => {
  test.each(RELEASES)('osquery %s has all that is asked of it', (version) => {
    const host = hostWith(platform, version);
    const queries = queriesFor({ platform, version });
    expect(queries.length).toBeGreaterThan(platform === 'windows' ? 16 : 7);
    for (const { name, sql, intervalSeconds } of queries) {
      expect(() => host.ask(sql), `${name}: ${sql}`).not.toThrow();
      expect(name).toMatch(/^sonae_[a-z0-9_]{1,40}$/);
      expect(sql.length).toBeLessThan(8000);
      expect(intervalSeconds).toBeGreaterThanOrEqual(3600);
    }
  });

  /** Asked later than the tables allow, for a reason that stands beside it. */
  const FOR_ANOTHER_REASON = new Set(['linux localAccounts 4.6.0']);

  test('nothing is asked later than it could be', () => {
    for (const { section, variants } of ASKS[platform]) {
      for (const { since, sql } of variants) {
        const before = RELEASES.findLast((release) => compareVersions(release, since) < 0);
        if (before === undefined || FOR_ANOTHER_REASON.has(`${platform} ${section} ${since}`)) continue;
        expect(() => hostWith(platform, before).ask(sql), `${section} ${since}`).toThrow(/no such (?:table|column)/);
      }
    }
  });

  test('wordings are ordered from the newest to the oldest, one question for each section', () => {
    const sections = ASKS[platform].map(({ section }) => section);
    expect(new Set(sections).size).toBe(sections.length);
    for (const { variants } of ASKS[platform]) {
      const releases = variants.map(({ since }) => since);
      expect(releases).toEqual(releases.toSorted(compareVersions).toReversed());
      expect(variants.length).toBeGreaterThan(0);
    }
  });

  test('the first row says what was asked, unless the table itself has the right shape', () => {
    const host = hostWith(platform, NEWEST_KNOWN);
    for (const { section } of ASKS[platform]) {
      if (['os', 'hardware', 'software'].includes(section)) continue;
      const query = queriesFor({ platform, version: NEWEST_KNOWN }).find(({ name }) => name === queryName(section));
      const [first] = host.ask(query?.sql ?? '');
      expect(first, section).toEqual({ what: 'asked', name: section, value: '1', more: '' });
    }
  });

  test('no command line, environment, browsing history or path of a person is asked for', () => {
    const all = ASKS[platform].flatMap(({ variants }) => variants.map(({ sql }) => sql)).join('\n');
    expect(all).not.toMatch(
      /cmdline|process_envs|default_environment|shell_history|chrome_|firefox_|safari_|hash_alg|\*\s+FROM/i,
    );
    expect(all).not.toMatch(/directory|office_mru|userassist|shellbags|curl/i);
    expect(all.match(/FROM processes/g)?.length).toBe(
      all.match(/(?:name, '1'|count\(\*\)), '' FROM processes/g)?.length,
    );
  });
});

describe('what is asked of a host', () => {
  test('is the same array for all versions of a band, and another for another band', () => {
    const asked = (version: string): unknown => queriesFor({ platform: 'windows', version });
    expect(asked('5.12.1')).toBe(asked('5.23.1'));
    expect(asked('5.12.1')).toBe(asked('99.0.0'));
    expect(asked('5.6.0')).not.toBe(asked('5.7.0'));
  });

  test('an unknown version is asked what the newest is', () => {
    for (const platform of PLATFORMS) {
      const names = (version: string): string[] => queriesFor({ platform, version }).map(({ name }) => name);
      expect(names('')).toEqual(names(NEWEST_KNOWN));
    }
  });

  test('an osquery before 4.0.0 is asked nothing', () => {
    expect(queriesFor({ platform: 'linux', version: '3.3.2' })).toEqual([]);
  });

  test('a platform that osquery has no tables for is asked two things', () => {
    expect(queriesFor({ platform: 'other', version: '5.12.1' }).map(({ name }) => name)).toEqual([
      'sonae_os',
      'sonae_hardware',
    ]);
  });
});

test('secureboot came to macOS later than to the others', () => {
  expect(tableSince('secureboot', 'windows')).toBe('5.0.0');
  expect(tableSince('secureboot', 'macos')).toBe('5.8.0');
  expect(tableSince('registry', 'linux')).toBeUndefined();
  expect(hasSince('5.10.2', '5.9.0')).toBe(true);
});
