// SPDX-License-Identifier: Apache-2.0
import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { describe, expect, it } from 'vitest';

import { runCheckCommand } from './check-command.ts';
import type { CheckIo } from './check-command.ts';
import { collectorCommand, collectThisComputer } from './check-this-computer.ts';
import { describeReport } from './describe-report.ts';
import en from './en.json' with { type: 'json' };
import ja from './ja.json' with { type: 'json' };
import { readCollectorReport } from './report.ts';

const text = readFileSync(new URL('fixtures/windows-11.report.json', import.meta.url), 'utf8');
const report = readCollectorReport(text);

const run = async (
  args: readonly string[],
  more: Partial<CheckIo> = {},
): Promise<{ code: number; out: string[]; error: string[] }> => {
  const out: string[] = [];
  const error: string[] = [];
  const io = {
    language: 'ja' as const,
    out: (line: string) => out.push(line),
    error: (line: string) => error.push(line),
    collect: async () => report,
  };
  return { code: await runCheckCommand(args, { ...io, ...more }), out, error };
};

describe('sonae check', () => {
  it('shows what was seen in both languages', async () => {
    expect((await run([])).out).toEqual([
      'このコンピューター: 経理PC',
      '  OS: Microsoft Windows 11 Pro 23H2 (10.0.22631.4460)',
      '  更新: 最後の更新 2026-11-12',
      '  ディスクの暗号化: C: 暗号化あり, D: 不明',
      '  ファイアウォール: domain オン, private オン, public オフ',
      '  セキュリティソフト: Windows Defender オン',
      '  管理者: Administrator, 花子, CORP\\Domain Admins',
      '  機種: Dell Inc. Vostro 3520 12th Gen Intel(R) Core(TM) i5-1235U',
      '  ネットワーク: Intel(R) Wi-Fi 6 AX201 160MHz 192.168.1.20',
      '  入っているソフト: 3 個',
      '',
      expect.stringMatching(/^× OSのサポート期間: .*2025-11-11/),
      '○ OSの更新: 最後に更新を入れた日は2026-11-12です。',
      '？ ディスクの暗号化: 暗号化されているか分からないディスクがあります（D:）。',
      '× ファイアウォール: 切れています（public）。',
      '○ セキュリティソフト: 動いていて、最新です（Windows Defender）。',
      '○ 管理者アカウントの数: 管理者アカウントは1件です（花子）。',
      '○ よい 3  × 直すところ 2  ？ わからない 1',
    ]);
    expect((await run([], { language: 'en' })).out.at(-1)).toBe('○ fine 3  × to fix 2  ? not known 1');
    const unknown = {
      ...report,
      facts: { ...report.facts, disks: { state: 'unknown', reason: 'no_permission' } as const },
    };
    expect(describeReport(unknown, 'en')).toContain('  Disk encryption: not known (needs administrator rights)');
  });

  it('has every text in both languages', () => expect(Object.keys(ja)).toEqual(Object.keys(en)));

  it('ends with 0 when it looked, and with 3 for a failing check only when asked', async () => {
    expect([(await run([])).code, (await run(['--strict'])).code, (await run(['--strict', '--json'])).code]).toEqual([
      0, 3, 3,
    ]);
    const { os: _old, firewall: _off, ...rest } = report.facts;
    const unsure = { state: 'unknown', reason: 'query_failed' } as const;
    const nothingFails = { ...report, facts: { ...rest, os: unsure, firewall: unsure } };
    // not knowing is not failing
    expect((await run(['--strict'], { collect: async () => nothingFails })).code).toBe(0);
  });

  it('prints the report as JSON that it would accept again', async () => {
    const { out, code } = await run(['--json']);
    expect([code, readCollectorReport(out.join(''))]).toEqual([0, report]);
  });

  it('writes a file for its owner only', async () => {
    const dir = mkdtempSync(join(tmpdir(), 'sonae-check-'));
    try {
      const file = join(dir, 'report.json');
      expect((await run(['--out', file])).code).toBe(0);
      expect(readCollectorReport(readFileSync(file, 'utf8'))).toEqual(report);
      expect(statSync(file).mode & 0o077).toBe(0);
      expect((await run(['--out', join(dir, 'no', 'where')])).code).toBe(1);
    } finally {
      rmSync(dir, { recursive: true });
    }
  });

  it.each([
    [['--nonsense'], 2, 'この指定は使えません'],
    [['--server', 'https://a.example'], 2, '両方'],
    [['--server', 'https://a.example', '--token', 'a-long-token', '--ca', '/no/such/file'], 2, 'CA ファイル'],
    [['--server', 'http://a.example', '--token', 'a-long-token'], 1, 'つながりません'],
  ])('stops with a plain line at %j', async (args, code, line) => {
    const result = await run(args);
    expect(result.code).toBe(code);
    expect(result.error.join('\n')).toContain(line);
  });

  it.each([
    [202, 0, '届きました'],
    [401, 1, '期限'],
    [503, 1, '503'],
  ])('tells what the answer %i means', async (status, code, line) => {
    const result = await run(['--server', 'https://a.example', '--token', 'a-long-token'], {
      send: async () => ({ status }),
    });
    expect(result.code).toBe(code);
    expect(result.error.join('\n')).toContain(line);
  });

  it('says so when the computer cannot be looked at', async () => {
    const result = await run([], { collect: () => collectThisComputer({ platform: 'freebsd' }) });
    expect(result).toMatchObject({ code: 1, error: [expect.stringContaining('collector_no_platform')] });
  });
});

describe('collectThisComputer', () => {
  it('runs the script of the platform without a shell and reads its answer', async () => {
    const calls: unknown[] = [];
    const seen = await collectThisComputer({
      platform: 'win32',
      run: async (file, args) => {
        calls.push([file, args.at(-1), args.includes('-NoProfile')]);
        return { exitCode: 0, stdout: text, stderr: '' };
      },
    });
    expect(seen).toEqual(report);
    expect(calls).toEqual([['powershell.exe', '-Print', true]]);
    expect(collectorCommand('darwin')).toEqual(collectorCommand('linux'));
  });

  it.each([
    [{ exitCode: 1, stdout: text, stderr: 'no\nway' }, 'collector_failed'],
    [{ exitCode: null, stdout: text, stderr: '' }, 'collector_failed'],
    [{ exitCode: 0, stdout: '{}', stderr: '' }, 'collector_report_invalid'],
    [{ exitCode: 0, stdout: 'sh: not found', stderr: '' }, 'collector_report_not_json'],
  ])('refuses %j', async (result, code) => {
    await expect(collectThisComputer({ platform: 'linux', run: async () => result })).rejects.toMatchObject({ code });
  });
});
