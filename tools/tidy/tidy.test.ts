// SPDX-License-Identifier: Apache-2.0
import { describe, expect, test } from 'vitest';
import { badMarks } from './lint-marks.ts';
import { literalsOf } from './literals.ts';
import { statementLines, writesOf } from './sql.ts';
import { placeholders, textProblems } from './texts.ts';

const tables = (sql: string): string[] => writesOf(`const q = sql\`${sql}\`;`).map((write) => write.table);

describe('tables that a file writes', () => {
  test.each([
    ['insert into assess_evidence (a) values (1)', ['assess_evidence']],
    ['INSERT INTO public.assess_evidence VALUES (1)', ['assess_evidence']],
    ['update "assess_verdict" set a = 1', ['assess_verdict']],
    ['UPDATE ONLY assess_verdict AS v\n SET a = 1', ['assess_verdict']],
    ['update assess_verdict v set a = 1', ['assess_verdict']],
    [
      'with gone as (delete from endpoints_fact returning id) insert into assess_log select id from gone',
      ['assess_log', 'endpoints_fact'],
    ],
    ['merge into assess_task t using x on true when matched then update set a = 1', ['assess_task']],
    ['insert into a_b (c) values (1) on conflict (c) do update set c = excluded.c', ['a_b']],
    ['select 1 from a_b for update of a_b skip locked', []],
    ['select 1 from a_b for update', []],
    ['truncate table a_b', ['a_b']],
    ['copy a_b (c, d) from stdin', ['a_b']],
    ['insert into ${table} values (1)', ['${…}']],
    ['update a_b ${late ? sql`as x` : sql``} set c = 1', ['a_b']],
    ['select ${deep ? sql`(${sql`delete from c_d`})` : 1}', ['c_d']],
    ['select 1 from a_b for no key update of a_b; insert into e_f set', ['e_f']],
  ])('%s', (sql, expected) => {
    expect(tables(sql).toSorted()).toEqual(expected);
  });

  test('gives the line', () => {
    expect(writesOf('const a = 1;\nconst q = `\n  insert into a_b values (1)`;')).toEqual([{ line: 3, table: 'a_b' }]);
  });
});

describe('literals of a file', () => {
  test.each<[string, string[]]>([
    [`const a = 'it\\'s', b = "x";`, [`it\\'s`, 'x']],
    ['const r = /[`\'"]/g; const a = `b`;', ['b']],
    ['const c = 4 / 2; const a = `b`; const d = 6 / 3;', ['b']],
    ['// it`s\n/* "no" */ const a = "yes";', ['yes']],
    ['const a = `x ${f({ b: `y ${1}` })} z`;', ['x ${…} z', 'y ${…}']],
    ['const p = <p>It\'s</p>;\nconst a = "b";', ['b']],
  ])('%s', (source, expected) => {
    expect(
      literalsOf(source)
        .map((one) => one.text)
        .toSorted(),
    ).toEqual(expected.toSorted());
  });

  test('know their line behind an inserted part of several lines', () => {
    expect(writesOf('const q = `\n${[\n1,\n]}\ninsert into a_b`;')).toEqual([{ line: 5, table: 'a_b' }]);
  });
});

describe('SQL statements in a file', () => {
  test.each([
    'select a from b ',
    'SELECT a\nFROM b ',
    'insert into b ',
    'with x as (select 1)',
    'SET LOCAL a = 1',
    'drop table b',
  ])('finds %j', (sql) => {
    expect(statementLines(`// a comment\nconst q = \`\n${sql}\`;`)).toEqual([2]);
  });

  test.each([
    '// select a from b where c',
    '/* insert into b */',
    `const a = 'Select your computer from the list';`.replace('Select', 'Please select'),
    `const a = 'update';`,
    `const a = 'selected from';`,
    `const a = 'The settings say: delete from here';`,
  ])('leaves %j alone', (source) => {
    expect(statementLines(source)).toEqual([]);
  });
});

describe('texts in two languages', () => {
  test('a good pair has no problem', () => {
    const ja = { a: 'PCが{count}台あります', deep: { b: 'はい' } };
    const en = { a: '{count} {count|computer|computers}', deep: { b: 'Yes' } };
    expect(textProblems(ja, en)).toEqual([]);
  });

  test('says what differs', () => {
    expect(textProblems({ a: 'あ', c: '{x}', d: ' ' }, { b: 'B', c: '{y}', d: 'D' })).toEqual([
      'a: no English text',
      'c: places differ: {x} and {y}',
      'd: empty',
      'b: no Japanese text',
    ]);
    expect(textProblems({ a: 'はい' }, { a: 'はい' })).toEqual(['a: English text holds kana']);
    expect(textProblems({ a: 1 }, { a: 'A' })).toEqual(['a: no Japanese text']);
  });

  test('placeholders are read once each', () => {
    expect(placeholders('{b} {a} {b|x|y}')).toEqual(['a', 'b']);
  });
});

describe('comments that switch a rule off', () => {
  const off = ['ox', 'lint-disable'].join(''); // composed: the linter would take a whole one for real

  test.each([
    ['// OFF-next-line no-console -- the command line prints', []],
    ['// OFF-line no-console, max-lines -- why', []],
    ['// OFF-next-line', [1]],
    ['// OFF-next-line -- a reason, but every rule', [1]],
    ['/* OFF no-console */', [1]],
    ['{/* OFF-next-line no-console */}', [1]],
    ['// OFF-next-line sonae/boundaries -- I may', [1]],
    ['// OFF-next-line no-console, sonae/clock -- I may', [1]],
  ])('%s', (line, expected) => {
    expect(badMarks(line.replace('OFF', off))).toEqual(expected);
  });
});
