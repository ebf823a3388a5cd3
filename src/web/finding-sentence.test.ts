// SPDX-License-Identifier: Apache-2.0
import { expect, test } from 'vitest';
import { agentSentence } from './finding-sentence.ts';
import { localise } from './i18n.tsx';
import { texts as en } from './texts-en.ts';
import { texts as ja } from './texts-ja.ts';
import { hintFor } from './verdict-sentence.tsx';

const words = [
  { language: 'ja', texts: ja },
  { language: 'en', texts: en },
] as const;

for (const loaded of words) {
  const texts = { ...localise(loaded, 'Asia/Tokyo'), setLanguage: () => undefined };

  test(`${loaded.language}: what a leaver has is named, with the person`, () => {
    const said = agentSentence(
      { kind: 'leaver_account', checkId: null, params: { person: '見本 太郎', thing: '鍵' } },
      texts,
    );
    expect(said).toContain('見本 太郎');
    expect(said).toContain('鍵');
  });

  test(`${loaded.language}: without its values a finding still has words, and no empty place`, () => {
    for (const kind of [
      'leaver_device',
      'leaver_account',
      'device_silent',
      'clock_implausible',
      'identity_conflict',
      'agent_claims_other',
      'agent_too_much',
    ] as const) {
      const said = agentSentence({ kind, checkId: null, params: {} }, texts);
      expect(said.length, kind).toBeGreaterThan(8);
      expect(said, kind).not.toMatch(/\{\w+\}|words\.|devices\./);
    }
  });

  test(`${loaded.language}: every reason for "unknown" says, for each source, what would make it known`, () => {
    const reasons = [
      'not_reported_by_source',
      'query_failed',
      'no_permission',
      'unreadable',
      'no_reference_data',
      'stale',
      'agent_too_old',
      'denylisted',
    ];
    for (const reason of reasons) {
      for (const source of ['osquery', 'glpi', 'fusioninventory', 'collector', 'server']) {
        expect(hintFor({ reason, source }, texts.findText)?.length ?? 0, `${reason} ${source}`).toBeGreaterThan(10);
      }
    }
    const at = (source: string): string | undefined => hintFor({ reason: 'no_permission', source }, texts.findText);
    expect(at('osquery')).not.toBe(at('collector'));
  });
}
