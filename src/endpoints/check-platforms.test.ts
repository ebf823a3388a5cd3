// SPDX-License-Identifier: Apache-2.0
import { expect, test } from 'vitest';
import { CHECK_PLATFORMS } from './check-platforms.ts';
import { CHECKS } from './checks/registry.ts';

const on = (check: string) => CHECK_PLATFORMS.get(check);

test('a check is claimed only where some agent tells what it reads', () => {
  expect([on('os_supported'), on('disk_encryption')]).toEqual([
    ['windows', 'macos', 'linux'],
    ['windows', 'macos', 'linux'],
  ]);
  expect([on('removable_media'), on('screen_lock')]).toEqual([['windows'], ['windows', 'macos']]);
  // There is no Office on Linux to ask about, and nothing to ask on macOS about SMB 1.
  expect([on('office_macros')?.includes('linux'), on('smb1_off')?.includes('macos')]).toEqual([false, false]);
});

test('no check is left that could not tell anywhere', () => {
  for (const { id } of CHECKS) expect([id, on(id)?.length]).not.toEqual([id, 0]);
  expect(CHECK_PLATFORMS.size).toBe(CHECKS.length);
});
