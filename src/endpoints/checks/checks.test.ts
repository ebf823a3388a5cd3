// SPDX-License-Identifier: Apache-2.0
/** Each check as a table: what it is told, what it says. Facts here are made by hand. */
import { describe, expect, test } from 'vitest';
import type { Lifecycle } from '../../catalog/index.ts';
import { UNKNOWN_REASONS, known, unknown } from '../facts.ts';
import type { AntivirusFact, Facts, OsFact, Platform, UpdatesFact } from '../facts.ts';
import { antivirusOn } from './antivirus-on.ts';
import { listed } from './check.ts';
import type { Check, CheckFacts, Outcome } from './check.ts';
import { diskEncryption } from './disk-encryption.ts';
import en from './en.json' with { type: 'json' };
import { firewallOn } from './firewall-on.ts';
import ja from './ja.json' with { type: 'json' };
import { MAX_ADMINISTRATORS, localAdministrators } from './local-administrators.ts';
import { LIST_FRESH_DAYS, RECENT_DAYS, osPatched } from './os-patched.ts';
import { osSupported } from './os-supported.ts';
import { CHECKS } from './registry.ts';

const TODAY = '2026-11-20';
const LIFE: Lifecycle = {
  product: 'os',
  cycle: '1',
  label: 'OS 1',
  endOfSupport: TODAY,
  releasedOn: '2020-01-01',
  dataDate: '2026-11-01',
};
const told: { check: string; say: string }[] = [];

function judge(check: Check, facts: CheckFacts, lifecycle?: Lifecycle): Outcome {
  const outcome = check.evaluate(facts, { today: TODAY, lifecycleOf: () => lifecycle });
  told.push({ check: check.id, say: outcome.say });
  return outcome;
}

const os = (platform: Platform): Facts['os'] => known<OsFact>({ platform, name: platform });
const daysAgo = (days: number): string =>
  new Date(Date.parse(`${TODAY}T00:00:00Z`) - days * 86_400_000).toISOString().slice(0, 10);

describe('the operating system is supported', () => {
  const life = (more: Partial<Lifecycle>): Lifecycle => ({ ...LIFE, ...more });
  test.each([
    ['on its last day', life({}), 'pass', 'supported'],
    ['one day later', life({ endOfSupport: '2026-11-19' }), 'fail', 'ended'],
    ['with no end announced', life({ endOfSupport: false }), 'pass', 'maintained'],
    ['of which nothing is known', life({ endOfSupport: null }), 'unknown', 'no_reference_data'],
    [
      'on the last day of an extension that comes by itself',
      life({ endOfSupport: '2025-01-01', extendedSecurity: TODAY, extendedTerms: 'included' }),
      'pass',
      'supported',
    ],
    [
      'after that extension',
      life({ endOfSupport: '2025-01-01', extendedSecurity: '2026-11-19', extendedTerms: 'included' }),
      'fail',
      'ended',
    ],
    [
      'in an extension one must sign up for',
      life({ endOfSupport: '2025-01-01', extendedSecurity: '2028-01-01', extendedTerms: 'enrolment' }),
      'fail',
      'ended_unless_enrolled',
    ],
  ])('%s', (...given) => {
    const [, lifecycle, verdict, say] = given;
    expect(judge(osSupported, { os: os('linux') }, lifecycle)).toMatchObject({ verdict, say });
  });

  test('of an unknown product', () => {
    expect(judge(osSupported, { os: os('other') })).toMatchObject({ verdict: 'unknown', say: 'no_reference_data' });
  });
});

