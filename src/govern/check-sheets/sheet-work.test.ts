// SPDX-License-Identifier: Apache-2.0
import { strToU8, unzipSync, zipSync } from 'fflate';
import fc from 'fast-check';
import iconv from 'iconv-lite';
import { describe, expect, test } from 'vitest';
import { SafeError } from '../../kernel/errors.ts';
import { cellName, columnName, parseCellName } from './book.ts';
import type { Book, SheetChanges } from './book.ts';
import { workOnSheet } from './sheet-work.ts';
import { makeWorkbook, questionnaire, rowXml, sheetXml } from './sheets.fake.ts';

function read(bytes: Uint8Array): Book {
  const book = workOnSheet({ kind: 'read', bytes });
  if (book instanceof Uint8Array) throw new Error('no book');
  return book;
}

function write(bytes: Uint8Array, changes: readonly SheetChanges[]): Uint8Array {
  const file = workOnSheet({ kind: 'write', bytes, changes });
  if (!(file instanceof Uint8Array)) throw new Error('no file');
  return file;
}

/** Code and place of what was refused. */
function refusal(bytes: Uint8Array): [string, string | undefined] {
  try {
    read(bytes);
  } catch (error) {
    if (error instanceof SafeError) return [error.code, error.details[0]?.field];
    throw error;
  }
  throw new Error('it was taken');
}

const cellsOf = (book: Book, sheet = 0): Record<string, string> =>
  Object.fromEntries(
    (book.worksheets[sheet]?.rows ?? []).flatMap(({ row, cells }) =>
      cells.map(({ column, text }) => [cellName(row, column), text]),
    ),
  );

const one = (rows: readonly string[], after = ''): Uint8Array =>
  makeWorkbook([{ name: 'Sheet1', xml: sheetXml(rows, after) }]);

describe('names of cells', () => {
  test('go both ways', () => {
    expect([columnName(0), columnName(25), columnName(26), columnName(701), columnName(702)]).toEqual([
      'A',
      'Z',
      'AA',
      'ZZ',
      'AAA',
    ]);
    fc.assert(
      fc.property(fc.nat(1_000_000), fc.nat(16_000), (row, column) => {
        expect(parseCellName(cellName(row, column))).toEqual({ row, column });
      }),
    );
  });
});

