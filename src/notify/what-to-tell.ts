// SPDX-License-Identifier: Apache-2.0
/** What is open now, for one receiver: a person's own tasks, a channel's all; what stands for administrators and channels. */
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
