// SPDX-License-Identifier: Apache-2.0
import { verify } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { must } from '../../../test/tenancy/fill.ts';
import type { TestBrowser } from '../../../test/support/browser.ts';
import { secondOrganisation, setUp } from '../../../test/support/people.ts';
import { startProduct } from '../../../test/support/product.ts';
import type { Product } from '../../../test/support/product.ts';
import { makeWorkbook, questionnaire, rowXml, sheetXml } from '../check-sheets/sheets.fake.ts';

let product: Product;
let browser: TestBrowser;
let org: string;
let other: TestBrowser;
let otherOrg: string;

beforeAll(async () => {
  product = await startProduct({ start: new Date('2026-11-20T03:00:00Z') });
  const first = await setUp(product);
  browser = first.browser;
  org = `/api/v1/org/${first.orgId}`;
  const second = await secondOrganisation(product);
  other = second.browser;
  otherOrg = `/api/v1/org/${second.orgId}`;
});

afterAll(async () => product?.stop());

const page = async (path: string): Promise<Response> => fetch(product.origin + path);

const POLICY = {
  language: 'ja',
  company: '<b>みどり</b>商店',
  representative: '代表 みどり花子',
  date: '2026-11-20',
  preamble: '守ります。',
  sections: ['一', '二', '三', '四', '五'],
};

test('progress tells what is missing; the edition can be chosen', async () => {
  const view = must(await browser.get(`${org}/declarations`));
  expect(view.articles.map(({ ref }: { ref: string }) => ref)).toEqual(['1', '2', '3', '4', '5', '6']);
  expect(view.articles.every(({ controls }: { controls: unknown[] }) => controls.length > 0)).toBe(true);
  expect(view).toMatchObject({ policy: null, publication: null, declared: [], questions: { answered: 0, all: 25 } });
  const five = must(await browser.get(`${org}/declarations?edition=ipa-articles-3.1`));
  expect(five.articles).toHaveLength(5);
  expect((await browser.get(`${org}/declarations?edition=scs-2026`)).status).toBe(400);
  await browser.put(`${org}/controls/antivirus-on/declaration`, { value: 4, note: '' });
  const after = must(await browser.get(`${org}/declarations`));
  expect(after.questions.answered).toBeGreaterThan(0);
});

test('a policy that claims more than a declaration is refused, part by part', async () => {
  const bad = { ...POLICY, sections: ['一', '二', 'SECURITY ACTION 二つ星を取得しました。', '四', '五'] };
  const refused = await browser.put(`${org}/declarations/policy`, bad);
  expect([refused.status, refused.body.error.details[0].field]).toEqual([400, 'sections.2']);
  expect((await browser.put(`${org}/declarations/publication`, { slug: 'midori', noindex: true })).status).toBe(409);
  expect(must(await browser.put(`${org}/declarations/policy`, POLICY))).toEqual({ version: 1 });
  expect(must(await browser.put(`${org}/declarations/policy`, POLICY))).toEqual({ version: 2 });
});

test('what is published is public, signed, and nothing besides; it can be withdrawn', async () => {
  must(await browser.put(`${org}/declarations/stars/2`, { declaredOn: '2026-11-19', registrationId: '50000000001' }));
  expect((await page('/public/midori')).status).toBe(404);
  must(await browser.put(`${org}/declarations/publication`, { slug: 'midori', noindex: true }));
  const shown = await page('/public/midori');
  const html = await shown.text();
  expect([shown.status, shown.headers.get('x-robots-tag')]).toEqual([200, 'noindex']);
  expect(html).toContain('2026-11-19に SECURITY ACTION（★2）を宣言しました');
  expect(html).toContain('&lt;b&gt;みどり&lt;/b&gt;商店');
  expect(html).not.toMatch(/<b>|<script|取得|認定|認証|50000000001/);
  expect((await page('/public/page.css')).headers.get('content-type')).toContain('text/css');
  const signed = (await (await page('/public/midori/signed.json')).json()) as Record<string, string>;
  const bytes = Buffer.from(`${signed.head}${signed.content}`);
  const key = signed.publicKeyPem ?? '';
  expect(verify(null, bytes, key, Buffer.from(signed.signature ?? '', 'base64'))).toBe(true);
  expect(verify(null, Buffer.concat([bytes, bytes]), key, Buffer.from(signed.signature ?? '', 'base64'))).toBe(false);
  // A name belongs to one organisation, and comes free with it.
  must(await other.put(`${otherOrg}/declarations/policy`, POLICY));
  const taken = await other.put(`${otherOrg}/declarations/publication`, { slug: 'midori', noindex: false });
  expect([taken.status, taken.body.error.code]).toEqual([409, 'slug_taken']);
  must(await browser.put(`${org}/declarations/publication`, { slug: 'midori-2', noindex: false }));
  expect((await page('/public/midori')).status).toBe(404);
  expect((await page('/public/midori-2')).headers.get('x-robots-tag')).toBeNull();
  must(await other.put(`${otherOrg}/declarations/publication`, { slug: 'midori', noindex: false }));
  must(await browser.delete(`${org}/declarations/publication`), 204);
  expect((await page('/public/midori-2')).status).toBe(404);
  expect((await page('/public/midori')).status).toBe(200);
});

