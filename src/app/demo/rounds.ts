// SPDX-License-Identifier: Apache-2.0
/** What everybody is asked: rules of telework, and which threats worry them. Most answer both at one sitting. */
import { together } from './company.ts';
import { PEOPLE } from './cast.ts';
import { dateAfter } from './scene.ts';
import type { Act, Scene } from './scene.ts';
import type { Visitor } from './visitor.ts';

/** First place first. People of one trade worry about the same things, so the lists repeat. */
const WORRIES: readonly (readonly string[])[] = [
  ['ransomware', 'careless', 'mail-fraud', 'remote-work', 'supply-chain'],
  ['mail-fraud', 'ransomware', 'careless', 'unauthorised-sign-in'],
  ['careless', 'ransomware', 'remote-work', 'insider', 'it-failure'],
  ['ransomware', 'supply-chain', 'vulnerability'],
];

interface Round {
  readonly title: string;
  readonly controls: readonly string[];
  /** Days until it ends. */
  readonly days: number;
  /** So many of the people answer, from the first on; every sixth cannot do what the second question asks. */
  readonly answering: number;
  readonly voting: number;
}

const CANNOT = [
  '家のルーターの説明書が見つからず、更新のやり方がわかりません。',
  '集合住宅のWi-Fiで、自分では設定を変えられません。',
  'ルーターの管理画面のパスワードがわかりません。',
] as const;

const answersOf = ({ controls }: Round, place: number) =>
  controls.map((controlId, no) => {
    if (no === 1 && place % 6 === 4) {
      return {
        controlId,
        answer: 'cannot' as const,
        reason: CANNOT[Math.floor(place / 6) % CANNOT.length] ?? CANNOT[0],
      };
    }
    return { controlId, answer: (place + no) % 9 === 8 ? ('no' as const) : ('yes' as const), reason: '' };
  });

interface Asked {
  readonly campaignId: string;
  readonly voteId: string;
}

async function ask({ main, clock }: Scene, administrator: Visitor, round: Round): Promise<Asked> {
  const { params } = main;
  const { campaign } = await administrator.does('POST /api/v1/org/:orgId/campaigns', {
    params,
    body: { title: round.title, closesOn: dateAfter(clock, round.days), controls: [...round.controls] },
  });
  const { vote } = await administrator.does('POST /api/v1/org/:orgId/threat-vote', { params });
  return { campaignId: campaign.campaignId, voteId: vote.open?.voteId ?? '' };
}

async function everybodyAnswers({ main }: Scene, { campaignId, voteId }: Asked, round: Round): Promise<void> {
  const places = PEOPLE.slice(0, Math.max(round.answering, round.voting)).map(({ key }, place) => ({ key, place }));
  await together(places, async ({ key, place }) => {
    const person = await main.enter(key);
    if (place < round.answering) {
      await person.does('PUT /api/v1/org/:orgId/campaigns/:campaignId/answers', {
        params: { ...main.params, campaignId },
        body: { answers: answersOf(round, place) },
      });
    }
    if (place < round.voting) {
      await person.does('PUT /api/v1/org/:orgId/threat-vote/:voteId/ballot', {
        params: { ...main.params, voteId },
        body: { threatIds: [...(WORRIES[place % WORRIES.length] ?? [])] },
      });
    }
  });
}

/** All have answered, all votes are counted. */
export const askInAutumn: Act = async (scene) => {
  const administrator = await scene.main.administrator();
  const round = {
    title: '在宅勤務のルール（秋の確認）',
    controls: ['screen-locked', 'home-router-secured', 'public-wifi-avoided'],
    days: 14,
    answering: 26,
    voting: 14,
  };
  const asked = await ask(scene, administrator, round);
  await everybodyAnswers(scene, asked, round);
  await administrator.does('POST /api/v1/org/:orgId/threat-vote/:voteId/count', {
    params: { ...scene.main.params, voteId: asked.voteId },
  });
};

/** Some people are still missing, and the vote is open. */
export const askInWinter: Act = async (scene) => {
  const administrator = await scene.main.administrator();
  const round = {
    title: '年末年始の在宅勤務の前に',
    controls: ['restart-done', 'home-router-secured', 'screen-locked', 'carried-devices-kept'],
    days: 12,
    answering: 19,
    voting: 6,
  };
  await everybodyAnswers(scene, await ask(scene, administrator, round), round);
};
