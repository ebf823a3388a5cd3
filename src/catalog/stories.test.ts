// SPDX-License-Identifier: Apache-2.0
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { CatalogError, formatProblem, loadCatalog } from './index.ts';
import { SHIPPED, namedChecks, shippedCatalog } from './shipped-catalog.fake.ts';

const catalog = shippedCatalog();
const threats = [...catalog.threats.values()];
const cases = [...catalog.cases.values()];

describe('threats', () => {
  it('have the ranks of the lists that were read; rank 10 of 2023 was not', () => {
    const rows = threats.map(({ id, ranks }) => [
      id,
      ranks.map(({ edition, ref }) => `${edition.slice(-2)}:${ref}`).join(' '),
    ]);
    expect(Object.fromEntries(rows)).toEqual({
      ransomware: '21:1 22:1 23:1 24:1 25:1 26:1',
      'supply-chain': '21:4 22:3 23:2 24:2 25:2 26:2',
      'ai-use': '26:3',
      vulnerability: '21:10 22:6 23:8 24:7 25:3 26:4',
      targeted: '21:2 22:2 23:3 24:4 25:5 26:5',
      geopolitical: '25:7 26:6',
      insider: '21:6 22:5 23:4 24:3 25:4 26:7',
      'remote-work': '21:3 22:4 23:5 24:9 25:6 26:8',
      ddos: '25:8 26:9',
      'mail-fraud': '21:5 22:8 23:7 24:8 25:9 26:10',
      'zero-day': '22:7 23:6 24:5',
      careless: '21:9 22:10 23:9 24:6 25:10',
      'it-failure': '21:7 22:9',
      'unauthorised-sign-in': '21:8',
      'crime-as-business': '24:10',
    });
  });

  it('each place of a yearly list belongs to one threat', () => {
    const places = threats.flatMap(({ ranks }) => ranks.map(({ edition, ref }) => `${edition} ${ref}`));
    expect(new Set(places).size).toBe(places.length);
    const editions = [...catalog.editions.values()].filter(({ framework }) => framework === 'ipa-threats');
    expect(places.length).toBe(editions.reduce((sum, { refs }) => sum + Object.keys(refs).length, 0));
  });

  it('each has a measure before and one after, and controls of ours against it', () => {
    for (const { id, measures } of threats) {
      const phases = new Set(measures.map(({ phase }) => phase));
      expect([id, phases.has('prevent'), phases.has('respond')]).toEqual([id, true, true]);
      expect(catalog.controlsAgainst(id).length, id).toBeGreaterThan(2);
    }
    expect(catalog.controlsAgainst('no-such-threat')).toEqual([]);
  });

  it('what we have not read is called our own proposal', () => {
    expect(
      threats
        .filter(({ source }) => source === 'own')
        .map(({ id }) => id)
        .toSorted(),
    ).toEqual(['ai-use', 'crime-as-business', 'ddos', 'geopolitical', 'zero-day']);
    for (const { source, how_sure, note } of threats)
      if (source === 'own') expect([how_sure, note?.ja]).toEqual(['proposal', expect.stringContaining('提案')]);
  });

  it('rest on five ways in, each with its basic measure', () => {
    expect(catalog.entryPoints.map(({ id }) => id)).toEqual(['weakness', 'malware', 'password', 'setting', 'lure']);
  });
});

describe('trouble cases', () => {
  it('are the fifteen of the guideline, told in our own words', () => {
    expect(cases.map(({ ref }) => Number(ref))).toEqual(Array.from({ length: 15 }, (_, at) => at + 1));
    for (const { how_sure, source } of cases) expect([how_sure, source]).toEqual(['proposal', 'own']);
    const mapped = cases.map(({ ref, categories }) => `${ref}: ${categories.join(',')}`);
    expect(mapped).toEqual([
      '1: 3,8,2',
      '2: 1,5,10',
      '3: 9,8',
      '4: 6,3,13',
      '5: 5,6,3,10,4',
      '6: 6,8,13',
      '7: 13,1,8',
      '8: 5,11,13',
      '9: 7',
      '10: 11',
      '11: 3,6,9',
      '12: 8',
      '13: 9,1',
      '14: 5,1,10',
      '15: 1,12,10',
    ]);
  });

  it('name nobody: no firm, no person, no date', () => {
    const words = cases.flatMap(({ story }) => story.flatMap(({ ja, en }) => [ja, en]));
    expect(words.filter((text) => /株式会社|有限会社|さん（|氏|\bMr\.|\bMs\.|\bLtd\b|20\d\d/.test(text))).toEqual([]);
  });

  it('name first what would have stopped it, then whatever is mapped to it', () => {
    for (const { id, controls } of cases) {
      const ids = catalog.controlsOfCase(id).map((control) => control.id);
      expect(ids.slice(0, controls.length)).toEqual(controls);
      expect(new Set(ids).size).toBe(ids.length);
    }
  });
});

