// SPDX-License-Identifier: Apache-2.0
/** What others ask of the company: SECURITY ACTION with basic policy and public page, and customers' check sheets. */
import { dateAfter } from './scene.ts';
import type { Act } from './scene.ts';

/** No such address exists outside a demo: it is a path on this server. */
export const PUBLIC_SLUG = 'minato-bungu-demo';

async function declare({ main, clock }: Parameters<Act>[0], star: '1' | '2'): Promise<void> {
  await (
    await main.administrator()
  ).does('PUT /api/v1/org/:orgId/declarations/stars/:star', {
    params: { ...main.params, star },
    body: { declaredOn: dateAfter(clock, 0), registrationId: '' },
  });
}

export const declareFirstStar: Act = async (scene) => declare(scene, '1');

/** Saves the policy, declares the second star, and publishes both. */
export const declareSecondStar: Act = async (scene) => {
  const { params } = scene.main;
  const administrator = await scene.main.administrator();
  const { template } = await administrator.does('GET /api/v1/org/:orgId/declarations', { params });
  await administrator.does('PUT /api/v1/org/:orgId/declarations/policy', {
    params,
    body: { ...template.ja, representative: '代表取締役 港 一帆' },
  });
  await declare(scene, '2');
  await administrator.does('PUT /api/v1/org/:orgId/declarations/publication', {
    params,
    body: { slug: PUBLIC_SLUG, noindex: true },
  });
};

const CSV_MARK = '\uFEFF';
const sheetOf = (head: string, questions: readonly string[]): string =>
  Buffer.from(
    CSV_MARK +
      [
        `${head},,,`,
        'No,確認事項,回答（○/△/×）,備考',
        ...questions.map((text, index) => `${index + 1},${text},,`),
        '',
      ].join('\r\n'),
  ).toString('base64');

/** In a customer's words; what each is about, as the administrator ties it. Those without controls are not tied yet. */
const QUESTIONS: readonly { readonly text: string; readonly controls?: readonly string[] }[] = [
  { text: 'ノートパソコンのディスクを暗号化していますか。', controls: ['disk-encrypted'] },
  { text: 'パソコンにウイルス対策ソフトを入れ、定義ファイルを最新にしていますか。', controls: ['antivirus-on'] },
  { text: '従業員に情報セキュリティの教育を年1回以上していますか。', controls: ['staff-trained'] },
  { text: '退職者のアカウントを速やかに削除していますか。', controls: ['leaver-accounts-removed'] },
  { text: 'バックアップから元に戻せることを確かめていますか。', controls: ['backup-restore-tested'] },
  {
    text: '社外からの接続に多要素認証を使っていますか。',
    controls: ['mfa-on-remote-and-cloud', 'vpn-for-remote-work'],
  },
  { text: 'サポートの切れたOSを使わないようにしていますか。', controls: ['os-supported'] },
  { text: '入館証を首から下げていますか。', controls: [] },
  { text: '委託先のセキュリティ対策を確認していますか。' },
  { text: '事故が起きたときの連絡先を決めていますか。' },
];
/** Answered yes by hand, while a disk is not encrypted. */
const AGAINST_MEASURED = '1';
const OUTSIDE_CONTROLS = '8';

const CUSTOMER = 'あおぞら百貨店（デモ）';
const NEXT_CUSTOMER = 'ひかり市役所（デモ）';

export const takeCheckSheet: Act = async ({ main }) => {
  const { params } = main;
  const administrator = await main.administrator();
  const head = '情報セキュリティ チェックシート（デモ）';
  const file = sheetOf(
    head,
    QUESTIONS.map(({ text }) => text),
  );
  const { sheetId } = await administrator.does('POST /api/v1/org/:orgId/check-sheets', {
    params,
    body: { title: 'お取引先セキュリティ確認票', customer: CUSTOMER, fileName: '確認票.csv', file },
  });
  const asked = { ...params, sheetId };
  const preview = await administrator.does('GET /api/v1/org/:orgId/check-sheets/:sheetId/preview', { params: asked });
  const parts = preview.worksheets.flatMap(({ proposed }) => (proposed ? [proposed] : []));
  const { words, language } = preview;
  await administrator.does('PUT /api/v1/org/:orgId/check-sheets/:sheetId/layout', {
    params: asked,
    body: { parts, words, language },
  });
  for (const [index, { controls }] of QUESTIONS.entries()) {
    if (controls === undefined) continue;
    await administrator.does('PUT /api/v1/org/:orgId/check-sheets/:sheetId/questions/:no', {
      params: { ...asked, no: String(index + 1) },
      body: { controlIds: [...controls] },
    });
  }
  await administrator.does('POST /api/v1/org/:orgId/check-sheets/:sheetId/fill', {
    params: asked,
    body: { useMemory: false },
  });
  const byHand = [
    { no: AGAINST_MEASURED, answer: 'yes', note: '全台を暗号化しています。' },
    { no: OUTSIDE_CONTROLS, answer: 'not_applicable', note: '入館証のない事務所です。' },
  ] as const;
  for (const { no, ...body } of byHand) {
    const controlIds = [...(QUESTIONS[Number(no) - 1]?.controls ?? [])];
    await administrator.does('PUT /api/v1/org/:orgId/check-sheets/:sheetId/questions/:no', {
      params: { ...asked, no },
      body: { controlIds, ...body },
    });
  }
};

/** Came in and waits for somebody to say where it asks. */
export const takeNextSheet: Act = async ({ main }) => {
  const questions = ['パソコンの一覧を作っていますか。', '事故が起きたときの連絡先を決めていますか。'];
  await (
    await main.administrator()
  ).does('POST /api/v1/org/:orgId/check-sheets', {
    params: main.params,
    body: {
      title: '委託先の点検票',
      customer: NEXT_CUSTOMER,
      fileName: '点検票.csv',
      file: sheetOf('委託先の点検票（デモ）', questions),
    },
  });
};