describe('the operating system is patched', () => {
  const fresh = `${daysAgo(LIST_FRESH_DAYS)}T23:00:00Z`;
  type Row = readonly [string, Platform, UpdatesFact, Outcome['verdict'], string];
  const offers: readonly Row[] = [
    ['one update is waiting', 'linux', { pendingSecurity: 1, listRefreshedAt: fresh }, 'fail', 'pending'],
    [
      'one is waiting by an old list',
      'linux',
      { pendingSecurity: 1, listRefreshedAt: '2020-01-01T00:00:00Z' },
      'fail',
      'pending',
    ],
    [
      'none is waiting, on the last day the list counts',
      'linux',
      { pendingSecurity: 0, listRefreshedAt: fresh },
      'pass',
      'none_pending',
    ],
    [
      'none is waiting, by a list one day older',
      'linux',
      { pendingSecurity: 0, listRefreshedAt: `${daysAgo(LIST_FRESH_DAYS + 1)}T00:00:00Z` },
      'fail',
      'list_old',
    ],
    [
      'none is waiting, by a list without a day: the last update decides',
      'linux',
      { pendingSecurity: 0, lastInstalledOn: TODAY },
      'pass',
      'recent',
    ],
    ['nothing at all', 'linux', {}, 'unknown', 'unreadable'],
    [
      'updates that are no security updates do not count',
      'linux',
      { pendingTotal: 40, lastInstalledOn: TODAY },
      'pass',
      'recent',
    ],
    ['the last one two days ahead: another time zone', 'windows', { lastInstalledOn: daysAgo(-2) }, 'pass', 'recent'],
    [
      'the last one three days ahead: a wrong record',
      'windows',
      { lastInstalledOn: daysAgo(-3) },
      'unknown',
      'unreadable',
    ],
  ];
  const limits: readonly Row[] = (['windows', 'macos', 'linux', 'other'] as const).flatMap((platform): Row[] => [
    [`${platform}: on the last day`, platform, { lastInstalledOn: daysAgo(RECENT_DAYS[platform]) }, 'pass', 'recent'],
    [
      `${platform}: one day too late`,
      platform,
      { lastInstalledOn: daysAgo(RECENT_DAYS[platform] + 1) },
      'fail',
      'long_ago',
    ],
  ]);
  test.each([...offers, ...limits])('%s', (...given) => {
    const [, platform, updates, verdict, say] = given;
    expect(judge(osPatched, { os: os(platform), updates: known(updates) })).toMatchObject({ verdict, say });
  });
});

describe('disks are encrypted', () => {
  type Encrypted = 'yes' | 'no' | 'partial' | 'unknown';
  test.each<readonly [string, readonly Encrypted[], Outcome['verdict'], string]>([
    ['one', ['yes'], 'pass', 'encrypted'],
    ['all', ['yes', 'yes'], 'pass', 'encrypted'],
    ['one of two', ['yes', 'no'], 'fail', 'not_encrypted'],
    ['half of one', ['partial'], 'fail', 'not_encrypted'],
    ['one and one that nobody knows', ['yes', 'unknown'], 'unknown', 'some_unknown'],
    ['an open one beside one that nobody knows', ['no', 'unknown'], 'fail', 'not_encrypted'],
    ['a computer without disks', [], 'unknown', 'unreadable'],
  ])('%s', (...given) => {
    const [, states, verdict, say] = given;
    const disks = known(states.map((encrypted, at) => ({ name: `D${at}:`, system: at === 0, encrypted })));
    expect(judge(diskEncryption, { disks })).toMatchObject({ verdict, say });
  });
});

describe('the firewall is on', () => {
  test.each<readonly [string, Platform, readonly boolean[], Outcome['verdict'], string]>([
    ['Windows: for every kind of network', 'windows', [true, true, true], 'pass', 'on'],
    ['Windows: not for one', 'windows', [true, true, false], 'fail', 'off'],
    ['Linux: one of several is enough', 'linux', [false, true], 'pass', 'on'],
    ['Linux: none', 'linux', [false, false], 'fail', 'off'],
    ['macOS: the one there is', 'macos', [false], 'fail', 'off'],
    ['Linux: no tool at all', 'linux', [], 'fail', 'none'],
    ['none was looked at', 'macos', [], 'unknown', 'unreadable'],
  ])('%s', (...given) => {
    const [, platform, states, verdict, say] = given;
    const firewall = known(states.map((enabled, at) => ({ name: `F${at}`, enabled })));
    expect(judge(firewallOn, { os: os(platform), firewall })).toMatchObject({ verdict, say });
  });
});

