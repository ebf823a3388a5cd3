// SPDX-License-Identifier: Apache-2.0
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { csvCell } from '../platform/csv.ts';
import { csvHead, csvLines } from './device-csv.ts';

/** RFC 4180, one row: what a spreadsheet makes of it. */
function readRow(text: string): string[] {
  const cells: string[] = [''];
  let quoted = false;
  for (let at = 0; at < text.length; at += 1) {
    const letter = text[at] ?? '';
    const last = cells.length - 1;
    if (quoted && letter === '"' && text[at + 1] === '"') {
      cells[last] += '"';
      at += 1;
    } else if (letter === '"') quoted = !quoted;
    else if (letter === ',' && !quoted) cells.push('');
    else cells[last] += letter;
  }
  return cells;
}

const DEVICE = {
  deviceId: '01a1f677-0000-7000-8000-000000000001',
  label: '受付, "1号"',
  hostname: '=HYPERLINK("http://example.invalid")',
  platform: 'windows',
  osName: 'Windows 11 Pro',
  osVersion: '23H2',
  ownerId: null,
  ownerName: '見本 花子',
  state: 'silent',
  lastObservedAt: '2026-11-20T01:02:03.000Z',
  lastReceivedAt: '2026-11-20T01:02:03.000Z',
  failing: 1,
  unknown: 0,
} as const;

test('begins with a byte order mark and the words of the language', () => {
  expect(csvHead('ja').codePointAt(0)).toBe(0xfeff);
  expect(csvHead('ja')).toContain('端末の名前,');
  expect(csvHead('en')).toMatch(/Last seen \(UTC\).*\r\n$/);
});

test('a row says who, what and which checks; a name that is a formula is text', () => {
  const open = [{ subject_id: DEVICE.deviceId, check_id: 'disk-encryption', verdict: 'fail' as const }];
  const cells = readRow(csvLines([DEVICE], open, 'ja').trimEnd());
  expect(cells).toHaveLength(10);
  expect(cells.slice(0, 2)).toEqual(['受付, "1号"', `'=HYPERLINK("http://example.invalid")`]);
  expect(cells.slice(5, 8)).toEqual(['見本 花子', '連絡なし', '2026-11-20 01:02']);
});

test('whatever a device calls itself: one cell, never a formula', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 40 }), fc.string({ maxLength: 20 }), (name, other) => {
      const row = [name, other].map(csvCell).join(',');
      const cells = readRow(row);
      expect(cells).toHaveLength(2);
      for (const cell of cells) expect(cell).not.toMatch(/^[\s]*[=+\-@]|\t/);
    }),
  );
});
