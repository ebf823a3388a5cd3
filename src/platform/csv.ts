// SPDX-License-Identifier: Apache-2.0
/**
 * Tables for spreadsheets: RFC 4180 (CRLF, quotes doubled) in UTF-8 with a byte order mark, without which Excel reads
 * Japanese as Shift_JIS. Many words come from strangers, so no cell may be taken for a formula (OWASP, CSV injection).
 */

/** A cell that begins like a formula gets an apostrophe; control characters other than line ends go. */
export function csvCell(value: string): string {
  const clean = value.replaceAll(/[\u0000-\u0009\u000b\u000c\u000e-\u001f\u007f]/g, ' ');
  const safe = /^\s*[=+\-@\uff1d\uff0b\uff0d\uff20]/.test(clean) ? `'${clean}` : clean;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

/** A number of ours is a number, also below zero. */
export const csvLine = (cells: readonly (string | number)[]): string =>
  `${cells.map((cell) => (typeof cell === 'number' ? String(cell) : csvCell(cell))).join(',')}\r\n`;

/** The first line, with the byte order mark. */
export const csvHeadLine = (cells: readonly string[]): string => `\u{feff}${csvLine(cells)}`;