describe('reading a workbook', () => {
  test('gives cells, merged cells, lists to choose from and what is hidden', () => {
    const book = read(questionnaire());
    expect(cellsOf(book)).toMatchObject({ A1: '情報セキュリティ チェックシート', C3: '回答（○/△/×）', A5: '1' });
    expect(book).toMatchObject({ kind: 'xlsx', macro: false, formulas: true });
    expect(book.worksheets.map(({ name, hidden }) => [name, hidden])).toEqual([
      ['質問票', false],
      ['リスト', true],
    ]);
    expect(book.worksheets[0]?.merges).toHaveLength(2);
    expect(book.worksheets[0]?.lists).toEqual([
      { areas: [{ top: 4, left: 2, bottom: 8, right: 2 }], words: ['○', '△', '×'] },
    ]);
  });

  test('leaves out readings, puts formatted pieces together, decodes what is escaped', () => {
    const shared =
      '<sst><si><r><t>端</t></r><r><rPr><b/></rPr><t xml:space="preserve">末 &amp; &#x3042;</t></r><rPh sb="0" eb="1"><t>タンマツ</t></rPh></si><si><t>a_x000D_b</t></si></sst>';
    const relations =
      '<Relationships><Relationship Id="rId1" Type="x/worksheet" Target="/xl/worksheets/sheet1.xml"/><Relationship Id="rId9" Type="x/sharedStrings" Target="sharedStrings.xml"/></Relationships>';
    const file = makeWorkbook(
      [
        {
          name: 'S',
          xml: sheetXml(['<row r="1"><c r="A1" t="s"><v>0</v></c><c t="s"><v>1</v></c><c t="b"><v>1</v></c></row>']),
        },
      ],
      { 'xl/sharedStrings.xml': strToU8(shared), 'xl/_rels/workbook.xml.rels': strToU8(relations) },
    );
    expect(cellsOf(read(file))).toEqual({ A1: '端末 & あ', B1: 'a\rb', C1: 'TRUE' });
  });

  test('takes a file with a program as data and says that there is one', () => {
    const xml = sheetXml([rowXml(1, ['質問'])]);
    const file = makeWorkbook([{ name: 'S', xml }], { 'xl/vbaProject.bin': strToU8('Sub Auto_Open()') });
    expect(read(file)).toMatchObject({ macro: true });
    const back = unzipSync(write(file, [{ sheet: 0, cells: [{ row: 0, column: 1, text: 'x' }] }]));
    expect(Buffer.from(back['xl/vbaProject.bin'] ?? []).toString()).toBe('Sub Auto_Open()');
  });

  test('refuses what it cannot read and names the place', () => {
    const good = Buffer.from(questionnaire());
    const cut = good.subarray(0, good.length - 40);
    const flipped = Buffer.from(good);
    // Inside of the packed first part; its checksum no longer fits.
    const at = flipped.indexOf('xl/worksheets/sheet1.xml') + 24 + 30;
    flipped.writeUInt8(flipped.readUInt8(at) ^ 0xff, at);
    const locked = Buffer.from(good);
    locked.writeUInt16LE(1, locked.indexOf('PK\u0001\u0002', 0, 'latin1') + 8);
    const compound = Buffer.concat([Buffer.from([0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1]), Buffer.alloc(600)]);
    const withPassword = Buffer.concat([compound, Buffer.from('EncryptedPackage', 'utf16le')]);
    expect(refusal(cut)).toEqual(['sheet_broken', undefined]);
    expect(refusal(flipped)).toEqual(['sheet_broken', 'xl/worksheets/sheet1.xml']);
    expect(refusal(locked)).toEqual(['sheet_encrypted', undefined]);
    expect(refusal(withPassword)).toEqual(['sheet_encrypted', undefined]);
    expect(refusal(compound)).toEqual(['sheet_old_excel', undefined]);
    expect(refusal(zipSync({ 'a.txt': strToU8('hello') }))).toEqual(['sheet_not_a_sheet', undefined]);
    expect(refusal(new Uint8Array())).toEqual(['sheet_empty', undefined]);
    expect(refusal(one([]))).toEqual(['sheet_empty', undefined]);
    expect(refusal(one(['<row r="2"></row><row r="2"></row>']))).toEqual(['sheet_broken', 'Sheet1!A3']);
    expect(refusal(one(['<row r="1"><c r="B1"/><c r="A1"/></row>']))).toEqual(['sheet_broken', 'Sheet1!C1']);
    expect(refusal(one(['<row r="1"><c r="A1"></row>']))).toEqual(['sheet_broken', 'Sheet1']);
    expect(refusal(one(['<row r="1"><c r="A1" t="s"><v>7</v></c></row>']))).toEqual(['sheet_broken', 'Sheet1!A1']);
    const entities = '<!DOCTYPE x [<!ENTITY a "aaaa">]><worksheet/>';
    expect(refusal(makeWorkbook([{ name: 'S', xml: entities }]))).toEqual(['sheet_broken', 'S']);
  });

  test('has bounds: rows, columns, depth, and what the packing promises', () => {
    const rows = (count: number): string[] => Array.from({ length: count }, (_, at) => rowXml(at + 1, ['x']));
    expect(refusal(one(rows(50_000)))).toEqual(['sheet_too_many_rows', 'Sheet1!A5001']);
    expect(read(one(rows(5000))).worksheets[0]?.rows).toHaveLength(5000);
    const empty = Array.from({ length: 50_000 }, (_, at) => `<row r="${at + 1}"><c r="A${at + 1}" s="1"/></row>`);
    expect(read(one([...empty, rowXml(50_001, ['x'])])).worksheets[0]?.rows).toHaveLength(1);
    expect(refusal(one(['<row r="1"><c r="GS1"><v>1</v></c></row>']))).toEqual([
      'sheet_too_many_columns',
      'Sheet1!GS1',
    ]);
    const long = rowXml(1, ['x'.repeat(32_768)]);
    expect(refusal(one([long]))).toEqual(['sheet_cell_too_long', 'Sheet1!A1']);
    expect(refusal(one(['<a>'.repeat(200)]))).toEqual(['sheet_broken', 'Sheet1']);
  });

  test('a zip bomb costs nothing: by size, by lying about it, by parts on top of each other', () => {
    const zeros = new Uint8Array(41 * 1024 * 1024);
    const xml = sheetXml([rowXml(1, ['x'])]);
    const bomb = makeWorkbook([{ name: 'S', xml }], { 'xl/worksheets/sheet1.xml': zeros });
    expect(bomb.length).toBeLessThan(100_000);
    expect(refusal(bomb)).toEqual(['sheet_too_large_inside', 'xl/worksheets/sheet1.xml']);
    const lying = Buffer.from(bomb);
    const name = lying.lastIndexOf('xl/worksheets/sheet1.xml');
    lying.writeUInt32LE(100, name - 46 + 24);
    expect(refusal(lying)).toEqual(['sheet_too_large_inside', 'xl/worksheets/sheet1.xml']);
    const stacked = Buffer.from(questionnaire());
    const first = stacked.indexOf('PK\u0001\u0002', 0, 'latin1');
    const second = stacked.indexOf('PK\u0001\u0002', first + 4, 'latin1');
    stacked.writeUInt32LE(stacked.readUInt32LE(first + 42), second + 42);
    expect(refusal(stacked)[0]).toBe('sheet_too_large_inside');
  });

  test('whatever the bytes are: a book or a refusal with a code, never anything else', () => {
    const good = Buffer.from(questionnaire());
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.nat(good.length - 1), fc.nat(255)), { maxLength: 6 }), (changes) => {
        const bytes = Buffer.from(good);
        for (const [at, value] of changes) bytes.writeUInt8(value, at);
        try {
          expect(read(bytes).worksheets.length).toBeGreaterThan(0);
        } catch (error) {
          expect(error).toBeInstanceOf(SafeError);
        }
      }),
      { numRuns: 300 },
    );
  });
});

