// SPDX-License-Identifier: Apache-2.0
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { controlDetail, controlSummary } from './contract.ts';
import { guidelineLevel, handbookMark, loadCatalog } from './index.ts';

const CHECK_OF: Readonly<Record<string, string>> = {
  'os-supported': 'os_supported',
  'os-patched': 'os_patched',
  'disk-encrypted': 'disk_encryption',
  'firewall-on': 'firewall_on',
  'antivirus-on': 'antivirus_on',
  'admins-limited': 'local_administrators',
  'auto-updates-on': 'auto_updates',
  'restart-done': 'restart_pending',
  'screen-locked': 'screen_lock',
  'guest-accounts-off': 'guest_accounts',
  'remote-desktop-protected': 'remote_desktop_nla',
  'remote-control-tools-known': 'remote_control_tools',
  'old-file-sharing-off': 'smb1_off',
  'ssh-keys-only': 'ssh_login',
  'office-macros-limited': 'office_macros',
  'usb-autorun-off': 'removable_media',
  'secure-boot-on': 'secure_boot',
  'clock-synchronised': 'time_sync',
};
const catalog = loadCatalog(join(import.meta.dirname, '../../catalog'), { checkIds: Object.values(CHECK_OF) });
const controls = [...catalog.controls.values()];
const texts = controls.flatMap((c) =>
  [c.title, c.what, c.why, c.question, ...Object.values(c.fix).flatMap((steps) => steps ?? [])].map((text) => ({
    id: c.id,
    ...text,
  })),
);

