// SPDX-License-Identifier: Apache-2.0
import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { policyTemplate } from './policy-template.ts';
import { overclaims } from './wording.ts';

describe('the wording guard', () => {
  test.each([
    'SECURITY ACTION 二つ星を取得しました',
    'ＳＥＣＵＲＩＴＹ　ＡＣＴＩＯＮの認定を受けました。',
    '当社はセキュリティアクション（一つ星）の認証企業です',
    '★★の認定',
    'We are SECURITY ACTION certified.',
    'We obtained two stars.',
  ])('refuses %s', (text) => {
    expect(overclaims(text)).toHaveLength(1);
  });

  test.each([
    '当社は SECURITY ACTION 二つ星を宣言しました。',
    'SECURITY ACTION を宣言しました。社外からのログインには多要素認証を使います。',
    '情報セキュリティの認証（ISMS）を取得しています。',
    'We declared SECURITY ACTION (two stars). Access needs multi-factor authentication.',
    '',
  ])('lets %s pass', (text) => {
    expect(overclaims(text)).toEqual([]);
  });

  test('finds nothing in what the product itself says', () => {
    const source = join(import.meta.dirname, '../..');
    const files = globSync('**/{ja,en,*.ja,*.en}.json', { cwd: source }).filter((file) => !file.includes('fixtures'));
    const own = files.flatMap((file) => {
      const texts: Record<string, unknown> = JSON.parse(readFileSync(join(source, file), 'utf8'));
      return Object.values(texts).filter((text) => typeof text === 'string');
    });
    expect(own.length).toBeGreaterThan(1000);
    const templates = (['ja', 'en'] as const).flatMap((language) => {
      const { preamble, sections } = policyTemplate(language, { company: 'x', day: '2026-11-20' });
      return [preamble, ...sections];
    });
    expect([...own, ...templates].flatMap(overclaims)).toEqual([]);
    expect(templates.join('')).toContain('事故');
  });
});
