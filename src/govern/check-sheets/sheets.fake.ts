// SPDX-License-Identifier: Apache-2.0
/** Questionnaires made by hand for tests: no customer ever sent them. Workbooks are written part by part. */
import { strToU8, zipSync } from 'fflate';
import type { Zippable } from 'fflate';

export interface MadeWorksheet {
  readonly name: string;
  /** Rows as XML, or cells by name: `{ B2: 'text' }`. */
  readonly xml: string;
  readonly state?: string;
}

const HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n';
const MAIN = 'http://schemas.openxmlformats.org/spreadsheetml/2006/main';
const REL = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships';
const PKG = 'http://schemas.openxmlformats.org/package/2006/relationships';

const escape = (text: string): string => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;');

/** A row of cells: a string is a text, a number a number, `null` an empty formatted cell, `{ f, v }` a formula. */
export type MadeCell = string | number | null | undefined | { readonly f: string; readonly v: string };

export function rowXml(row: number, cells: readonly MadeCell[]): string {
  const written = cells.map((cell, column) => {
    const place = `${String.fromCharCode(65 + column)}${row}`;
    if (cell === undefined) return '';
    if (cell === null) return `<c r="${place}" s="1"/>`;
    if (typeof cell === 'number') return `<c r="${place}"><v>${cell}</v></c>`;
    if (typeof cell === 'string') return `<c r="${place}" s="1" t="inlineStr"><is><t>${escape(cell)}</t></is></c>`;
    return `<c r="${place}" t="str"><f>${escape(cell.f)}</f><v>${escape(cell.v)}</v></c>`;
  });
  return `<row r="${row}" spans="1:4">${written.join('')}</row>`;
}

export const sheetXml = (rows: readonly string[], after = ''): string =>
  `${HEAD}<worksheet xmlns="${MAIN}" xmlns:r="${REL}"><dimension ref="A1:D9"/><sheetData>${rows.join('')}</sheetData>${after}</worksheet>`;

export function makeWorkbook(sheets: readonly MadeWorksheet[], more: Zippable = {}): Uint8Array {
  const listed = sheets.map(
    ({ name, state }, at) =>
      `<sheet name="${escape(name)}" sheetId="${at + 1}"${state === undefined ? '' : ` state="${state}"`} r:id="rId${at + 1}"/>`,
  );
  const relations = sheets.map(
    (_, at) => `<Relationship Id="rId${at + 1}" Type="${REL}/worksheet" Target="worksheets/sheet${at + 1}.xml"/>`,
  );
  return zipSync(
    {
      '[Content_Types].xml': strToU8(
        `${HEAD}<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>`,
      ),
      '_rels/.rels': strToU8(
        `${HEAD}<Relationships xmlns="${PKG}"><Relationship Id="rId1" Type="${REL}/officeDocument" Target="xl/workbook.xml"/></Relationships>`,
      ),
      'xl/workbook.xml': strToU8(
        `${HEAD}<workbook xmlns="${MAIN}" xmlns:r="${REL}"><sheets>${listed.join('')}</sheets></workbook>`,
      ),
      'xl/_rels/workbook.xml.rels': strToU8(
        `${HEAD}<Relationships xmlns="${PKG}">${relations.join('')}</Relationships>`,
      ),
      ...Object.fromEntries(sheets.map(({ xml }, at) => [`xl/worksheets/sheet${at + 1}.xml`, strToU8(xml)])),
      ...more,
    },
    { level: 6 },
  );
}

/** A questionnaire as customers write them: a title, a head, sections in merged cells, lists to choose from, a score. */
export function questionnaire(): Uint8Array {
  const rows = [
    rowXml(1, ['情報セキュリティ チェックシート']),
    rowXml(3, ['No', '確認事項', '回答（○/△/×）', '備考']),
    rowXml(4, ['1. 端末の対策']),
    rowXml(5, [1, 'ノートパソコンのディスクを暗号化していますか。', null, null]),
    rowXml(6, [2, 'ウイルス対策ソフトを導入し、定義ファイルを最新にしていますか。', null, null]),
    rowXml(7, ['2. 組織の対策']),
    rowXml(8, [3, '従業員に対して情報セキュリティの教育を実施していますか。', null]),
    rowXml(9, [4, '入館証を首から下げていますか。', null, null]),
    rowXml(10, ['', '点数', { f: 'COUNTIF(C5:C9,"○")', v: '0' }]),
  ];
  const after =
    '<mergeCells count="2"><mergeCell ref="A4:D4"/><mergeCell ref="A7:D7"/></mergeCells>' +
    '<dataValidations count="1"><dataValidation type="list" sqref="C5:C9"><formula1>リスト!$A$1:$A$3</formula1></dataValidation></dataValidations>';
  return makeWorkbook(
    [
      { name: '質問票', xml: sheetXml(rows, after) },
      { name: 'リスト', xml: sheetXml([rowXml(1, ['○']), rowXml(2, ['△']), rowXml(3, ['×'])]), state: 'hidden' },
    ],
    {
      // A picture stands for everything that must come back as it was.
      'xl/media/image1.png': [new Uint8Array([137, 80, 78, 71, 13, 10, 26, 10, 0, 1, 2, 3]), { level: 0 }],
      'xl/styles.xml': strToU8(`${HEAD}<styleSheet xmlns="${MAIN}"/>`),
      'docProps/core.xml': strToU8(`${HEAD}<coreProperties/>`),
    },
  );
}
