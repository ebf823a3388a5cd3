// SPDX-License-Identifier: Apache-2.0
import { spawnSync } from 'node:child_process';

import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';

import { systemClock } from '../../../kernel/clock.ts';
import { readPowerShell } from './powershell-source.fake.ts';
import { COLLECTOR_KINDS, collectorOrigin, collectorToken, renderCollector } from './render-collector.ts';
import type { CollectorSettings } from './render-collector.ts';
import { makeTestAuthority } from './test-authority.fake.ts';

const settings: CollectorSettings = {
  serverUrl: 'https://sonae.example.jp:8443',
  token: 'snc_AbC-123._~x',
  language: 'ja',
};
let caPem = '';
beforeAll(async () => {
  ({ caPem } = await makeTestAuthority(systemClock.now()));
});
const textOf = (kind: (typeof COLLECTOR_KINDS)[number], more: Partial<CollectorSettings> = {}): string =>
  renderCollector(kind, { ...settings, caPem, ...more }).body.toString('utf8');

describe('renderCollector', () => {
  it.each(COLLECTOR_KINDS)('fills every place of the %s file', (kind) => {
    const text = textOf(kind);
    expect(text).not.toMatch(/__SONAE_/);
    expect(text).toContain("'https://sonae.example.jp:8443'");
    expect(text).toContain("'snc_AbC-123._~x'");
    expect(text.replaceAll('\r\n', '\n')).toContain(caPem.trim());
    expect(renderCollector(kind, settings).fileName).toBe(`sonae-check.${kind}`);
  });

  it('gives a shell script that the shell accepts', () => {
    for (const kind of ['sh', 'command'] as const) {
      const text = textOf(kind);
      expect(text.startsWith('#!/bin/sh\n')).toBe(true);
      expect(text).not.toContain('\r');
      expect(spawnSync('sh', ['-n'], { input: text }).status).toBe(0);
    }
  });

  it('gives PowerShell with byte order mark and Windows line ends, still balanced', () => {
    const text = textOf('ps1');
    expect(text.startsWith('\uFEFF#')).toBe(true);
    expect(text).not.toMatch(/[^\r]\n/);
    expect(readPowerShell(text.slice(1)).faults).toEqual([]);
  });

  it('gives a batch file whose first part cmd understands and PowerShell skips', () => {
    const text = textOf('cmd');
    const [header = '', script = ''] = text.split('\r\n#>\r\n');
    expect(header.startsWith('<# :\r\n@echo off\r\n')).toBe(true);
    // cmd reads in the local code page, and must stop before the PowerShell begins
    expect(header).toMatch(/^[\x20-\x7e\r\n]+$/);
    expect(header.endsWith('exit /b %SONAE_RESULT%')).toBe(true);
    expect(header).not.toContain('#>');
    expect(header).toContain('-NoProfile -ExecutionPolicy Bypass');
    expect(script).toBe(textOf('ps1').slice(1));
    expect(readPowerShell(text).faults).toEqual([]);
    // `param` must stay the first statement behind the comment
    expect(readPowerShell(text).code.trim().startsWith('param(')).toBe(true);
  });

  it.each([
    "https://a'b.example.jp",
    'https://user@example.jp',
    'https://example.jp/path',
    'https://example.jp/?x=1',
    'https://example.jp/#x',
    'http://example.jp',
    'http://127.0.0.1.example.jp',
    'ftp://example.jp',
    'javascript:alert(1)',
    'https://$(touch pwned)',
    '',
  ])('refuses the address %j', (serverUrl) => {
    expect(() => renderCollector('sh', { ...settings, serverUrl })).toThrow(TypeError);
  });

  it.each([
    'https://example.jp',
    'https://[::1]:8443',
    'http://127.0.0.1:8420',
    'http://localhost:8420',
    'https://日本.example',
  ])('takes the address %s', (serverUrl) => {
    expect(collectorOrigin(serverUrl)).toMatch(/^https?:\/\/[\x21-\x7e]+$/);
  });

  it('lets nothing through that could end a string of sh or PowerShell', () => {
    const bad = fc.constantFrom("'", '\n', '$', '`', '"', '\u2019', ' ', '\\');
    const text = fc.uint16Array({ maxLength: 40 }).map((units) => String.fromCharCode(...units)); // any text, quickly made
    fc.assert(
      fc.property(text, bad, text, (before, one, after) => {
        expect(() => collectorToken(`validtoken${before}${one}${after}`)).toThrow(TypeError);
      }),
    );
    for (const one of ["'", '\u2019', "'; touch pwned; '", "'\n", '$(touch pwned)', '`x`']) {
      const wrong = caPem.replace('-----END', `${one}\n-----END`);
      expect(() => renderCollector('ps1', { ...settings, caPem: wrong })).toThrow('one PEM certificate');
    }
  });

  it('refuses a certificate that is none, a private key, and two in one', () => {
    for (const wrong of [
      '',
      'x',
      '-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----',
      caPem + caPem,
      caPem.replaceAll('CERTIFICATE', 'PRIVATE KEY'),
    ]) {
      expect(() => renderCollector('sh', { ...settings, caPem: wrong })).toThrow(/PEM|asn1|wrong/i);
    }
  });
});
