// SPDX-License-Identifier: Apache-2.0
/**
 * Kana to romaji, for measuring passwords: what a person makes of ふりがな on a keyboard. Long vowels and double
 * consonants follow typing (おおの → oono, サッポロ → sapporo); `romajiVariants` adds the other common spellings.
 */
const ROWS: readonly (readonly [string, string])[] = [
  ['あいうえお', 'a i u e o'],
  ['かきくけこ', 'ka ki ku ke ko'],
  ['がぎぐげご', 'ga gi gu ge go'],
  ['さしすせそ', 'sa shi su se so'],
  ['ざじずぜぞ', 'za ji zu ze zo'],
  ['たちつてと', 'ta chi tsu te to'],
  ['だぢづでど', 'da ji zu de do'],
  ['なにぬねの', 'na ni nu ne no'],
  ['はひふへほ', 'ha hi fu he ho'],
  ['ばびぶべぼ', 'ba bi bu be bo'],
  ['ぱぴぷぺぽ', 'pa pi pu pe po'],
  ['まみむめも', 'ma mi mu me mo'],
  ['やゆよらりるれろわゐゑをんゔ', 'ya yu yo ra ri ru re ro wa i e o n vu'],
  ['ぁぃぅぇぉゃゅょゎ', 'a i u e o ya yu yo wa'],
];
const SINGLE = new Map(
  ROWS.flatMap(([kana, romaji]) =>
    romaji.split(' ').map((sound, index) => [Array.from(kana)[index] ?? '', sound] as const),
  ),
);
const SMALL = new Map(
  Array.from(
    'ぁぃぅぇぉゃゅょ',
    (kana, index) => [kana, ['a', 'i', 'u', 'e', 'o', 'ya', 'yu', 'yo'][index] ?? ''] as const,
  ),
);

/** Hepburn romaji in lower case of the kana in a text; other signs stay as they are. */
export function kanaToRomaji(text: string): string {
  const signs = Array.from(toHiragana(text.normalize('NFKC')));
  let romaji = '';
  for (let at = 0; at < signs.length; at += 1) {
    const joined = contract(signs[at], signs[at + 1]);
    const sound = joined ?? soundOf(signs[at] ?? '', romaji);
    romaji += signs[at - 1] === 'っ' ? doubled(sound) + sound : sound;
    if (joined !== undefined) at += 1;
  }
  return romaji;
}

/** One sign alone; ー draws out the vowel before it, っ sounds only in what follows. */
function soundOf(sign: string, before: string): string {
  if (sign === 'っ') return '';
  return sign === 'ー' ? (/[aiueo]$/.exec(before)?.[0] ?? '') : (SINGLE.get(sign) ?? sign);
}

/** The consonant that っ doubles: って tte, っち tchi. */
const doubled = (sound: string): string => (/^[a-z]/.test(sound) ? sound.replace(/^ch/, 't').charAt(0) : '');

/** きゃ kya, しゃ sha, ふぁ fa, てぃ ti; nothing when the second is no small kana that joins. */
function contract(first = '', second = ''): string | undefined {
  const base = SINGLE.get(first);
  const small = SMALL.get(second);
  if (base === undefined || base.length < 2 || small === undefined) return undefined;
  const stem = base.slice(0, -1);
  if (!small.startsWith('y')) return base.endsWith(small) ? undefined : stem + small; // かぁ is a drawn-out "kaa"
  if (!base.endsWith('i')) return undefined;
  return /(?:sh|ch|j)$/.test(stem) ? stem + small.slice(1) : stem + small;
}

/** Katakana to hiragana; the rest stays. */
export const toHiragana = (text: string): string =>
  text.replace(/[ァ-ヴ]/g, (sign) => String.fromCodePoint((sign.codePointAt(0) ?? 0) - 0x60));

/** The typed spelling, the Kunrei one (shi → si, tsu → tu), and both with shortened long vowels (satou → sato, oono → ono). */
export function romajiVariants(kana: string): string[] {
  const hepburn = kanaToRomaji(kana);
  const kunrei = hepburn
    .replaceAll('shi', 'si')
    .replaceAll('tsu', 'tu')
    .replaceAll('chi', 'ti')
    .replaceAll('fu', 'hu')
    .replaceAll('ji', 'zi')
    .replace(/sh([auo])/g, 'sy$1')
    .replace(/ch([auo])/g, 'ty$1')
    .replace(/j([auo])/g, 'zy$1');
  const short = (text: string): string =>
    text.replace(/ou|oo/g, 'o').replaceAll('uu', 'u').replaceAll('aa', 'a').replaceAll('ii', 'i');
  return [...new Set([hepburn, kunrei, short(hepburn), short(kunrei), hepburn.replace(/n(?=[bmp])/g, 'm')])];
}
