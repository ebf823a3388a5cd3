// SPDX-License-Identifier: Apache-2.0
import { createHash } from 'node:crypto';
import { cpSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { CatalogError, compileCatalog, formatProblem, loadCatalog } from './index.ts';

const CHECKS = ['os_patched', 'disk_encryption', 'firewall_on', 'screen_lock'];
/** A handful of the shipped controls is enough, and quicker. */
const LEFT_OUT =
  /controls[\\/](?!(?:screen-locked|firewall-on|os-patched|logs-kept|disk-encrypted)\.yaml)|(?:methods|threats|cases)$|(?:method-finder|entry-points)\.yaml$/;
const shipped = join(import.meta.dirname, '../../catalog');

let dir = '';
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'sonae-catalog-'));
  cpSync(shipped, dir, { recursive: true, filter: (path) => !LEFT_OUT.test(path) });
});
afterEach(() => rmSync(dir, { recursive: true, force: true }));

const SCREEN = 'controls/screen-locked.yaml';
const read = (file: string): string => readFileSync(join(dir, file), 'utf8');
const write = (file: string, text: string): void => writeFileSync(join(dir, file), text);
const change = (file: string, from: string | RegExp, to: string): void => {
  const before = read(file);
  const after = before.replace(from, to);
  expect(after, `nothing to change in ${file}`).not.toBe(before);
  write(file, after);
};
const lineOf = (file: string, part: string): number =>
  read(file)
    .split('\n')
    .findIndex((line) => line.includes(part)) + 1;

function complaints(checkIds: readonly string[] = CHECKS): readonly string[] {
  try {
    loadCatalog(dir, { checkIds });
  } catch (error) {
    if (error instanceof CatalogError) return error.problems.map(formatProblem);
    throw error;
  }
  return [];
}

describe('loadCatalog says what is wrong, and where', () => {
  it('an unknown key', () => {
    change(SCREEN, 'harm: 3', 'harm: 3\nhram: 3');
    expect(complaints()).toEqual([`${SCREEN}:${lineOf(SCREEN, 'hram')}:1 hram: unknown key`]);
  });

  it('a missing language, at the text that lacks it', () => {
    change(SCREEN, /^ {2}en: An open screen.*\n/m, '');
    expect(complaints()).toEqual([`${SCREEN}:${lineOf(SCREEN, 'why:')}:1 why.en: language "en" is missing`]);
  });

  it('an empty text', () => {
    change(SCREEN, /^ {2}en: An open screen.*$/m, '  en: "  "');
    expect(complaints()).toEqual([`${SCREEN}:${lineOf(SCREEN, 'en: "  "')}:3 why.en: is empty`]);
  });

  it('a missing part', () => {
    change(SCREEN, /^role: .*\n/m, '');
    expect(complaints()).toEqual([expect.stringMatching(/^controls\/screen-locked\.yaml:1:1 role: is missing/)]);
  });

  it('an edition, a place in an edition, a source, a theme and a check that do not exist, all at once', () => {
    change(SCREEN, 'edition: scs-2026, ref: 4-4-1', 'edition: scs-2025, ref: 4-4-1');
    change(SCREEN, 'edition: ipa-questions-3.1, ref: 14', 'edition: ipa-questions-3.1, ref: 26');
    change(
      SCREEN,
      'edition: mic-cases-5, ref: 10, how_sure: proposal, source: own',
      'edition: mic-cases-5, ref: 10, how_sure: proposal, source: owen',
    );
    change(SCREEN, 'theme: workplace', 'theme: workshop');
    change('controls/firewall-on.yaml', 'checks: [firewall_on]', 'checks: [firewall_up]');
    const at = (part: string): number => lineOf(SCREEN, part);
    // Mappings are added to the shipped controls: the place in the list is counted.
    const mapping = (part: string): number => at(part) - at('mappings:') - 1;
    expect(
      complaints()
        .map((line) => line.replace(/:(\d+):\d+ /, ':$1 '))
        .toSorted(),
    ).toEqual(
      [
        `controls/firewall-on.yaml:${lineOf('controls/firewall-on.yaml', 'firewall_up')} verified_by.0.checks.0: unknown check "firewall_up"`,
        `${SCREEN}:${at('workshop')} theme: unknown theme "workshop"`,
        `${SCREEN}:${at('scs-2025')} mappings.1.edition: unknown edition "scs-2025"`,
        `${SCREEN}:${at('ref: 26')} mappings.0.ref: edition "ipa-questions-3.1" has no "26"`,
        `${SCREEN}:${at('owen')} mappings.${mapping('owen')}.source: unknown source "owen"`,
      ].toSorted(),
    );
  });

  it('a check the product no longer has', () => {
    expect(complaints(CHECKS.filter((check) => check !== 'disk_encryption'))).toEqual([
      expect.stringContaining('unknown check "disk_encryption"'),
    ]);
  });

  it('a duplicate id and a file that is not named after its id', () => {
    write('controls/another.yaml', read(SCREEN));
    const [first, ...more] = complaints();
    expect(more).toEqual([expect.stringContaining('duplicate id "screen-locked", also in controls/another.yaml')]);
    expect(first).toContain(`id "screen-locked" must be the file's name`);
  });

  it('a mapping that is surer than what it rests on, or stands twice', () => {
    change(
      'controls/os-patched.yaml',
      'edition: ipa-articles-4.0, ref: 1, how_sure: second_hand',
      'edition: ipa-articles-4.0, ref: 1, how_sure: verified',
    );
    change('controls/os-patched.yaml', 'edition: mic-cases-5, ref: 11,', 'edition: mic-cases-5, ref: 4,');
    expect(complaints()).toEqual([
      expect.stringContaining('"verified" is surer than "second_hand" of "ipa-articles-4.0 1"'),
      expect.stringContaining('"mic-cases-5 4" is mapped twice'),
    ]);
  });

  it('an edition that follows one of another framework', () => {
    change('editions/ipa-articles-4.0.yaml', 'supersedes: ipa-articles-3.1', 'supersedes: scs-2026');
    expect(complaints()).toEqual([expect.stringContaining('"scs-2026" is not an earlier edition of "ipa-articles"')]);
  });

  it('one broken edition is one complaint, not one for every control that names it', () => {
    change('editions/scs-2026.yaml', 'how_sure: verified', 'how_sure: certain');
    expect(complaints()).toHaveLength(1);
  });

  it('broken YAML, a duplicate key, a foreign file and a language mixed up', () => {
    write('controls/broken.yaml', 'id: broken\n  theme: [');
    change('controls/logs-kept.yaml', 'harm: 3', 'harm: 3\nharm: 4');
    write('editions/notes.txt', 'x');
    const found = complaints();
    expect(found.some((line) => line.startsWith('controls/broken.yaml:2:'))).toBe(true);
    expect(found.some((line) => /^controls\/logs-kept\.yaml:\d+:1 Map keys must be unique/.test(line))).toBe(true);
    expect(found).toContain('editions/notes.txt only .yaml files belong here');
  });

  it('a file that is too large, an alias bomb, endless nesting and binary rubbish', () => {
    write('controls/large.yaml', `id: large\nwhat: "${'x'.repeat(200_000)}"`);
    const bomb = [
      'a: &a [x, x, x, x, x, x, x, x, x]',
      ...'bcdefghi'.split('').map((n, i) => `${n}: &${n} [${Array(9).fill(`*${'abcdefgh'[i]}`).join(', ')}]`),
    ];
    write('controls/bomb.yaml', bomb.join('\n'));
    write('controls/deep.yaml', '['.repeat(100_000));
    write('controls/binary.yaml', '\u0000\u0001\uFFFD: \u0000');
    const found = complaints();
    expect(found).toContain('controls/large.yaml is larger than 131072 bytes');
    expect(found).toContain('controls/bomb.yaml:2:8 aliases (*name) are not allowed');
    expect(found.some((line) => line.startsWith('controls/deep.yaml'))).toBe(true);
    expect(found.some((line) => line.startsWith('controls/binary.yaml'))).toBe(true);
  });
});

