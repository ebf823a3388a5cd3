// SPDX-License-Identifier: Apache-2.0
import { expect, test } from 'vitest';
import { keyFingerprint } from './key-fingerprint.ts';

// Made with `openssl dgst -sha256` over the same bytes, first 16 digits.
test('a key is named by the beginning of its SHA-256, as sonae verify does', async () => {
  expect(await keyFingerprint('abc')).toBe('ba7816bf8f01cfea');
});
