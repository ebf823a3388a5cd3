// SPDX-License-Identifier: Apache-2.0
import { expect, test } from 'vitest';
import { guessPlatform, isSonaesComputer } from './platform.ts';

test.each([
  ['Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/131.0.0.0 Edg/131.0', 'windows'],
  ['Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 Version/18.1 Safari/605.1.15', 'macos'],
  ['Mozilla/5.0 (X11; Linux x86_64; rv:132.0) Gecko/20100101 Firefox/132.0', 'linux'],
  ['Mozilla/5.0 (iPhone; CPU iPhone OS 18_1 like Mac OS X) Version/18.1 Mobile/15E148 Safari/604.1', 'phone'],
  ['Mozilla/5.0 (Linux; Android 15) Chrome/131.0.0.0 Mobile Safari/537.36', 'phone'],
  ['', 'windows'],
])('%s is %s', (agent, platform) => {
  expect(guessPlatform(agent)).toBe(platform);
});

test('only loopback names are the computer Sonae runs on', () => {
  expect(['localhost', '127.0.0.1', '[::1]'].every(isSonaesComputer)).toBe(true);
  expect(['sonae.example.jp', '192.0.2.4', 'localhost.example.jp'].some(isSonaesComputer)).toBe(false);
});