describe('a broken story', () => {
  it('names file, line and what is wrong', () => {
    const dir = mkdtempSync(join(tmpdir(), 'sonae-stories-'));
    try {
      cpSync(SHIPPED, dir, { recursive: true });
      const change = (file: string, from: string, to: string): void => {
        const before = readFileSync(join(dir, file), 'utf8');
        expect(before).toContain(from);
        writeFileSync(join(dir, file), before.replace(from, to));
      };
      change('threats/ai-use.yaml', 'how_sure: proposal', 'how_sure: verified');
      change('threats/ddos.yaml', 'ref: 8', 'ref: 11');
      change('threats/insider.yaml', 'controls: [confidentiality-agreed', 'controls: [confidence-agreed');
      change('cases/free-tool.yaml', 'threats: [targeted', 'threats: [targetted');
      change('entry-points.yaml', 'id: lure', 'id: lurid');
      change('entry-points.yaml', 'how_sure: verified', 'how_sure: certain');
      let lines: readonly string[] = [];
      try {
        loadCatalog(dir, { checkIds: namedChecks() });
      } catch (error) {
        if (!(error instanceof CatalogError)) throw error;
        lines = error.problems.map(formatProblem);
      }
      const found = lines.join('\n');
      expect(found).toMatch(
        /^threats\/ai-use\.yaml:\d+:\d+ source: .* is our own and cannot be surer than a proposal$/m,
      );
      expect(found).toMatch(/^threats\/ddos\.yaml:\d+:\d+ ranks\.0\.ref: edition "ipa-threats-2025" has no "11"$/m);
      expect(found).toMatch(
        /^threats\/insider\.yaml:\d+:\d+ measures\.2\.controls\.0: unknown control "confidence-agreed"$/m,
      );
      expect(found).toMatch(/^cases\/free-tool\.yaml:\d+:\d+ threats\.0: unknown threat "targetted"$/m);
      expect(found).toMatch(/^entry-points\.yaml:\d+:\d+ 4\.id: /m);
      expect(found).toMatch(/^entry-points\.yaml:\d+:\d+ 0\.how_sure: /m);
    } finally {
      rmSync(dir, { recursive: true, force: true });
    }
  });
});

describe('the ten threats to individuals', () => {
  const list = catalog.personal?.threats ?? [];

  it('stand in the order of the list, by its Japanese names, and say what to do without naming a product', () => {
    expect(list.map(({ id }) => id)).toEqual([
      'data-taken-from-services',
      'sign-in-by-others',
      'online-banking',
      'card-misused',
      'support-scam',
      'phone-payment-misused',
      'slander-and-rumours',
      'phishing',
      'harmful-apps',
      'threats-for-money',
    ]);
    expect(catalog.personal?.how_sure).toBe('second_hand');
    for (const one of list) expect(one.do.length).toBeGreaterThanOrEqual(2);
  });

  it('an id that is there twice, a source nobody named, and our own that would be sure are refused', () => {
    const complaintsOf = (change: (yaml: string) => string): readonly string[] => {
      const dir = mkdtempSync(join(tmpdir(), 'sonae-personal-'));
      try {
        cpSync(SHIPPED, dir, { recursive: true });
        const file = join(dir, 'personal-threats.yaml');
        writeFileSync(file, change(readFileSync(file, 'utf8')));
        loadCatalog(dir, { checkIds: namedChecks() });
        return [];
      } catch (error) {
        if (!(error instanceof CatalogError)) throw error;
        return error.problems.map(formatProblem);
      } finally {
        rmSync(dir, { recursive: true });
      }
    };
    expect(complaintsOf((yaml) => yaml.replace('id: phishing', 'id: card-misused'))).toEqual([
      expect.stringMatching(/^personal-threats\.yaml:\d+:\d+.*"card-misused" is there twice/),
    ]);
    expect(complaintsOf((yaml) => yaml.replace('threats-2026-individuals', 'nowhere'))).toEqual([
      expect.stringContaining('unknown source "nowhere"'),
    ]);
    expect(
      complaintsOf((yaml) =>
        yaml.replace('threats-2026-individuals', 'own').replace('how_sure: second_hand', 'how_sure: verified'),
      ),
    ).toEqual([expect.stringContaining('cannot be surer than a proposal')]);
  });
});
