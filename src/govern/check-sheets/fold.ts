// SPDX-License-Identifier: Apache-2.0
/** Texts as they are compared: width and case do not count, nor do spaces, marks and katakana against hiragana. */

const KATAKANA = /[\u30a1-\u30f6]/g;

/** `ＭＦＡ（多要素認証）を、…` → `mfa 多要素認証 を …`; words stay apart. */
export function foldWords(text: string): string {
  return text
    .normalize('NFKC')
    .toLowerCase()
    .replaceAll(KATAKANA, (sign) => String.fromCharCode(sign.charCodeAt(0) - 0x60))
    .replaceAll(/[^\p{L}\p{N}ー]+/gu, ' ')
    .trim();
}

/** Without anything between: what makes two questions the same although one is numbered or broken into lines. */
export const foldWhole = (text: string): string =>
  foldWords(text.replace(/^\s*[(（]?\d{1,3}(?:[-.．]\d{1,3})*[)）.．、:]?\s+/, '')).replaceAll(' ', '');

/** How alike two folded texts are by their pairs of signs, 0 … 1 (Dice). */
export function pairLikeness(left: string, right: string): number {
  if (left === right) return 1;
  const counts = new Map<string, number>();
  const pairs = (text: string): string[] =>
    Array.from({ length: Math.max(0, text.length - 1) }, (_, at) => text.slice(at, at + 2));
  const first = pairs(left);
  const second = pairs(right);
  if (first.length === 0 || second.length === 0) return 0;
  for (const pair of first) counts.set(pair, (counts.get(pair) ?? 0) + 1);
  let shared = 0;
  for (const pair of second) {
    const rest = counts.get(pair) ?? 0;
    if (rest > 0) {
      shared += 1;
      counts.set(pair, rest - 1);
    }
  }
  return (2 * shared) / (first.length + second.length);
}
