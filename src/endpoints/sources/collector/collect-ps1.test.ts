// SPDX-License-Identifier: Apache-2.0
// No PowerShell runs on the machines that test this project: the script is checked as text, its output by a
// fixture made by hand (report.test.ts).
import { readFileSync } from 'node:fs';

import { describe, expect, it } from 'vitest';

import { systemClock } from '../../../kernel/clock.ts';
import { newUuid } from '../../../kernel/ids.ts';
import { makeToken } from '../../../platform/tokens.ts';
import { FACT_SECTIONS } from '../../facts.ts';
import { readPowerShell } from './powershell-source.fake.ts';
import { parseCollectorReport } from './report.ts';

const bytes = readFileSync(new URL('collect.ps1', import.meta.url));
const text = bytes.toString('utf8');
const source = readPowerShell(text.slice(1));

describe('the check itself', () => {
  it.each([
    ['$a = "x', 'double quote'],
    ["$a = 'it''s", 'single quote'],
    ['if (1) { $a = (1]', 'closes nothing'],
    ['function f { "$(1 + 2" }', 'double quote'],
    ["@' x\ny\n'@", 'here-string'],
    ['<# never', 'comment'],
  ])('finds the fault of %j', (script, fault) => {
    expect(readPowerShell(script).faults.join()).toContain(fault);
  });

  it('accepts what is right and keeps only code', () => {
    const good = readPowerShell("$a = \"it's `\" $(f ')') #no\" # (\n<# ( #> @'\n\" (\n'@\n$b = 'don''t {' # '");
    expect(good.faults).toEqual([]);
    expect(good.code.replaceAll(/\s+/g, ' ')).toBe("$a = $(f '')\"\" '' $b = '' ");
  });
});

