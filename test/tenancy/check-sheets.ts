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

const POLICY = {
  language: 'en',
  company: 'x',
  representative: 'x',
  date: '2026-11-20',
  preamble: 'x',
  sections: ['1', '2', '3', '4', '5'],
};
const D = '/api/v1/org/:orgId/declarations';
const S = '/api/v1/org/:orgId/scs';
const CRITERIA = {
  fileName: 'criteria.csv',
  file: Buffer.from('要求事項No.,要求事項名,要求事項,評価基準No.,評価基準\n1-2-1,n,r,1-2-1-1,c\n').toString('base64'),
};

const withPolicy: MemberRow['fresh'] = async ({ administrator, orgId }) => {
  must(await administrator.put(`/api/v1/org/${orgId}/declarations/policy`, POLICY));
  return {};
};

export const DECLARATIONS: Readonly<Record<string, Row>> = {
  [`GET ${D}`]: row(),
  [`PUT ${D}/policy`]: row({ body: () => POLICY }),
  [`PUT ${D}/stars/:star`]: row({ places: () => ({ star: '1' }), body: () => ({ declaredOn: '2026-11-20' }) }),
  [`PUT ${D}/publication`]: row({ fresh: withPolicy, body: () => ({ slug: 'ours-page', noindex: true }) }),
  [`DELETE ${D}/publication`]: row({ status: 204 }),
  [`GET ${S}`]: row(),
  [`GET ${S}/self-assessment`]: row(),
  [`PUT ${S}/criteria`]: row({ body: () => CRITERIA }),
  [`DELETE ${S}/criteria`]: row({ status: 204 }),
  'GET /public/page.css': { kind: 'door', status: 200 },
  'GET /public/:slug': { kind: 'door', status: 404, places: () => ({ slug: 'nobody' }) },
  'GET /public/:slug/signed.json': { kind: 'door', status: 404, places: () => ({ slug: 'nobody' }) },
};
