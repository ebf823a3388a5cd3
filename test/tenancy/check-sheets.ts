// SPDX-License-Identifier: Apache-2.0
/** Rows and fillings about customers' check sheets. */
import type { TestBrowser } from '../support/browser.ts';
import { must } from './must.ts';
import type { MemberRow, Row } from './table.ts';

const MANAGERS: MemberRow['may'] = ['executive', 'administrator'];
const O = '/api/v1/org/:orgId/check-sheets';

const LAYOUT = {
  parts: [{ sheet: 0, headerRow: 0, questionColumn: 0, answerColumn: 1, noteColumn: null }],
  words: { yes: 'o', partly: '-', no: 'x', unknown: '', notApplicable: '' },
  language: 'en',
};

const coming = (mark: string) => ({
  title: `${mark}-sheet`,
  customer: `${mark}-customer`,
  fileName: `${mark}.csv`,
  file: Buffer.from(`question,answer\n${mark}-question: are disks encrypted?,\n`).toString('base64'),
});

/** One questionnaire, laid out, its question tied to a control. */
export async function fillCheckSheet(browser: TestBrowser, org: string, mark: string): Promise<{ sheetId: string }> {
  const { sheetId } = must(await browser.post(`${org}/check-sheets`, coming(mark)), 201);
  must(await browser.put(`${org}/check-sheets/${sheetId}/layout`, LAYOUT));
  const said = { controlIds: ['disk-encrypted'], answer: 'partly', note: `${mark}-note` };
  must(await browser.put(`${org}/check-sheets/${sheetId}/questions/1`, said));
  return { sheetId };
}

const another: MemberRow['fresh'] = async ({ administrator, orgId }) =>
  fillCheckSheet(administrator, `/api/v1/org/${orgId}`, 'for-a-moment');

const row = (more: Omit<MemberRow, 'kind' | 'may'> = {}): MemberRow => ({ kind: 'member', may: MANAGERS, ...more });
const sheet = { places: ({ sheetId }: { sheetId: string }) => ({ sheetId }) };

export const CHECK_SHEETS: Readonly<Record<string, Row>> = {
  [`GET ${O}`]: row(),
  [`POST ${O}`]: row({ status: 201, body: () => coming('new') }),
  [`GET ${O}/:sheetId`]: row(sheet),
  [`GET ${O}/:sheetId/preview`]: row(sheet),
  [`PUT ${O}/:sheetId/layout`]: row({ ...sheet, body: () => LAYOUT }),
  [`POST ${O}/:sheetId/fill`]: row({ ...sheet, body: () => ({}) }),
  [`PUT ${O}/:sheetId/questions/:no`]: row({
    places: ({ sheetId }) => ({ sheetId, no: '1' }),
    body: () => ({ controlIds: [] }),
  }),
  [`GET ${O}/:sheetId/export`]: row(sheet),
  [`DELETE ${O}/:sheetId`]: row({ ...sheet, status: 204, fresh: another }),
};