describe('collect.ps1', () => {
  it('begins with a byte order mark, for PowerShell 5.1 reads Japanese wrongly without it', () => {
    expect([...bytes.subarray(0, 3)]).toEqual([0xef, 0xbb, 0xbf]);
    expect(text.slice(1)).not.toContain('\uFEFF');
  });

  it('has matching quotes and brackets', () => expect(source.faults).toEqual([]));

  it('uses nothing that came after PowerShell 5.1', () => {
    expect(source.code).not.toMatch(
      /&&|\|\||\?\?|\?\.|\s\?\s|-AsArray|-Parallel|-SkipCertificateCheck|-AsHashtable|\bclean\s*\{/,
    );
    // curly quotes count as quotes in PowerShell
    expect(source.code).toMatch(/^[\x20-\x7e\r\n\t]*$/);
  });

  it('calls only commands that exist there or are its own', () => {
    const own = [...source.code.matchAll(/function ([\w-]+)/g)].map((found) => found[1]);
    const called = [...source.code.matchAll(/(?<![\w$.-])[A-Z][a-z]+-[A-Z]\w+/g)].map((found) => found[0]);
    const known = [
      'Get-UICulture',
      'Write-Host',
      'Get-CimInstance',
      'Get-ItemProperty',
      'New-Object',
      'Sort-Object',
      'Select-Object',
      'Get-NetFirewallProfile',
    ];
    known.push(
      'Get-MpComputerStatus',
      'Get-Tpm',
      'Get-Service',
      'Get-Process',
      'Where-Object',
      'ForEach-Object',
      'Get-ChildItem',
      'Get-Date',
      'Remove-TypeData',
      'ConvertTo-Json',
      'Resolve-Path',
      'Add-Type',
      'Test-Path',
      'ConvertFrom-Json',
    );
    expect([...new Set(called)].filter((name) => !known.includes(name) && !own.includes(name))).toEqual([]);
  });

  it('uses no variable that is never set', () => {
    const name = (found: RegExpMatchArray): string => (found[1] ?? '').toLowerCase();
    const set = [
      ...source.code.matchAll(/\$(\w+)\s*(?:=|\+=)(?!=)/g),
      ...source.code.matchAll(/foreach \(\$(\w+) in/g),
    ].map(name);
    const parameters = [
      ...source.code.matchAll(/(?:param|function [\w-]+)\s*\(([^{]*?)\)\s*[{\n]/g),
      ...source.code.matchAll(/\{ param\(([^)]*)\)/g),
    ].flatMap((found) => [...(found[1] ?? '').matchAll(/\$(\w+)/g)].map(name));
    const automatic = ['_', 'true', 'false', 'null', 'executioncontext', 'matches', 'env', 'pscommandpath'];
    const all = new Set([...set, ...parameters, ...automatic]);
    const used = [...source.code.matchAll(/\$(\w+)/g)].map(name);
    const inStrings = source.inStrings
      .filter((one) => !one.startsWith('$env:'))
      .map((one) => one.slice(1).toLowerCase());
    expect([...new Set([...used, ...inStrings])].filter((one) => !all.has(one))).toEqual([]);
  });

  it('never turns the check of certificates off', () => {
    expect(text).not.toMatch(/CertificatePolicy|\{\s*\$true\s*\}|return true;/);
    expect(text).not.toContain('VerificationFlags');
    expect(text).toContain('~SslPolicyErrors.RemoteCertificateChainErrors) != 0) return false;');
    expect(text).toContain('Convert.ToBase64String(root) == Convert.ToBase64String(ca.RawData)');
  });

  it('has every place the server fills exactly once and gives every section', () => {
    for (const place of ['SERVER', 'TOKEN', 'CA', 'LANG']) expect(text.split(`__SONAE_${place}__`)).toHaveLength(2);
    for (const section of FACT_SECTIONS) {
      expect(source.code).toContain(`${section} = $${section}Fact`);
      expect(source.code).toMatch(new RegExp(`\\$${section}Fact = Read-Fact \\{`));
    }
  });

  it('keeps a key only on request, in its strict form, in a file that is private before anything is in it', () => {
    const pattern = /\$isKey = '([^']+)'/.exec(text)?.[1] ?? '';
    const isKey = new RegExp(pattern.replace(String.raw`\A`, '^').replace(String.raw`\z`, '$'));
    const { token } = makeToken('dev', { orgId: newUuid(systemClock), subjectId: newUuid(systemClock) });
    expect(isKey.test(token)).toBe(true);
    for (const wrong of [`${token}\n`, `${token}'`, token.toUpperCase(), token.slice(1), `${token}0`, '$(calc)', '']) {
      expect(isKey.test(wrong)).toBe(false);
    }
    expect(source.code).toMatch(/function Save-Key\(\$key\) \{\s+if \(\$key -cnotmatch \$isKey\) \{/);
    expect(source.code.match(/Save-Key \(/g)).toHaveLength(1);
    expect(source.code).toContain("if ($underCode -and $Keep -ne '') { Save-Key ([string]$answer.deviceKey) }");
    // protected from inheritance, nothing inherited kept, one rule for one user, given at creation
    expect(source.code).toContain('$rights.SetAccessRuleProtection($true, $false)');
    expect(source.code.match(/AddAccessRule\(/g)).toHaveLength(1);
    const made = source.code.indexOf('{ New-PrivateFile ');
    expect(made).toBeGreaterThan(0);
    expect(made).toBeLessThan(source.code.indexOf('Save-Key ([string]'));
    expect(source.code.match(/\[IO\.File\]::WriteAllText\(/g)).toHaveLength(2); // -Out and the key
  });

  it('takes at most 64 kB of an answer, as text only, and never runs any of it', () => {
    expect(source.code).toContain('New-Object char[] 65536');
    expect(text).toContain("'[\\x00-\\x1f\\x7f-\\x9f]+'");
    expect(source.code).not.toMatch(/Invoke-Expression|\biex\b|\.Invoke\(''\s*\+|ReadToEnd/i);
    expect(source.code).not.toMatch(/&\s*\$(?!read\b)|Start-Process|Register-ScheduledTask/); // the daily task is only told
  });

  it('gives only reasons the schema takes', () => {
    const reasons = [...text.matchAll(/Unknown '(\w+)'|\$reason = '(\w+)'/g)].map((found) => found[1] ?? found[2]);
    expect(reasons.length).toBeGreaterThan(4);
    const report: { facts: Record<string, unknown> } = JSON.parse(
      readFileSync(new URL('fixtures/windows-11.report.json', import.meta.url), 'utf8'),
    );
    for (const reason of reasons) {
      report.facts['os'] = { state: 'unknown', reason, detail: '' };
      expect(parseCollectorReport(report).facts.os).toMatchObject({ reason });
    }
  });
});
