// SPDX-License-Identifier: Apache-2.0
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { findCommand } from '../../../test/debian.ts';
import { createPress } from './press.ts';

const SAMPLE = new URL('./sample.fake.typ', import.meta.url);
const press = createPress();
afterAll(async () => press.close());

const HOSTILE = [
  '#eval("1+1") #read("/etc/passwd") #import "@preview/x:1.0.0"',
  '$x^2$ @ref <label> \\ *bold* _it_ `raw` = heading // comment /* x */',
  '"}); #panic("out")',
  '株式会社かがやき、「備え」。',
  'か\u3099ぎ', // composed by a Mac as か + ゛
];

function textOf(pdf: Uint8Array): { text: string; info: string; fonts: string } {
  const folder = mkdtempSync(join(tmpdir(), 'sonae-paper-'));
  const file = join(folder, 'paper.pdf');
  writeFileSync(file, pdf);
  const run = (name: string, args: readonly string[]): string =>
    execFileSync(findCommand(name) ?? name, args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] });
  try {
    return {
      text: run('pdftotext', ['-layout', file, '-']),
      info: run('pdfinfo', [file]),
      fonts: run('pdffonts', [file]),
    };
  } finally {
    rmSync(folder, { recursive: true });
  }
}

test('what people wrote stays text, whatever it looks like', async () => {
  const { pdf, pages } = await press.print({ template: SAMPLE, data: { title: '題', lines: HOSTILE } });
  expect(pages).toBe(1);
  expect(Buffer.from(pdf.subarray(0, 5)).toString('latin1')).toBe('%PDF-');
  const raw = Buffer.from(pdf).toString('latin1');
  // ISO 14289-1: marked as tagged, says its part of the standard.
  expect(raw).toContain('/Marked true');
  expect(raw).toContain('pdfuaid:part');
});

test.skipIf(findCommand('pdftotext') === undefined)('as another program reads it', async () => {
  const { pdf } = await press.print({ template: SAMPLE, data: { title: '題', lines: HOSTILE } });
  const { text, info, fonts } = textOf(pdf);
  const flat = text.replaceAll(/\s+/g, '');
  for (const line of HOSTILE) expect(flat).toContain(line.normalize('NFC').replaceAll(/\s+/g, ''));
  expect(info).toMatch(/Tagged:\s+yes/);
  expect(info).toMatch(/Pages:\s+1/);
  // emb sub uni: embedded, a subset, with a table back to Unicode.
  expect(fonts).toMatch(/BIZUDGothic.* yes yes yes/);
});

test('a character the font lacks becomes 〓, an emoji of several parts one 〓', async () => {
  const lines = ['株式会社😀👨‍👩‍👧かがやき', 'שלום', 'a\u{d800}b', '辻\u{e0100}'];
  const { pages } = await press.print({ template: SAMPLE, data: { title: '〓', lines } });
  expect(pages).toBe(1);
});

test('a paper that takes too long or too much memory ends its process, and the next one is made', async () => {
  const hasty = createPress({ limitMs: 3000 });
  const order = { template: SAMPLE, data: { title: 't', lines: ['a'] } };
  try {
    const endless = { template: SAMPLE, data: { title: 't', lines: ['a'], spin: 100_000 } };
    await expect(hasty.print(endless)).rejects.toMatchObject({ code: 'paper_failed', kind: 'unavailable' });
    expect((await hasty.print(order)).pages).toBe(1);
  } finally {
    await hasty.close();
  }
  const narrow = createPress({ maxRssMb: 300 });
  try {
    const greedy = { template: SAMPLE, data: { title: 't', lines: ['a'], grow: 1_000_000 } };
    await expect(narrow.print(greedy)).rejects.toMatchObject({ code: 'paper_failed' });
    expect((await narrow.print(order)).pages).toBe(1);
  } finally {
    await narrow.close();
  }
});

test('too much data and too many orders are refused, a closed press makes nothing', async () => {
  const small = createPress({ maxWaiting: 0 });
  const order = { template: SAMPLE, data: { title: 't', lines: ['a'] } };
  await expect(small.print({ ...order, data: 'x'.repeat(5_000_000) })).rejects.toMatchObject({
    code: 'paper_too_large',
  });
  const first = small.print(order);
  await expect(small.print(order)).rejects.toMatchObject({ code: 'paper_busy' });
  await first;
  await small.close();
  await expect(small.print(order)).rejects.toMatchObject({ code: 'shutting_down' });
});

test('a fault of a template is an error with its place', async () => {
  await expect(press.print({ template: SAMPLE, data: { lines: [] } })).rejects.toThrow(/title/);
});
