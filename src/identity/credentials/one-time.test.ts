// SPDX-License-Identifier: Apache-2.0
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { manualClock } from '../../kernel/clock.ts';
import { matchRecoveryCode, newRecoveryCodes } from './recovery-codes.ts';
import { encodeBase32, newTotpSeed, totpCode, totpSeedText, totpUri, verifyTotp } from './totp.ts';

const SEED = Buffer.from('12345678901234567890'); // of both RFCs

describe('one-time codes', () => {
  it('are those of RFC 6238 appendix B (SHA-1, 8 digits)', () => {
    const table: [number, string][] = [
      [59, '94287082'],
      [1_111_111_109, '07081804'],
      [1_111_111_111, '14050471'],
      [1_234_567_890, '89005924'],
      [2_000_000_000, '69279037'],
      [20_000_000_000, '65353130'],
    ];
    for (const [seconds, code] of table) expect(totpCode(SEED, Math.floor(seconds / 30), 8)).toBe(code);
  });

  it('are those of RFC 4226 appendix D (6 digits)', () => {
    const codes = '755224 287082 359152 969429 338314 254676 287922 162583 399871 520489'.split(' ');
    codes.forEach((code, counter) => expect(totpCode(SEED, counter)).toBe(code));
  });

  it('count one step early or late, not two', () => {
    const clock = manualClock(new Date(1_000_000 * 30_000 + 7_000));
    for (const [offset, ok] of [
      [-2, false],
      [-1, true],
      [0, true],
      [1, true],
      [2, false],
    ] as const) {
      const step = 1_000_000 + offset;
      expect(verifyTotp(SEED, totpCode(SEED, step), { clock })).toEqual(
        ok ? { ok: true, step } : { ok: false, reason: 'wrong' },
      );
    }
  });

  it('work once: neither the same step nor an earlier one again', () => {
    const clock = manualClock(new Date(1_000_000 * 30_000));
    const code = totpCode(SEED, 1_000_000);
    expect(verifyTotp(SEED, code, { clock, lastStep: 999_999 })).toEqual({ ok: true, step: 1_000_000 });
    expect(verifyTotp(SEED, code, { clock, lastStep: 1_000_000 })).toEqual({ ok: false, reason: 'already_used' });
    expect(verifyTotp(SEED, totpCode(SEED, 999_999), { clock, lastStep: 1_000_000 })).toEqual({
      ok: false,
      reason: 'already_used',
    });
  });

  it('forgive spaces and full-width digits, nothing else', () => {
    const clock = manualClock(new Date(59_000));
    expect(verifyTotp(SEED, '２８７ ０８２', { clock }).ok).toBe(true);
    expect(verifyTotp(SEED, ' 287-082 ', { clock }).ok).toBe(true);
    for (const typed of ['', '28708', '2870820', '28708a', '287082'.padEnd(1_000_000, ' ')])
      expect(verifyTotp(SEED, typed, { clock }).ok).toBe(false);
  });

  it('reach the app by an address that names issuer and account', () => {
    expect(totpUri(SEED, { issuer: '備え:山田商店', account: 'a+b@example.jp' })).toBe(
      `otpauth://totp/${encodeURIComponent('備え 山田商店')}:a%2Bb%40example.jp?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ&issuer=${encodeURIComponent('備え 山田商店')}&algorithm=SHA1&digits=6&period=30`,
    );
    expect(totpSeedText(SEED)).toBe('GEZD GNBV GY3T QOJQ GEZD GNBV GY3T QOJQ');
    expect(newTotpSeed().length).toBe(20);
  });

  it('write seeds in the base32 of RFC 4648 §10', () => {
    const table = {
      '': '',
      f: 'MY',
      fo: 'MZXQ',
      foo: 'MZXW6',
      foob: 'MZXW6YQ',
      fooba: 'MZXW6YTB',
      foobar: 'MZXW6YTBOI',
    };
    for (const [plain, text] of Object.entries(table)) expect(encodeBase32(Buffer.from(plain))).toBe(text);
  });
});

describe('recovery codes', () => {
  it('are ten different ones of 80 bits, in groups', () => {
    const { codes, hashes } = newRecoveryCodes();
    expect(new Set(codes).size).toBe(10);
    for (const code of codes) expect(code).toMatch(/^([0-9a-hjkmnp-tv-z]{4}-){3}[0-9a-hjkmnp-tv-z]{4}$/);
    expect(hashes.every((hash) => hash.length === 32)).toBe(true);
    expect(newRecoveryCodes((length) => new Uint8Array(length).fill(255)).codes[0]).toBe('zzzz-zzzz-zzzz-zzzz');
  });

  it('match as people type them, and only their own hash', () => {
    const { codes, hashes } = newRecoveryCodes();
    const ways: ((code: string) => string)[] = [
      (code) => code,
      (code) => code.toUpperCase(),
      (code) => code.replaceAll('-', ''),
      (code) => ` ${code.replaceAll('-', ' ')} `,
      (code) => code.replaceAll('-', '－'),
      (code) => code.replaceAll('-', 'ー'),
      (code) => code.replaceAll('0', 'O').replaceAll('1', 'l'),
      (code) =>
        [...code]
          .map((sign) => (sign === '-' ? sign : String.fromCodePoint((sign.codePointAt(0) ?? 0) + 0xfee0)))
          .join(''),
    ];
    fc.assert(
      fc.property(fc.nat({ max: 9 }), fc.constantFrom(...ways), (index, way) => {
        expect(matchRecoveryCode(way(codes[index] ?? ''), hashes)).toBe(hashes[index]);
        expect(matchRecoveryCode(way(codes[index] ?? ''), hashes.toSpliced(index, 1))).toBeUndefined();
      }),
    );
    for (const wrong of ['', '-', codes[0]?.slice(1) ?? '', 'x'.repeat(1_000_000)])
      expect(matchRecoveryCode(wrong, hashes)).toBeUndefined();
  });
});
