// SPDX-License-Identifier: Apache-2.0
/**
 * Which characters a font has, and what to print instead of those it has not.
 *
 * PDF/UA-1 (ISO 14289-1, 7.21.8) forbids ".notdef": a paper with one character that the font does not know would not be
 * made at all. Such a character becomes 〓, the sign that Japanese printers set where a piece of type is missing.
 */

/** One bit for each code point. */
export interface Coverage {
  has(codePoint: number): boolean;
}

const CODE_POINTS = 0x11_0000;

/** Offset of a table of an OpenType file ("Organization of an OpenType Font": 12 bytes, then 16 for each table). */
function tableOffset(font: DataView, tag: string): number | undefined {
  for (let no = 0; no < font.getUint16(4); no += 1) {
    const at = 12 + no * 16;
    const name = String.fromCodePoint(...[0, 1, 2, 3].map((place) => font.getUint8(at + place)));
    if (name === tag) return font.getUint32(at + 8);
  }
  return undefined;
}

type Mark = (from: number, to: number) => void;

/** OpenType "cmap", format 12: groups of (first, last, glyph). */
function readGroups(font: DataView, at: number, mark: Mark): void {
  for (let no = 0; no < font.getUint32(at + 12); no += 1) {
    const group = at + 16 + no * 12;
    mark(font.getUint32(group), font.getUint32(group + 4));
  }
}

/** OpenType "cmap", format 4: the ends of all segments, two bytes, the beginnings. Ends with 0xFFFF, which is none. */
function readSegments(font: DataView, at: number, mark: Mark): void {
  const bytes = font.getUint16(at + 6);
  for (let place = 0; place < bytes; place += 2) {
    const last = font.getUint16(at + 14 + place);
    const first = font.getUint16(at + 16 + bytes + place);
    if (first !== 0xff_ff) mark(first, last);
  }
}

/** Reads what a TrueType or OpenType font covers. @throws Error when it has no table of characters that we can read. */
export function readCoverage(bytes: Uint8Array): Coverage {
  const font = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const cmap = tableOffset(font, 'cmap');
  if (cmap === undefined) throw new Error('the font has no table of characters');
  const bits = new Uint8Array(CODE_POINTS / 8);
  const mark: Mark = (from, to) => {
    for (let code = from; code <= Math.min(to, CODE_POINTS - 1); code += 1) {
      bits[code >> 3] = (bits[code >> 3] ?? 0) | (1 << (code & 7));
    }
  };
  let read = 0;
  for (let no = 0; no < font.getUint16(cmap + 2); no += 1) {
    const at = cmap + font.getUint32(cmap + 8 + no * 8);
    const format = font.getUint16(at);
    if (format === 12) readGroups(font, at, mark);
    else if (format === 4) readSegments(font, at, mark);
    else continue;
    read += 1;
  }
  if (read === 0) throw new Error('the font has no table of characters in a known format');
  return { has: (code) => ((bits[code >> 3] ?? 0) & (1 << (code & 7))) !== 0 };
}

export const MISSING_TYPE = '〓';

const clusters = new Intl.Segmenter('ja', { granularity: 'grapheme' });
const covered = (text: string, coverage: Coverage): boolean =>
  [...text].every((one) => one === '\n' || coverage.has(one.codePointAt(0) ?? 0));

/**
 * The text as the font can show it: composed (NFC: a Mac's か + ゛ is が), without control characters, without marks that
 * only change directions or forms, and 〓 for each whole character (an emoji of several parts is one) that it lacks.
 */
export function printable(text: string, coverage: Coverage): string {
  const plain = text
    .toWellFormed()
    .normalize('NFC')
    .replaceAll(/\r\n?|[\p{Zl}\p{Zp}]/gu, '\n')
    .replaceAll(/[^\P{Cc}\n]/gu, ' ');
  if (covered(plain, coverage)) return plain;
  const shown = (cluster: string): string => {
    const bare = cluster.replaceAll(/\p{Default_Ignorable_Code_Point}/gu, '');
    const wide = covered(bare, coverage) ? bare : bare.normalize('NFKC');
    return covered(wide, coverage) ? wide : MISSING_TYPE;
  };
  return [...clusters.segment(plain)].map(({ segment }) => shown(segment)).join('');
}

/** Every text inside of plain data, keys left alone. */
export function printableData(value: unknown, coverage: Coverage): unknown {
  if (typeof value === 'string') return printable(value, coverage);
  if (Array.isArray(value)) return value.map((one: unknown) => printableData(one, coverage));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, printableData(one, coverage)]));
}
