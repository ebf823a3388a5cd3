// SPDX-License-Identifier: Apache-2.0
// The questions were written by hand for this test, in the manner of customers' sheets; they are nobody's real sheet.
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { loadCatalog } from '../../catalog/index.ts';
import { CHECK_IDS } from '../../endpoints/index.ts';
import { foldWhole, foldWords, pairLikeness } from './fold.ts';
import { createProposer } from './propose-controls.ts';

const catalog = loadCatalog(join(import.meta.dirname, '../../../catalog'), { checkIds: CHECK_IDS });
const propose = createProposer([...catalog.controls.values()]);

const JAPANESE: readonly (readonly [string, readonly string[]])[] = [
  ['ノートPCのハードディスクは暗号化（BitLocker等）していますか。', ['disk-encrypted']],
  ['ウイルス対策ソフトを導入し、パターンファイルを最新に保っていますか', ['antivirus-on']],
  ['OSのセキュリティパッチを適切に適用している', ['os-patched', 'auto-updates-on']],
  ['サポートの終了したOSを使用していないこと', ['os-supported']],
  ['離席時にスクリーンロックを設定しているか', ['screen-locked']],
  ['パスワードは推測されにくい長いものとし、使い回しを禁止しているか', ['passwords-long-and-unique']],
  ['社外から接続する際に多要素認証を導入していますか', ['mfa-on-remote-and-cloud']],
  ['重要なデータのバックアップを定期的に取得していますか', ['backup-three-copies']],
  ['バックアップからの復元テストを実施しているか', ['backup-restore-tested']],
  ['従業員に対する情報セキュリティ教育を年1回以上実施していますか', ['staff-trained']],
  ['退職者のアカウントは速やかに削除していますか', ['leaver-accounts-removed']],
  ['情報機器の廃棄時にデータを復元できないよう消去している', ['media-wiped-on-disposal']],
  ['USBメモリの自動実行を無効にしていますか', ['usb-autorun-off']],
  ['従業員と秘密保持契約（NDA）を締結していますか', ['confidentiality-agreed']],
  ['再委託先を含む委託先のセキュリティ対策を契約で定めていますか', ['supplier-duties-agreed']],
  ['情報セキュリティに関する方針を定め、責任者を任命していますか', ['policy-owner-budget']],
  ['インシデント発生時の連絡体制を整備していますか', ['incident-contact-known']],
  ['IT資産（パソコン、スマートフォン等）の台帳を作成し管理していますか', ['devices-known']],
  ['私物端末（BYOD）の業務利用に関するルールを定めていますか', ['private-devices-ruled']],
  ['テレワークに関するセキュリティのルールを定めていますか', ['telework-rules']],
  ['管理者権限は必要最小限の者に限定していますか', ['admins-limited']],
  ['アクセスログを取得し、一定期間保管していますか', ['logs-kept']],
  ['ファイアウォールを有効にし、外部からの不正な通信を遮断していますか', ['firewall-on']],
  ['不審なメールを受信した場合の報告ルールがありますか', ['suspicious-mail-reported']],
  ['クラウドサービスを選定する際に安全性を確認していますか', ['cloud-services-chosen']],
  ['ファイル共有のアクセス権限を定期的に見直しているか', ['sharing-reviewed']],
  ['VPN機器のファームウェアを最新の状態に保っていますか', ['remote-entry-updated']],
  ['フリーWi-Fiの業務利用を禁止していますか', ['public-wifi-avoided']],
];

const ENGLISH: readonly (readonly [string, readonly string[]])[] = [
  ['Are laptop hard drives protected with full disk encryption?', ['disk-encrypted']],
  ['Is anti-malware software deployed and kept up to date on all endpoints?', ['antivirus-on']],
  ['Do you enforce multi-factor authentication for remote access?', ['mfa-on-remote-and-cloud']],
  ['Are restore tests of backups performed regularly?', ['backup-restore-tested']],
  ['Do employees receive security awareness training at least annually?', ['staff-trained']],
  ['Are accounts of leavers disabled promptly?', ['leaver-accounts-removed']],
  ['Do you maintain an inventory of IT assets?', ['devices-known']],
  ['Is a host firewall enabled on every PC?', ['firewall-on']],
  ['Do you use operating systems that are out of support?', ['os-supported']],
  ['Is there an incident response contact?', ['incident-contact-known']],
];

const rankOf = ([question, wanted]: readonly [string, readonly string[]]): number =>
  propose(question, 5).findIndex(({ controlId }) => wanted.includes(controlId));

describe('proposals', () => {
  test.each([
    ['ja', JAPANESE],
    ['en', ENGLISH],
  ] as const)('%s: mostly the first, nearly always among five', (_, set) => {
    const ranks = set.map((one) => ({ question: one[0], rank: rankOf(one), found: propose(one[0], 3) }));
    const lost = ranks.filter(({ rank }) => rank < 0);
    const first = ranks.filter(({ rank }) => rank === 0);
    expect(lost.length / set.length, JSON.stringify(lost, null, 1)).toBeLessThanOrEqual(0.1);
    expect(
      first.length / set.length,
      JSON.stringify(
        ranks.filter(({ rank }) => rank !== 0),
        null,
        1,
      ),
    ).toBeGreaterThanOrEqual(0.65);
  });

  test('what is about nothing of ours gets nothing', () => {
    expect(propose('0123', 5)).toEqual([]);
    expect(propose('', 5)).toEqual([]);
    expect(propose('資本金', 5)).toEqual([]);
  });

  test('a score is 0 … 1, best first, at most as many as asked for', () => {
    const found = propose('ウイルス対策ソフト', 3);
    expect(found.length).toBeGreaterThan(0);
    expect(found.length).toBeLessThanOrEqual(3);
    expect(found.map(({ score }) => score)).toEqual(found.map(({ score }) => score).toSorted((a, b) => b - a));
    for (const { score } of found) expect(score).toBeLessThanOrEqual(1);
  });
});

describe('the same question', () => {
  test('is the same with another number, width, or line break', () => {
    expect(foldWhole('3-2. ＵＳＢメモリを\n使いますか？')).toBe(foldWhole('（12） USBメモリを使いますか'));
    expect(foldWords('ＭＦＡ（多要素認証）を、')).toBe('mfa 多要素認証 を');
  });

  test('is very similar with a few other signs, and not with another subject', () => {
    const disk = foldWhole('ノートパソコンのディスクを暗号化していますか。');
    expect(pairLikeness(disk, foldWhole('ノートパソコンのディスクを暗号化しているか。'))).toBeGreaterThan(0.82);
    expect(pairLikeness(disk, foldWhole('ノートパソコンの画面をロックしていますか。'))).toBeLessThan(0.82);
    expect(pairLikeness('a', 'b')).toBe(0);
  });
});
