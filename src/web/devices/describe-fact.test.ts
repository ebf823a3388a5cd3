// SPDX-License-Identifier: Apache-2.0
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { localise } from '../i18n.tsx';
import { texts } from '../texts-en.ts';
import { describeFact } from './describe-fact.ts';

const words = localise({ language: 'en', texts }, 'Asia/Tokyo');
const known = (value: unknown) => ({ state: 'known', value });

describe('facts in words', () => {
  test('the version is not said twice', () => {
    const value = { platform: 'linux', name: 'Debian GNU/Linux 12 (bookworm)', version: '12' };
    expect(describeFact('os', known(value), words)).toEqual(['Debian GNU/Linux 12 (bookworm)']);
  });
  test('a disk that cannot be judged is not called unencrypted', () => {
    const value = [{ name: 'C:', system: true, encrypted: 'unknown' }];
    expect(describeFact('disks', known(value), words)).toEqual(['C: – not known / system disk']);
  });
  test('nothing known about a product is not the same as off', () => {
    expect(describeFact('antivirus', known([{ name: 'X', enabled: null, upToDate: null }]), words)).toEqual([
      'X – not known whether it is on',
    ]);
  });
  test('unknown says why', () => {
    expect(describeFact('disks', { state: 'unknown', reason: 'no_permission' }, words)).toEqual([
      'There was no permission to look',
    ]);
  });
  test('whatever arrives, there is at least one line and it is text', () => {
    const sections = fc.constantFrom(
      'os',
      'updates',
      'disks',
      'firewall',
      'antivirus',
      'administrators',
      'hardware',
      'network',
      'new',
    );
    fc.assert(
      fc.property(sections, fc.anything(), (section, value) => {
        for (const reading of [value, known(value)]) {
          const lines = describeFact(section, reading, words);
          expect(lines.length).toBeGreaterThan(0);
          expect(lines.every((line) => typeof line === 'string')).toBe(true);
        }
      }),
    );
  });
});
