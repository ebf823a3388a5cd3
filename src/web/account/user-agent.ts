// SPDX-License-Identifier: Apache-2.0

// Edge and Opera also call themselves Chrome, and Chrome calls itself Safari: the order decides.
const BROWSERS: readonly (readonly [RegExp, string])[] = [
  [/\bEdgA?\//, 'Edge'],
  [/\bOPR\//, 'Opera'],
  [/\b(Firefox|FxiOS)\//, 'Firefox'],
  [/\b(Chrome|HeadlessChrome|CriOS)\//, 'Chrome'],
  [/\bSafari\//, 'Safari'],
];
const SYSTEMS: readonly (readonly [RegExp, string])[] = [
  [/\bWindows\b/, 'Windows'],
  [/\b(iPhone|iPad)\b/, 'iOS'],
  [/\bMac OS X\b/, 'macOS'],
  [/\bAndroid\b/, 'Android'],
  [/\bCrOS\b/, 'ChromeOS'],
  [/\bLinux\b/, 'Linux'],
];

const find = (list: typeof BROWSERS, text: string): string | undefined => list.find(([mark]) => mark.test(text))?.[1];

/** Enough of a browser's self-description to recognise one's own; what it says can be forged. */
export function readUserAgent(text: string): {
  readonly browser: string | undefined;
  readonly system: string | undefined;
} {
  return { browser: find(BROWSERS, text), system: find(SYSTEMS, text) };
}
