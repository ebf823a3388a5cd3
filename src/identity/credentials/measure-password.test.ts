// SPDX-License-Identifier: Apache-2.0
import { afterAll, describe, expect, it } from 'vitest';
import en from './en.json' with { type: 'json' };
import ja from './ja.json' with { type: 'json' };
import { kanaToRomaji, romajiVariants } from './kana.ts';
import { closePasswordMeasure, passwordMeasurePid } from './measure-host.ts';
import { CRACK_TIMES, measurePassword, PASSWORD_REASONS, PASSWORD_SUGGESTIONS } from './measure-password.ts';
import { collectOwnWords } from './own-words.ts';

const OWN = {
  organisationName: '株式会社山田商店',
  organisationKana: 'かぶしきがいしゃ やまだしょうてん',
  personName: '佐藤 花子',
  personKana: 'サトウ ハナコ',
  mail: 'hanako.sato85@marukado.co.jp',
  others: ['まるかど'],
};
afterAll(closePasswordMeasure);

describe('kana', () => {
  it('are read as they are typed', () => {
    const table: Record<string, string> = {
      やまだしょうてん: 'yamadashouten',
      サッポロ: 'sapporo',
      マッチ: 'matchi',
      おおの: 'oono',
      ラーメン: 'raamen',
      ｶﾞｷﾞ: 'gagi',
      じゃっきー: 'jakkii',
      ファイル: 'fairu',
      パーティー: 'paatii',
      ヴァイオリン: 'vaiorin',
      かぁさん: 'kaasan',
      備Sonae１え: '備Sonae1e',
      っ: '',
    };
    for (const [kana, romaji] of Object.entries(table)) expect(kanaToRomaji(kana)).toBe(romaji);
    expect(romajiVariants('さとうつじ')).toEqual(
      expect.arrayContaining(['satoutsuji', 'satoutuzi', 'satotsuji', 'satotuzi']),
    );
    expect(romajiVariants('しんばし')).toContain('shimbashi');
  });
});

describe('own words', () => {
  it('hold names, readings, romaji, mail parts and the product, without legal forms', () => {
    const words = collectOwnWords(OWN);
    expect(words).toEqual(
      expect.arrayContaining([
        '山田商店',
        'yamadashouten',
        'yamadashoten',
        'satouhanako',
        'sato',
        'hanako',
        'hanako.sato85',
        'marukado',
        'sonae',
        '備え',
      ]),
    );
    for (const word of ['株式会社', 'co', 'jp', 'kabushikigaisha']) expect(words).not.toContain(word);
  });

  it('are bounded whatever is put in', () => {
    const words = collectOwnWords({
      organisationName: 'あ い う え お '.repeat(10_000),
      others: Array.from({ length: 500 }, (_, index) => `shop${index}`),
      mail: '@@@',
    });
    expect(words.length).toBeLessThanOrEqual(120);
    expect(words.every((word) => word.length <= 40)).toBe(true);
  });
});

// The dictionaries take half a second to load, and a busy machine many times that.
describe('a password', { timeout: 60_000 }, () => {
  it('is refused with the reason that fits', async () => {
    const table: [string, string][] = [
      ['himawari9', 'too_short'],
      ['さくら桜咲く', 'too_short'],
      ['x'.repeat(300), 'too_long'],
      ['\ud800himawari-neko', 'unreadable'],
      ['YamadaShoten2026!', 'own_words'],
      ['ヤマダショウテン１２３', 'own_words'],
      ['hanako-sato-1985', 'own_words'],
      ['山田商店山田商店!!', 'own_words'],
      ['Marukado#2026', 'own_words'],
      ['Sonae2026Sonae', 'own_words'],
      ['password1234', 'common_password'],
      ['1qaz2wsx3edc', 'common_password'],
      ['P@ssw0rd!123', 'common_password'],
      ['aaaaaaaaaaaa', 'repeats'],
      ['abcdefghijkl', 'sequence'],
      ['yamadatarou1985', 'name'],
      ['sakura2024!', 'dictionary_word'],
      ['パスワード1234567', 'dictionary_word'],
      ['ganbarimasu123', 'dictionary_word'],
    ];
    for (const [password, reason] of table) {
      const measured = await measurePassword(password, password === 'yamadatarou1985' ? {} : OWN);
      expect({ password, ok: measured.ok, reason: measured.reason }).toEqual({ password, ok: false, reason });
      expect(measured.suggestions.length).toBeGreaterThan(0);
      expect(measured.score).toBeLessThan(3);
    }
  });

  it('of several unrelated words or of chance is taken, with no classes of characters demanded', async () => {
    for (const password of [
      'himawari-neko-tanpopo',
      'かえる 自転車 みかん 窓',
      'kT9#vw2!pQzz',
      'correct horse battery staple',
      'hanako likes 7 green umbrellas',
    ]) {
      expect(await measurePassword(password, OWN), password).toMatchObject({
        ok: true,
        reason: undefined,
        suggestions: [],
      });
    }
  });

  it('of the worst shape is still measured', async () => {
    expect((await measurePassword('4@8({[6<1!|7035$2'.repeat(15), OWN)).ok).toBe(true);
    expect((await measurePassword('a'.repeat(256), OWN)).ok).toBe(false);
  });

  it('costs memory only while it is measured, and a dead process is replaced', async () => {
    await measurePassword('himawari-neko-tanpopo');
    const pid = passwordMeasurePid();
    expect(pid).toBeGreaterThan(0);
    // Halted first, or a quick answer would win the race.
    process.kill(pid ?? 0, 'SIGSTOP');
    const broken = measurePassword('himawari-neko-tanpopo');
    process.kill(pid ?? 0, 'SIGKILL');
    await expect(broken).rejects.toMatchObject({ kind: 'unavailable', code: 'password_measure_busy' });
    expect((await measurePassword('himawari-neko-tanpopo')).ok).toBe(true);
    const second = passwordMeasurePid();
    expect(second).not.toBe(pid);
    await closePasswordMeasure();
    expect(passwordMeasurePid()).toBeUndefined();
    expect(() => process.kill(second ?? 0, 0)).toThrow(/ESRCH/);
  });

  it('takes no more questions than it can answer soon', async () => {
    const asked = await Promise.allSettled(Array.from({ length: 15 }, () => measurePassword('himawari-neko-tanpopo')));
    expect(asked.filter((one) => one.status === 'rejected').length).toBe(4);
  });
});

describe('texts', () => {
  it('say every reason, suggestion and time in both languages', () => {
    const wanted = [
      ...PASSWORD_REASONS.map((key) => `password.reason.${key}`),
      ...PASSWORD_SUGGESTIONS.map((key) => `password.suggestion.${key}`),
      ...CRACK_TIMES.map((key) => `password.crack_time.${key}`),
    ];
    for (const texts of [ja, en]) expect(Object.keys(texts)).toEqual(expect.arrayContaining(wanted));
    expect(Object.keys(ja).toSorted()).toEqual(Object.keys(en).toSorted());
    for (const text of Object.values(ja)) expect(text).toMatch(/[ぁ-ん]/);
  });
});
