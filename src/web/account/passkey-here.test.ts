// SPDX-License-Identifier: Apache-2.0
import { expect, test } from 'vitest';
import { passkeyAt } from './passkey-here.ts';

const NAMED = { hostname: 'sonae.example.jp', secure: true, supported: true };

test.each([
  [NAMED, 'yes'],
  [{ ...NAMED, hostname: 'localhost' }, 'yes'],
  [{ ...NAMED, hostname: '127.0.0.1' }, 'needs_name'],
  [{ ...NAMED, hostname: '[::1]' }, 'needs_name'],
  [{ ...NAMED, secure: false, supported: false }, 'needs_name'],
  [{ ...NAMED, supported: false }, 'unsupported'],
] as const)('%j: %s', (place, said) => {
  expect(passkeyAt(place)).toBe(said);
});
