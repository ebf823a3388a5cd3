// SPDX-License-Identifier: Apache-2.0
/** Folded text for searching by beginning: NFKC, lower case, katakana as hiragana (DESIGN §7.1). */
const KATAKANA_TO_HIRAGANA = 0x60;

export function searchKey(text: string): string {
  return text
    .normalize('NFKC')
    .toLowerCase()
    .replaceAll(/[\u30a1-\u30f6]/g, (kana) => String.fromCharCode(kana.charCodeAt(0) - KATAKANA_TO_HIRAGANA))
    .replaceAll(/\s+/g, ' ')
    .trim()
    .slice(0, 200);
}

/** Everything from `prefix` up to, but not including, this text begins with `prefix` (in code-point order). */
export const afterPrefix = (prefix: string): string => `${prefix}\u{10ffff}`;