describe('writing into a workbook', () => {
  const changes: SheetChanges[] = [
    {
      sheet: 0,
      cells: [
        { row: 4, column: 2, text: '○' },
        { row: 4, column: 3, text: '15台中12台で確認（2026-11-20）\n<次の行> & "_x000D_"' },
        { row: 7, column: 3, text: '4' },
        { row: 11, column: 1, text: '=HYPERLINK("x")' },
      ],
    },
  ];

  test('changes these cells and not a byte of any other part', () => {
    const before = questionnaire();
    const after = write(before, changes);
    const [left, right] = [unzipSync(before), unzipSync(after)];
    expect(Object.keys(right)).toEqual(Object.keys(left));
    for (const name of Object.keys(left)) {
      if (name !== 'xl/worksheets/sheet1.xml')
        expect(Buffer.from(right[name] ?? [])).toEqual(Buffer.from(left[name] ?? []));
    }
    expect(cellsOf(read(after))).toEqual({
      ...cellsOf(read(before)),
      C5: '○',
      D5: '15台中12台で確認（2026-11-20）\n<次の行> & "_x000D_"',
      D8: '4',
      B12: '=HYPERLINK("x")',
    });
    const xml = Buffer.from(right['xl/worksheets/sheet1.xml'] ?? []).toString();
    // The format of the cell stays, a number goes in as one, a text is no formula, the calculated cell is as it was.
    expect(xml).toContain('<c r="C5" s="1" t="inlineStr">');
    expect(xml).toContain('<c r="D8"><v>4</v></c>');
    expect(xml).toContain('<f>COUNTIF(C5:C9,"○")</f><v>0</v>');
    expect(xml.match(/<f>/g)).toHaveLength(1);
  });

  test('writes no calculated cell', () => {
    const over = [{ sheet: 0, cells: [{ row: 9, column: 2, text: '○' }] }];
    expect(() => write(questionnaire(), over)).toThrow('sheet_cell_is_formula');
  });

  test('keeps the prefix a file uses, fills empty rows and an empty sheet', () => {
    const xml =
      '<x:worksheet xmlns:x="m"><x:sheetData><x:row r="1"/><x:row r="3"><x:c r="B3"/></x:row></x:sheetData></x:worksheet>';
    const file = makeWorkbook([
      { name: 'P', xml },
      { name: 'E', xml: '<worksheet><sheetData/></worksheet>' },
      { name: 'T', xml: sheetXml([rowXml(1, ['x'])]) },
    ]);
    const at = (row: number, column: number) => ({ row, column, text: `${cellName(row, column)}!` });
    const written = write(file, [
      { sheet: 0, cells: [at(2, 2), at(0, 0), at(1, 5), at(2, 0)] },
      { sheet: 1, cells: [at(3, 1)] },
    ]);
    expect(cellsOf(read(written))).toEqual({ A1: 'A1!', F2: 'F2!', A3: 'A3!', C3: 'C3!' });
    expect(cellsOf(read(written), 1)).toEqual({ B4: 'B4!' });
    expect(Buffer.from(unzipSync(written)['xl/worksheets/sheet1.xml'] ?? []).toString()).toContain(
      '<x:c r="A3" t="inlineStr"><x:is><x:t',
    );
  });

  test('what is written is read back, whatever it is', () => {
    const places = fc.uniqueArray(
      fc.record({
        row: fc.nat(12),
        column: fc.nat(6),
        text: fc.string({ unit: 'grapheme', minLength: 1, maxLength: 20 }),
      }),
      { selector: ({ row, column }) => cellName(row, column), maxLength: 12 },
    );
    const visible = (text: string): boolean => text.trim() !== '' && !/[\u0000-\u001f\ufffe\uffff]/.test(text);
    fc.assert(
      fc.property(places, (all) => {
        const cells = all.filter(({ row, column, text }) => visible(text) && !(row === 9 && column === 2));
        const before = questionnaire();
        const expected = { ...cellsOf(read(before)) };
        for (const { row, column, text } of cells) expected[cellName(row, column)] = text;
        expect(cellsOf(read(write(before, [{ sheet: 0, cells }])))).toEqual(expected);
      }),
      { numRuns: 100 },
    );
  });
});