describe('the edition that is kept beside stored texts', () => {
  const id = (): string => loadCatalog(dir, { checkIds: CHECKS }).edition.id;

  it('changes with any word, and not with line ends', () => {
    const before = id();
    write(SCREEN, read(SCREEN).replaceAll('\n', '\r\n'));
    expect(id()).toBe(before);
    change(SCREEN, 'passers-by', 'strangers');
    expect(id()).not.toBe(before);
    expect(before).toMatch(/^\d{4}\.\d+\.\d+\+[0-9a-f]{12}$/);
  });

  it('what was compiled is used for the same texts and checks only, and a torn one is ignored', () => {
    const compiled = join(dir, 'made', 'catalogue.json');
    const load = (checkIds = CHECKS) => loadCatalog(dir, { checkIds, compiled });
    const first = load();
    expect(existsSync(compiled), 'a start writes nothing').toBe(false);
    compileCatalog(dir, { checkIds: CHECKS, file: compiled });
    expect(load().detail('screen-locked')).toEqual(first.detail('screen-locked'));
    expect([...load().controls]).toEqual([...first.controls]);
    // That it is really read shows by words that stand in it only; they need a digest that fits.
    const made = readFileSync(compiled, 'utf8');
    const [head = '', body = ''] = made.split(/\n(.*)/s);
    const other = body.replaceAll('passers-by', 'neighbours');
    const digest = createHash('sha256').update(other).digest('hex');
    writeFileSync(compiled, `${head.split(' ')[0]} ${digest}\n${other}`);
    expect(load().controls.get('screen-locked')?.why.en).toContain('neighbours');
    // Without it, what was altered is not used.
    writeFileSync(compiled, made.replaceAll('passers-by', 'neighbours'));
    expect(load().controls.get('screen-locked')?.why.en).toContain('passers-by');
    change(SCREEN, 'passers-by', 'strangers');
    expect(load().controls.get('screen-locked')?.why.en).toContain('strangers');
    expect(() => load([])).toThrow(CatalogError);
    writeFileSync(compiled, readFileSync(compiled, 'utf8').slice(0, 500));
    expect(load().controls.size).toBe(first.controls.size);
  });

  it('a catalogue with a fault is not compiled', () => {
    const file = join(dir, 'catalogue.json');
    change(SCREEN, 'theme: workplace', 'theme: workshop');
    expect(() => compileCatalog(dir, { checkIds: CHECKS, file })).toThrow(CatalogError);
    expect(existsSync(file)).toBe(false);
  });
});