describe('the catalogue that ships', () => {
  it('says everything the contract promises, for every control', () => {
    expect(controls.length).toBeGreaterThanOrEqual(25);
    expect(catalog.summaries).toHaveLength(controls.length);
    for (const summary of catalog.summaries) {
      expect(controlSummary.parse(summary)).toEqual(summary);
      expect(controlDetail.parse(catalog.detail(summary.id))).toMatchObject(summary);
    }
    expect(catalog.detail('no-such-control')).toBeUndefined();
  });

  /** What only some systems have needs no steps for the others (`elsewhere` in the checks). */
  const LACKING: Readonly<Record<string, readonly string[]>> = {
    'remote-desktop-protected': ['macos', 'linux'],
    'old-file-sharing-off': ['macos'],
    'office-macros-limited': ['macos', 'linux'],
    'usb-autorun-off': ['macos', 'linux'],
  };
  it.each(Object.entries(CHECK_OF))('%s is measured by %s and has steps for each system that has it', (id, check) => {
    expect(catalog.controlsOfCheck(check).map((control) => control.id)).toEqual([id]);
    const { windows, macos, linux } = catalog.controls.get(id)?.fix ?? {};
    const without = Object.entries({ windows, macos, linux }).filter(([, steps]) => (steps?.length ?? 0) === 0);
    expect(without.map(([system]) => system)).toEqual(LACKING[id] ?? []);
  });

  it('has something to do for every one of the 25 questions', () => {
    const questions = new Set(
      controls.flatMap((c) => c.mappings.filter((m) => m.edition === 'ipa-questions-3.1').map((m) => Number(m.ref))),
    );
    expect([...questions].toSorted((a, b) => a - b)).toEqual(Array.from({ length: 25 }, (_, at) => at + 1));
  });

  it('holds the SCS list with 26 requirements at ★3 and 43 at ★4', () => {
    const refs = Object.values(catalog.editions.get('scs-2026')?.refs ?? {});
    expect(refs.filter((entry) => entry.stars?.includes(3))).toHaveLength(26);
    expect(refs.filter((entry) => entry.stars?.includes(4))).toHaveLength(43);
  });

  it('knows five articles before March 2026 and six after', () => {
    const articles = (day: string): number => Object.keys(catalog.editionOn('ipa-articles', day)?.refs ?? {}).length;
    expect([articles('2022-01-01'), articles('2026-02-28'), articles('2026-03-31'), articles('2026-11-20')]).toEqual([
      0, 5, 6, 6,
    ]);
    expect(catalog.editionOn('no-such-framework', '2026-11-20')).toBeUndefined();
  });

  it('never shows an official-looking number of the MIC guideline, and marks our own groupings as proposals', () => {
    const ours = /^(category\.\d+|([a-z]+|\d+)\.(executive|administrator|teleworker)\.[a-z-]+)$/;
    expect(Object.keys(catalog.editions.get('mic-guideline-5')?.refs ?? {}).filter((ref) => !ours.test(ref))).toEqual(
      [],
    );
    const categories = controls.flatMap((c) =>
      c.mappings.filter((m) => /^(category\.|\d+\.[a-z])/.test(m.ref) || /threats|cases/.test(m.edition)),
    );
    expect(categories.filter((m) => m.how_sure !== 'proposal' || m.source !== 'own')).toEqual([]);
    for (const { wording } of catalog.editions.values()) expect(wording.ja).toMatch(/にもとづく|による/);
  });

  it('uses the words of the glossary and never claims a certificate', () => {
    const forbidden =
      /証跡|エビデンス|アンチウイルス|ウイルス対策ソフト|パッチ|アップデート(?!」)|BYOD|MFA|認定を受け|取得しました|社員|端末画面|インシデント/;
    const quoted = /「[^」]*」/g; // menu names are the maker's words
    expect(texts.filter(({ ja }) => forbidden.test(ja.replaceAll(quoted, '「」')))).toEqual([]);
    const english = /\bphishing\b|\bendpoint\b|\bpatch(es)?\b|\bMFA\b|\bBYOD\b/i;
    expect(texts.filter(({ en }) => english.test(en))).toEqual([]);
  });

  it('is really in two languages: Japanese has kana, English has none', () => {
    expect(texts.filter(({ ja }) => !/[ぁ-んァ-ヶ]/.test(ja))).toEqual([]);
    expect(texts.filter(({ en }) => /[ぁ-んァ-ヶ一-龠]/.test(en))).toEqual([]);
  });

  it('asks in one sentence that can be answered with yes', () => {
    for (const { question } of controls) {
      expect(question.ja).toMatch(/か。$/);
      expect(question.en).toMatch(/\?$/);
    }
  });

  it('gives less time the worse it is', () => {
    for (const { due_days: due } of controls) {
      expect(due.critical <= due.high && due.high <= due.medium && due.medium <= due.low).toBe(true);
    }
  });

  it('every source is used and every theme has a control', () => {
    const used = new Set([
      ...controls.flatMap((c) => c.mappings.map((m) => m.source)),
      ...[...catalog.diagnoses.values()].flatMap((form) => [form.source, form.not_used.source]),
      ...catalog.surveys.map((survey) => survey.source),
      ...[...catalog.editions.values()].flatMap((e) => [e.source, ...Object.values(e.refs).map((r) => r.source)]),
      ...[...catalog.threats.values()].flatMap((t) => [t.source, ...t.measures.map((m) => m.source)]),
      ...catalog.entryPoints.map((point) => point.source),
      catalog.personal?.source ?? '',
    ]);
    expect([...catalog.sources.keys()].filter((key) => !used.has(key))).toEqual([]);
    expect(catalog.themes.filter((theme) => !controls.some((c) => c.theme === theme.id))).toEqual([]);
  });
});

describe('weights', () => {
  it('follow the priority rule of the handbook', () => {
    const rows = (['high', 'middle', 'low'] as const).map((importance) =>
      (['low', 'middle', 'high'] as const).map((difficulty) => handbookMark(importance, difficulty)),
    );
    expect(rows).toEqual([
      ['first', 'next', null],
      ['next', 'next', null],
      [null, null, null],
    ]);
    expect((['low', 'middle', 'high'] as const).map(guidelineLevel)).toEqual(['basic', 'basic', 'advanced']);
  });
});