describe('CSV', () => {
  const text = 'No,質問,回答,備考\r\n1,"ディスクを""暗号化""していますか、\nすべて",,\r\n2,表示 ソ能\r\n';
  const ENCODINGS = ['utf-8', 'utf-8-bom', 'utf-16le', 'utf-16be', 'cp932'] as const;
  const encoded = (encoding: (typeof ENCODINGS)[number], body = text): Buffer => {
    if (encoding === 'utf-8-bom') return iconv.encode(body, 'utf-8', { addBOM: true });
    return iconv.encode(body, encoding, { addBOM: encoding.startsWith('utf-16') });
  };

  test.each(ENCODINGS)('%s is recognised, read, and written back as it was', (encoding) => {
    const file = encoded(encoding);
    const book = read(file);
    expect(book.text).toEqual({ encoding, separator: ',' });
    expect(cellsOf(book)).toEqual({
      A1: 'No',
      B1: '質問',
      C1: '回答',
      D1: '備考',
      A2: '1',
      B2: 'ディスクを"暗号化"していますか、\nすべて',
      A3: '2',
      B3: '表示 ソ能',
    });
    const cells = [
      { row: 1, column: 2, text: '○' },
      { row: 2, column: 3, text: '15台中12台、"確認" 〜' },
    ];
    const sign = encoding === 'cp932' ? '～' : '〜';
    const expected = text
      .replace('すべて",,', 'すべて",○,')
      .replace('2,表示 ソ能', `2,表示 ソ能,,"15台中12台、""確認"" ${sign}"`);
    expect(Buffer.from(write(file, [{ sheet: 0, cells }]))).toEqual(encoded(encoding, expected));
    expect(Buffer.from(write(file, []))).toEqual(file);
  });

  test('bytes that nobody changes stay, also letters that the table has twice', () => {
    // NEC's and IBM's ⅰ and ﾊｼｺﾞ高: decoding and encoding again would choose the other place.
    const row = Buffer.from([0x31, 0x2c, 0xed, 0x40, 0xee, 0xef, 0xfa, 0x40, 0x2c, 0x0d, 0x0a]);
    const file = Buffer.concat([iconv.encode('番号,質問,回答\r\n', 'cp932'), row]);
    const written = Buffer.from(write(file, [{ sheet: 0, cells: [{ row: 1, column: 2, text: '×' }] }]));
    expect(written.subarray(0, file.length - 2)).toEqual(file.subarray(0, file.length - 2));
    expect(iconv.decode(written.subarray(file.length - 2), 'cp932')).toBe('×\r\n');
  });

  test.each([';', '\t'])('separator %j', (separator) => {
    const file = Buffer.from(`a${separator}b, c\n"x${separator}y"${separator}z\n`);
    expect(read(file).text).toMatchObject({ separator });
    expect(cellsOf(read(file))).toEqual({ A1: 'a', B1: 'b, c', A2: `x${separator}y`, B2: 'z' });
  });

  test('a line that cannot be read is named', () => {
    expect(refusal(Buffer.from('a,b\nc,"d\ne,f\n'))).toEqual(['sheet_quote_open', '2']);
    expect(refusal(Buffer.from('a,b\nc,d\ne,"f"g\n'))).toEqual(['sheet_quote_wrong', '3']);
    const wrong = Buffer.concat([iconv.encode('質問\n回答\n', 'cp932'), Buffer.from([0x82, 0xff, 0x0a])]);
    expect(refusal(wrong)).toEqual(['sheet_wrong_encoding', '3']);
    expect(refusal(Buffer.from([0xff, 0xfe, 0x41]))).toEqual(['sheet_wrong_encoding', undefined]);
    expect(refusal(Buffer.from('a,b\nc\0,d\n'))).toEqual(['sheet_not_a_sheet', '2']);
    expect(refusal(Buffer.from('x\n'.repeat(50_000)))).toEqual(['sheet_too_many_rows', '5001']);
    expect(refusal(Buffer.from(`x\n${'y,'.repeat(300)}z\n`))).toEqual(['sheet_too_many_columns', '2']);
  });

  test('a letter the encoding does not have is named by its cell, nothing is lost in silence', () => {
    const file = iconv.encode('質問,回答\r\n', 'cp932');
    expect(() => write(file, [{ sheet: 0, cells: [{ row: 0, column: 1, text: '😀' }] }])).toThrow(
      'sheet_letter_not_in_encoding',
    );
  });

  test('no answer becomes a formula; points stay numbers', () => {
    const cells = ['=1+1', '@x', '-1', '−1'].map((answer, column) => ({ row: 0, column, text: answer }));
    expect(Buffer.from(write(Buffer.from('a,b,c,d'), [{ sheet: 0, cells }])).toString()).toBe("'=1+1,'@x,-1,−1");
  });
});