describe('antivirus is on and current', () => {
  const product = (enabled: boolean | null, upToDate: boolean | null): AntivirusFact => ({
    name: 'Shield',
    enabled,
    upToDate,
  });
  test.each<readonly [string, Platform, readonly AntivirusFact[], Outcome['verdict'], string]>([
    ['on and current', 'windows', [product(true, true)], 'pass', 'current'],
    ['a good one beside an old one', 'windows', [product(false, false), product(true, true)], 'pass', 'current'],
    ['old', 'windows', [product(true, false)], 'fail', 'outdated'],
    ['off', 'windows', [product(false, true)], 'fail', 'off'],
    ['on, and nobody knows how old', 'windows', [product(true, null)], 'unknown', 'state_unclear'],
    ['nothing is known of it', 'linux', [product(null, null)], 'unknown', 'state_unclear'],
    ['an old one, and nobody knows whether it runs', 'windows', [product(null, false)], 'fail', 'outdated'],
    ['Windows: none is registered', 'windows', [], 'fail', 'none'],
    ['elsewhere an empty list proves nothing', 'linux', [], 'unknown', 'none_recognised'],
    ['nor on a Mac', 'macos', [], 'unknown', 'none_recognised'],
  ])('%s', (...given) => {
    const [, platform, products, verdict, say] = given;
    expect(judge(antivirusOn, { os: os(platform), antivirus: known(products) })).toMatchObject({ verdict, say });
  });
});

describe('there are few administrators', () => {
  const people = (count: number, enabled: boolean | null = true) =>
    Array.from({ length: count }, (_one, at) => ({ name: `p${at}`, kind: 'user' as const, builtin: false, enabled }));
  const root = { name: 'root', kind: 'user' as const, builtin: true, enabled: true };
  const group = { name: 'Domain Admins', kind: 'group' as const, builtin: false, enabled: null };
  test.each([
    ['none but what the system made', [root, group], 'pass', 'none'],
    ['as many as there may be', people(MAX_ADMINISTRATORS), 'pass', 'few'],
    ['one more', people(MAX_ADMINISTRATORS + 1), 'fail', 'too_many'],
    ['one more, and the system’s own beside', [...people(MAX_ADMINISTRATORS), root, group], 'pass', 'few'],
    ['switched off, they do not count', people(9, false), 'pass', 'none'],
    ['too many, if they are in use', people(MAX_ADMINISTRATORS + 1, null), 'unknown', 'some_unknown'],
  ] as const)('%s', (...given) => {
    const [, administrators, verdict, say] = given;
    expect(judge(localAdministrators, { administrators: known([...administrators]) })).toMatchObject({ verdict, say });
  });
});

describe('every check', () => {
  test.each(CHECKS.map((check) => [check.id, check] as const))(
    '%s says unknown, with the reason, when it was not told',
    (_id, check) => {
      expect(judge(check, {})).toMatchObject({ verdict: 'unknown', say: 'not_reported_by_source' });
      const [section] = check.reads;
      if (section === undefined) throw new Error('a check reads something');
      for (const reason of UNKNOWN_REASONS) {
        expect(judge(check, { [section]: unknown(reason) })).toMatchObject({ verdict: 'unknown', say: reason });
      }
    },
  );

  test('whatever was said above has its sentence in both languages', () => {
    expect(told.length).toBeGreaterThan(60);
    for (const { check, say } of told) {
      const texts = [ja, en] as readonly Readonly<Record<string, string>>[];
      for (const words of texts)
        expect(words[`check.${check}.${say}`] ?? words[`unknown.${say}`], `${check} ${say}`).toBeTruthy();
    }
  });
});

test('names of a sentence: five, then how many more', () => {
  expect(listed(['a', 'b', 'c', 'd', 'e'])).toBe('a, b, c, d, e');
  expect(listed(['a', 'b', 'c', 'd', 'e', 'f', 'g'])).toBe('a, b, c, d, e +2');
});
