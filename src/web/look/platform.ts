// SPDX-License-Identifier: Apache-2.0
import type { Api } from '../api-types.ts';

export type CollectorKind = Api['POST /api/v1/org/:orgId/first-looks']['body']['kind'];

export const PC_PLATFORMS = ['windows', 'macos', 'linux'] as const;
export type PcPlatform = (typeof PC_PLATFORMS)[number];

export const KIND_OF: Readonly<Record<PcPlatform, CollectorKind>> = { windows: 'cmd', macos: 'command', linux: 'sh' };

/** What the browser says of itself: a guess, so the page lets the person choose. Windows when it does not tell. */
export function guessPlatform(userAgent: string): PcPlatform | 'phone' {
  if (/android|iphone|ipad|mobile/i.test(userAgent)) return 'phone';
  if (/mac os x|macintosh/i.test(userAgent)) return 'macos';
  if (/linux|x11|cros/i.test(userAgent)) return 'linux';
  return 'windows';
}

/** Sonae was opened by the address that only its own computer has. */
export const isSonaesComputer = (hostname: string): boolean => /^(localhost|127\.0\.0\.1|\[::1\])$/.test(hostname);
