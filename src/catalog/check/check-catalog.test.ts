// SPDX-License-Identifier: Apache-2.0
import { describe, expect, it } from 'vitest';
import { SHIPPED, shippedCatalog } from '../shipped-catalog.fake.ts';
import type { CatalogText } from './all-texts.ts';
import { checkCatalog, readJargon } from './check-catalog.ts';
import { cellsOf } from './coverage.ts';
import { findUnexplained, type Jargon } from './jargon.ts';
import { findNearDuplicates, likeness } from './near-duplicates.ts';
import { hardestTexts, hardnessEn, hardnessJa } from './read-aloud.ts';

const catalog = shippedCatalog();
const controls = [...catalog.controls.values()];

describe('near duplicates', () => {
  it('a control said again with other nouns is found, in the language in which it was copied', () => {
    const router = catalog.controls.get('home-router-secured');
    if (!router) throw new Error('the catalogue has changed: choose another control');
    const swap = (text: string) => text.replaceAll('ルーター', 'カメラ').replaceAll('自宅', '店');
    const copy = {
      ...router,
      id: 'shop-camera-secured',
      title: { ja: swap(router.title.ja), en: 'Cameras' },
      question: { ja: swap(router.question.ja), en: 'Are they?' },
      what: { ja: swap(router.what.ja), en: 'Quite another sentence.' },
    };
    expect(findNearDuplicates([...controls, copy])).toEqual([
      expect.objectContaining({ left: 'home-router-secured', right: 'shop-camera-secured', language: 'ja' }),
    ]);
  });

  it('likeness is 1 for the same words and 0 for none in common, whatever the punctuation', () => {
    expect(likeness('Lock the screen.', 'lock  the screen', 'en')).toBe(1);
    expect(likeness('画面をロックする。', '画面を、ロックする', 'ja')).toBe(1);
    expect(likeness('abcdefg', 'xyzuvw', 'en')).toBe(0);
    expect(likeness('a', 'b', 'en')).toBe(0);
  });
});

describe('words that need explaining', () => {
  const jargon: Jargon = [
    { term: { ja: 'VPN', en: 'VPN' }, explain: { ja: '専用の通り道', en: 'a private way' } },
    {
      term: { ja: 'ポート', en: 'firmware' },
      explain: { ja: '出入り口', en: 'software inside' },
      also: { en: ['inside the box'] },
    },
  ];
  const texts = (...pairs: [string, string][]): CatalogText[] =>
    pairs.map(([ja, en], at) => ({ file: 'controls/x', part: `p${at}`, ja, en }));
  const told = (list: CatalogText[]) =>
    findUnexplained(list, jargon).map(({ part, language, term }) => [part, language, term]);

  it('only the first use counts, and only beside it', () => {
    expect(
      told(texts(['VPN（専用の通り道）を使います。', 'Use a VPN (a private way).'], ['VPNです。', 'VPN.'])),
    ).toEqual([]);
    expect(told(texts(['VPNです。', 'VPN.'], ['VPN（専用の通り道）', 'A VPN (a private way)']))).toEqual([
      ['p0', 'ja', 'VPN'],
      ['p0', 'en', 'VPN'],
    ]);
    expect(told(texts(['専用の通り道（VPN）', 'a private way (the VPN)']))).toEqual([]);
  });

  it('a word inside another word, or a menu name in quotes, is none', () => {
    expect(told(texts(['サポートとリモート', 'OpenVPNs'], ['「VPN」を押す', 'Choose "VPN"']))).toEqual([]);
    expect(told(texts(['ポートを閉じる', 'Firmwares']))).toEqual([
      ['p0', 'ja', 'ポート'],
      ['p0', 'en', 'firmware'],
    ]);
    expect(told(texts(['-', 'Firmware runs inside the box']))).toEqual([]);
  });
});

describe('texts to read aloud', () => {
  it('long sentences and rows of kanji are harder', () => {
    expect(hardnessJa('画面に鍵をかけます。')).toBeLessThan(
      hardnessJa('情報資産管理責任者承認手続実施状況を確認します。'),
    );
    expect(hardnessEn('Lock it.')).toBeLessThan(
      hardnessEn('Organisational responsibilities necessitate authentication.'),
    );
    const texts = ['短い。', 'とても、長く、続いて、なかなか、終わらない、文が、ここに、書いて、あります。'].map(
      (ja, at) => ({ file: 'x', part: `${at}`, ja, en: 'x' }),
    );
    expect(hardestTexts(texts, [], 1).map(({ part }) => part)).toEqual(['1']);
  });
});

describe('the shipped catalogue', () => {
  const report = checkCatalog(catalog, readJargon(SHIPPED));

  it('says nothing twice, nothing unexplained, and no wrong level', () => {
    expect([report.doubles, report.unexplained, report.wrongLevels]).toEqual([[], [], []]);
  });

  it('fills the cells of the grid by category, role and difficulty', () => {
    const patched = catalog.controls.get('os-patched');
    expect(patched && [...cellsOf(patched)]).toContain('3.teleworker.basic');
    expect(report.grid).toHaveLength(13);
    expect(report.grid[2]?.cells['teleworker.basic']).toBeGreaterThan(0);
  });

  it('tells what each edition still lacks', () => {
    const questions = report.editions.find(({ edition }) => edition === 'ipa-questions-3.1');
    expect(questions).toEqual({ edition: 'ipa-questions-3.1', places: 25, covered: 25, without: [] });
    expect(report.hardest).toHaveLength(30);
  });
});
