// SPDX-License-Identifier: Apache-2.0
/** The papers as another program reads them (Debian's poppler-utils); what needs it not is proven without. */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, describe, expect, test } from 'vitest';
import { findCommand } from '../../test/debian.ts';
import { createPress } from '../platform/pdf/press.ts';
import { composeMonth } from './compose-month.ts';
import { fakeMonth, fakeReport } from './figures.fake.ts';
import { printFull, printMonth } from './print.ts';

const press = createPress({ limitMs: 60_000 });
afterAll(async () => press.close());

const poppler = findCommand('pdftotext') !== undefined;

function read(pdf: Uint8Array, command: string, ...args: readonly string[]): string {
  const folder = mkdtempSync(join(tmpdir(), 'sonae-report-'));
  const file = join(folder, 'report.pdf');
  writeFileSync(file, pdf);
  try {
    const stdio: ['ignore', 'pipe', 'ignore'] = ['ignore', 'pipe', 'ignore'];
    return execFileSync(findCommand(command) ?? command, [file, ...args], { encoding: 'utf8', stdio });
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** ISO 32000-1, 7.7.3.3: an object for each page. Some writers hide them in object streams; this one does not. */
const pagesOf = (pdf: Uint8Array): number =>
  Buffer.from(pdf)
    .toString('latin1')
    .match(/\/Type\s*\/Page\b(?!s)/g)?.length ?? 0;

const flat = (text: string): string => text.replaceAll(/\s+/g, '');
const HOSTILE = [
  '#eval("1+1")',
  '$x^2$ @ref <label>',
  '*太字* _斜体_ `raw` = 見出し // 注',
  '\\ #panic("out") #include "/etc/passwd"',
  '😀👨‍👩‍👧かがやき',
  'שלום مرحبا',
  '\ud800半分\udc00',
  '\u202e逆さ\u202c',
  'あ'.repeat(500),
  'W'.repeat(500),
  '',
  '   ',
  '\u0000\n\r\u2028',
];
const once = { language: 'ja', soFar: false } as const;

describe('the one-page report', () => {
  test.each(HOSTILE)('is one page, whatever an organisation is called (%#)', async (organisation) => {
    const pdf = await printMonth(press, fakeMonth({ organisation, text: organisation }), { ...once, soFar: true });
    const raw = Buffer.from(pdf).toString('latin1');
    expect(pagesOf(pdf)).toBe(1);
    expect(raw).toContain('/Lang (ja)');
    expect(raw).toContain('/Marked true');
  });

  test('stays one page with thirty contradictions, forty late tasks and names without an end, and counts the rest', async () => {
    const size = { contradictions: 30, tasks: 40, devices: 9000, text: 'とても長い名前'.repeat(30) };
    const figures = fakeMonth({ ...size, organisation: '医療法人社団'.repeat(40) });
    for (const language of ['ja', 'en'] as const) {
      const pdf = await printMonth(press, figures, { language, soFar: true });
      expect(pagesOf(pdf)).toBe(1);
      for (const cell of composeMonth(figures, { language, soFar: true }).changes.cells.slice(0, 2)) {
        expect(cell.more).toMatch(/\d/);
      }
    }
  });

  test('any text in any place: one page', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.string({ unit: 'binary', maxLength: 300 }),
        fc.nat(60),
        fc.constantFrom('ja' as const, 'en' as const),
        async (text, many, language) => {
          const figures = fakeMonth({ organisation: text, text, contradictions: many, tasks: many });
          const pdf = await printMonth(press, figures, { language, soFar: true });
          expect(pagesOf(pdf)).toBe(1);
        },
      ),
      { numRuns: 20 },
    );
  });

  test('the same figures are the same bytes', async () => {
    const [one, other] = [await printMonth(press, fakeMonth(), once), await printMonth(press, fakeMonth(), once)];
    expect(Buffer.compare(one, other)).toBe(0);
  });

  test.skipIf(!poppler)('says in words what it draws, with its fonts inside', async () => {
    const organisation = '#eval("x") 株式会社 $y$ @ref';
    const pdf = await printMonth(press, fakeMonth({ organisation }), once);
    const text = flat(read(pdf, 'pdftotext', '-'));
    for (const part of [
      '月の報告2026年10月',
      flat(organisation),
      '雨',
      '決めていただくこと',
      '食い違い3件',
      '43項目中20項目',
    ])
      expect(text).toContain(part);
    expect(text).toContain('5f3d9c2b7a81e4460d1c2f9b8e7a6d5c4b3a29180716f5e4d3c2b1a09f8e7d6c');
    expect(read(pdf, 'pdfinfo')).toMatch(/Tagged:\s+yes[^]*Pages:\s+1\n[^]*595\.276 x 841\.89 pts \(A4\)/);
    expect(read(pdf, 'pdfinfo')).toContain('月の報告 2026年10月');
    const fonts = read(pdf, 'pdffonts').split('\n').slice(2).filter(Boolean);
    expect(fonts.length).toBeGreaterThan(0);
    for (const font of fonts) expect(font).toMatch(/^[A-Z]{6}\+BIZUDGothic.* yes yes yes /);
  });

  test.skipIf(!poppler)('no line begins with a mark that may not begin one (JIS X 4051)', async () => {
    const pdf = await printMonth(press, fakeMonth({ contradictions: 30, text: '、「長い」名前。' }), once);
    // Columns stand side by side; without -layout poppler breaks lines of its own.
    const lines = read(pdf, 'pdftotext', '-layout', '-')
      .split(/\n| {3,}/)
      .map((line) => line.trim());
    expect(lines.filter((line) => /^[、。」）：，．]/.test(line))).toEqual([]);
  });
});

describe('the full report', () => {
  test.skipIf(!poppler)('has contents, numbered pages and the head of each table on each page', async () => {
    const pdf = await printFull(press, fakeReport({ controls: 150, devices: 500, tasks: 200 }), once);
    const pages = Number(/Pages:\s+(\d+)/.exec(read(pdf, 'pdfinfo'))?.[1]);
    expect(pages).toBeGreaterThan(5);
    expect(pagesOf(pdf)).toBe(pages);
    const texts = read(pdf, 'pdftotext', '-layout', '-').split('\f').slice(0, pages);
    expect(texts[0]).toContain('目次');
    texts.forEach((text, no) => expect(text).toContain(`${no + 1} / ${pages}`));
    for (const text of texts.slice(1, 5)) expect(text).toMatch(/対策\s+回答\s+実測\s+範囲/);
    const whole = flat(texts.join(''));
    expect(whole).toContain('当てはまらない');
    expect(whole).toContain('期限切れ');
  });

  test('hostile names come out as text', async () => {
    for (const text of HOSTILE) {
      const pdf = await printFull(press, fakeReport({ organisation: text, text, controls: 4 }), once);
      expect(Buffer.from(pdf.subarray(0, 5)).toString('latin1')).toBe('%PDF-');
    }
  });
});
