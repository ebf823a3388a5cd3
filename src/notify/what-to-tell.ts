// SPDX-License-Identifier: Apache-2.0
/** What is open now, for one receiver: a person's own tasks, a channel's all; what stands for administrators and channels. */
import type { Asked } from '../assess/index.ts';
import type { ScopedTx } from '../platform/postgres/database.ts';
import type { NotifyContext, Receiver } from './context.ts';
import { bothTexts } from './notice-words.ts';
import type { Standing, Tellable } from './plan-notices.ts';

type Unsettled = Omit<Standing, 'since'>;

const SAFEKEEPING = ['backup_failing', 'second_place_failing', 'drill_failing'] as const;

/** What stands about the whole installation. */
export function safekeepingNow(context: NotifyContext): Unsettled[] {
  const notices = context.installationNotices();
  return SAFEKEEPING.filter((code) => notices.includes(code)).map((code) => ({
    key: `safekeeping:${code}`,
    kind: 'safekeeping',
    title: bothTexts(`standing.${code}`),
    path: '/',
  }));
}

/** Everything that stands now and is no task. A silent device is none of these: it is a task from the start. */
export async function whatStands(tx: ScopedTx, context: NotifyContext): Promise<Unsettled[]> {
  const contradictions = await context.assess.contradictions(tx);
  return [
    ...safekeepingNow(context),
    ...contradictions.map(({ controlId, title }): Unsettled => ({
      key: `contradiction:${controlId}`,
      kind: 'contradiction',
      title: bothTexts('standing.contradiction', { control: title }),
      path: `/controls/${encodeURIComponent(controlId)}`,
    })),
  ];
}

export const sinceWhen = (standing: readonly Unsettled[], since: ReadonlyMap<string, Date>): Standing[] =>
  standing.flatMap((one) => {
    const began = since.get(one.key);
    return began === undefined ? [] : [{ ...one, since: began }];
  });

/** By member; a channel hears nothing of it: it is one person's. */
export async function askedNow(tx: ScopedTx, { assess }: NotifyContext): Promise<ReadonlyMap<string, Standing[]>> {
  const byMember = Map.groupBy(await assess.peopleAsked(tx), ({ memberId }) => memberId);
  return new Map([...byMember].map(([memberId, all]) => [memberId, all.map(askingOf)]));
}

function askingOf(asked: Asked): Standing {
  const { key, since, path } = asked;
  if (asked.kind === 'threat_vote') return { key, kind: 'asked', title: bothTexts('asked.threat_vote'), path, since };
  const { part, site } = asked;
  const params = { part, site: { ja: site, en: site } };
  const text = site === '' ? 'asked.diagnosis_part' : 'asked.diagnosis_part_of_site';
  return { key, kind: 'asked', title: bothTexts(text, params), path, since };
}

/** What a person hears of: what stands concerns those who run the measures. */
export const hearsOfStanding = ({ roles }: Pick<Receiver, 'roles'>): boolean => roles.includes('administrator');

export async function tasksOf(
  tx: ScopedTx,
  { assess }: NotifyContext,
  whose: { readonly memberId: string | null; readonly day: string },
): Promise<Tellable['tasks']> {
  const { memberId, day } = whose;
  return memberId === null ? assess.openTasks(tx) : assess.tasksToTell(tx, { memberId, day });
}
