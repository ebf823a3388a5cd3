// SPDX-License-Identifier: Apache-2.0
/** Ways of teleworking in use, and what the company lives with for a time: an exception in every state. */
import { dateAfter } from './scene.ts';
import type { Act, Scene } from './scene.ts';
import type { Visitor } from './visitor.ts';

/** Answers "yes" until the questions lead to a way, and notes that way and one more as in use. */
export const chooseMethods: Act = async ({ main }) => {
  const { params } = main;
  const administrator = await main.administrator();
  let answers = '';
  let methodId: string | undefined;
  while (methodId === undefined) {
    answers += 'y';
    const step = await administrator.does('GET /api/v1/org/:orgId/telework/finder', { params, query: { answers } });
    methodId = step.result?.methodId;
  }
  const used = [
    { methodId, answers, note: '営業と経理が、会社のパソコンを持ち帰って使います。' },
    { methodId: 'cloud-services', answers: null, note: '企画と制作は、クラウドの書類だけで仕事をします。' },
  ];
  for (const { methodId: id, ...body } of used) {
    await administrator.does('PUT /api/v1/org/:orgId/telework/methods/:methodId', {
      params: { ...params, methodId: id },
      body,
    });
  }
};

interface Exception {
  readonly kind: 'private_device' | 'rule_waived' | 'old_system' | 'other';
  readonly title: string;
  readonly reason: string;
  readonly meanwhile: string;
  /** Local part of the owner's address. */
  readonly owner: string;
  readonly control: string;
  /** Days from now. */
  readonly days: number;
}

async function except({ main, clock }: Scene, given: Exception): Promise<string> {
  const { owner, control, days, ...words } = given;
  const { exception } = await (
    await main.administrator()
  ).does('POST /api/v1/org/:orgId/exceptions', {
    params: main.params,
    body: {
      ...words,
      ownerId: await main.memberId(owner),
      approvedById: await main.memberId('shachou'),
      controls: [control],
      endsOn: dateAfter(clock, days),
    },
  });
  return exception.exceptionId;
}

/** Two weeks before the end its owner is reminded: on the last day one ends soon, and one has expired. */
export const makeExceptions: Act = async (scene) => {
  await except(scene, {
    kind: 'rule_waived',
    title: '倉庫の入出荷用パソコンで共用のアカウントを使う',
    reason: '交代で使うため、1人ずつログインすると入出荷が遅れます。',
    meanwhile: '倉庫の外からはログインできないようにし、パスワードを毎月変えます。',
    owner: 'souko1',
    control: 'no-shared-accounts',
    days: 60,
  });
  await except(scene, {
    kind: 'old_system',
    title: '受注ソフトのパソコンだけOSの更新を止める',
    reason: '受注ソフトの新しい版が出るまで、更新すると動かなくなります。',
    meanwhile: 'そのパソコンではメールとWebを使いません。',
    owner: 'keiri3',
    control: 'os-patched',
    days: 46,
  });
};

export const makeLongException: Act = async (scene) => {
  await except(scene, {
    kind: 'private_device',
    title: '私物のスマートフォンで確認コードを受け取る',
    reason: '会社のスマートフォンが全員分そろうまでの間です。',
    meanwhile: '画面のロックを設定した端末だけに認め、名前を控えています。',
    owner: 'eigyou7',
    control: 'private-devices-ruled',
    days: 120,
  });
};

export const makeFairException: Act = async (scene) => {
  await except(scene, {
    kind: 'other',
    title: '展示会の間だけ、来客用の無線LANから受注する',
    reason: '会場の回線が届くまでの間です。',
    meanwhile: 'VPNを使い、会場を離れるときは接続を切ります。',
    owner: 'eigyou1',
    control: 'public-wifi-avoided',
    days: 20,
  });
};

async function exceptionOf(visitor: Visitor, { main }: Scene, kind: Exception['kind']): Promise<string> {
  const { params } = main;
  const { exceptions } = await visitor.does('GET /api/v1/org/:orgId/exceptions', { params, query: {} });
  const found = exceptions.find((one) => one.kind === kind);
  if (!found) throw new Error(`the demo has no exception of the kind ${kind}`);
  return found.exceptionId;
}

/** It came to its end as it should. */
export const endFairException: Act = async (scene) => {
  const owner = await scene.main.enter('eigyou1');
  await owner.does('POST /api/v1/org/:orgId/exceptions/:exceptionId/close', {
    params: { ...scene.main.params, exceptionId: await exceptionOf(owner, scene, 'other') },
    body: { reason: '展示会が終わり、機材を片づけました。' },
  });
};

export const renewLongException: Act = async (scene) => {
  const { main, clock } = scene;
  const administrator = await main.administrator();
  await administrator.does('POST /api/v1/org/:orgId/exceptions/:exceptionId/renew', {
    params: { ...main.params, exceptionId: await exceptionOf(administrator, scene, 'private_device') },
    body: {
      reason: '会社のスマートフォンの納品が、来年の春になりました。',
      approvedById: await main.memberId('shachou'),
      endsOn: dateAfter(clock, 200),
    },
  });
};
