// SPDX-License-Identifier: Apache-2.0
/** Text as people compare it when they search: width, case and the two kana are all the same. */
export function fold(text: string): string {
  return (
    text
      .normalize('NFKC')
      .toLowerCase()
      // Katakana U+30A1–U+30F6 lies 0x60 above hiragana.
      .replaceAll(/[\u30a1-\u30f6]/g, (kana) => String.fromCharCode(kana.charCodeAt(0) - 0x60))
  );
}