test('an old link leads to a short page in both languages, as well guarded as any; a program gets its error', async () => {
  const shown = await page('/public/midori');
  const [gone, mistyped] = [await page('/public/midori-2'), await page('/public/%3Cscript%3E')];
  const html = await gone.text();
  expect([gone.status, mistyped.status]).toEqual([404, 404]);
  expect(html).toMatch(/このページはありません.*There is no such page/s);
  // Withdrawn, unknown and impossible addresses look the same, and nothing of the address is in the page.
  expect(await mistyped.text()).toBe(html);
  expect(html).not.toMatch(/<script|midori/);
  expect(gone.headers.get('content-type')).toBe('text/html; charset=utf-8');
  expect([gone.headers.get('cache-control'), gone.headers.get('x-robots-tag')]).toEqual(['no-store', 'noindex']);
  for (const name of ['content-security-policy', 'x-content-type-options', 'referrer-policy']) {
    expect([name, gone.headers.get(name)]).toEqual([name, shown.headers.get(name) ?? 'none']);
  }
  const file = await page('/public/midori-2/signed.json');
  expect([file.status, await file.json()]).toEqual([
    404,
    { error: expect.objectContaining({ code: 'page_not_found' }) },
  ]);
});

test.each(['slug_taken', 'A', 'x', '-a-b', 'a--b', 'ab/c', 'あいう'])('the address %j is none', async (slug) => {
  expect((await browser.put(`${org}/declarations/publication`, { slug, noindex: false })).status).toBe(400);
});

test('reading the page is limited by address', async () => {
  let last = 200;
  for (let looks = 0; looks < 320 && last !== 429; looks += 1) last = (await page('/public/midori')).status;
  expect(last).toBe(429);
});

test('SCS: the official table is taken whole or not at all, and stands in the report and the sheet', async () => {
  const head = ['要求事項No.', '要求事項名', '要求事項', '評価基準No.', '評価基準'];
  const file = (second: string): string =>
    Buffer.from(
      makeWorkbook([
        {
          name: '基準',
          xml: sheetXml([
            rowXml(1, head),
            rowXml(2, ['1-2-1', 'N', 'R', '1-2-1-1', 'C']),
            rowXml(3, [second, '', '', '2-1-1-1', 'D']),
          ]),
        },
      ]),
    ).toString('base64');
  expect(must(await browser.put(`${org}/scs/criteria`, { fileName: 'c.xlsx', file: file('2-1-1') }))).toEqual({
    rows: 2,
  });
  const broken = await browser.put(`${org}/scs/criteria`, { fileName: 'c.xlsx', file: file('second') });
  expect([broken.status, broken.body.error.details[0].field]).toEqual([400, '基準!A3']);
  const view = must(await browser.get(`${org}/scs`));
  expect(view.criteria.rows).toBe(2);
  expect([view.tallies.star3.all, view.tallies.star4.all]).toEqual([26, 43]);
  const found = view.requirements.find(({ ref }: { ref: string }) => ref === '1-2-1');
  expect(found.official).toEqual({ name: 'N', text: 'R', criteria: [{ no: '1-2-1-1', text: 'C' }] });
  const cookie = [...browser.cookies].map(([name, value]) => `${name}=${value}`).join('; ');
  const csv = await fetch(`${product.origin}${org}/scs/self-assessment?star=3&format=csv`, { headers: { cookie } });
  expect((await csv.text()).split('\r\n').filter((line) => /^\d,/.test(line)).length).toBe(26);
  expect(must(await other.get(`${otherOrg}/scs`)).criteria).toBeNull();
  must(await browser.delete(`${org}/scs/criteria`), 204);
  expect(must(await browser.get(`${org}/scs`)).criteria).toBeNull();
});

test('a questionnaire that cannot be read leaves no row behind', async () => {
  const before = await product.rowCounts();
  const broken = Buffer.from(questionnaire()).subarray(0, 800).toString('base64');
  const rows = Array.from({ length: 50_000 }, (_, at) => rowXml(at + 1, ['x']));
  const long = Buffer.from(makeWorkbook([{ name: 'S', xml: sheetXml(rows) }])).toString('base64');
  const take = async (file: string) => browser.post(`${org}/check-sheets`, { title: 't', fileName: 'x.xlsx', file });
  expect((await take(broken)).body.error.code).toBe('sheet_broken');
  const tooLong = await take(long);
  expect([tooLong.status, tooLong.body.error.details[0].field]).toEqual([400, 'S!A5001']);
  expect((await take('no base64!')).status).toBe(400);
  expect(await product.rowCounts()).toEqual(before);
});
