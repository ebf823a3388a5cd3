// SPDX-License-Identifier: Apache-2.0
/** A month's figures: as kept when it has ended, else as they stand now. */
import { ENDS_SOON_DAYS } from '../assess/index.ts';
import type { MonthQuestion } from '../assess/index.ts';
import { notFound } from '../kernel/errors.ts';
import { addDays } from '../platform/calendar.ts';
import type { ScopedTx } from '../platform/postgres/database.ts';
import type { ReportContext } from './context.ts';
import { reportFigures } from './contract.ts';
import type { MonthFigures, ReportFigures } from './contract.ts';
import { monthBefore, monthOf, spanOf, today } from './month-of.ts';
import { hasMonth, keepMonth, readMonthRow } from './store.ts';
import { takeFigures } from './take-figures.ts';
import type { ReportFacts } from './take-figures.ts';

export interface MonthReport {
  readonly figures: ReportFigures;
  /** The month is not over. */
  readonly soFar: boolean;
}

/** @throws Error when what was kept does not read back: then the program is older than the data. */
async function keptMonth(tx: ScopedTx, month: string): Promise<ReportFigures | undefined> {
  const row = await readMonthRow(tx, month);
  return row && reportFigures.parse(row.figures);
}

/** More than fit on any page are counted, not listed. */
const MAX_EXCEPTIONS = 200;

async function factsOf(tx: ScopedTx, context: ReportContext, asked: MonthQuestion): Promise<ReportFacts> {
  const facts = await context.assess.readMonth(tx, asked);
  const exceptions = await context.exceptions(tx, { today: asked.day, limit: MAX_EXCEPTIONS });
  const names = new Map((await context.members(tx)).map(({ memberId, name }) => [memberId, name]));
  const soon = addDays(asked.day, ENDS_SOON_DAYS);
  const registered = exceptions.map(({ title, reason, endsOn, approvedById }) => ({
    title: { ja: title, en: title },
    label: null,
    how: 'exception' as const,
    until: endsOn,
    reason,
    memberName: names.get(approvedById) ?? null,
  }));
  const ending = registered.filter(({ until }) => until < soon).length;
  return {
    ...facts,
    accepted: {
      total: facts.accepted.total + registered.length,
      ending: facts.accepted.ending + ending,
      items: [...facts.accepted.items, ...registered].toSorted((left, right) => (left.until < right.until ? -1 : 1)),
    },
  };
}

async function take(
  tx: ScopedTx,
  context: ReportContext,
  { month, over }: { readonly month: string; readonly over: boolean },
): Promise<ReportFigures> {
  const { clock } = context.platform;
  const organisation = await context.organisation(tx);
  const span = spanOf(month, organisation.timeZone);
  // Of a month that is over, its last day is today: what was due then was not overdue.
  const day = over ? span.lastDay : today(clock.now(), organisation.timeZone);
  const before: MonthFigures | undefined = (await keptMonth(tx, monthBefore(month)))?.month;
  const facts = await factsOf(tx, context, { from: span.from, until: span.until, day });
  return takeFigures({ facts, span, organisation, edition: context.edition, takenAt: clock.now(), day, before });
}

export async function currentMonth(tx: ScopedTx, context: ReportContext): Promise<string> {
  const { timeZone } = await context.organisation(tx);
  return monthOf(today(context.platform.clock.now(), timeZone));
}

/** @throws SafeError `report_not_found` for a month that was not kept and is not the current one. */
export async function readReport(tx: ScopedTx, context: ReportContext, month: string): Promise<MonthReport> {
  const kept = await keptMonth(tx, month);
  if (kept) return { figures: kept, soFar: false };
  if (month !== (await currentMonth(tx, context))) throw notFound('report_not_found');
  return { figures: await take(tx, context, { month, over: false }), soFar: true };
}

/**
 * Keeps the month that has just ended; true when it was kept now. A server that was off over the end takes it when it is
 * back, and the report says of which moment it is; months before that are lost, because only today's state is known.
 */
export async function freezeLastMonth(tx: ScopedTx, context: ReportContext): Promise<boolean> {
  const month = monthBefore(await currentMonth(tx, context));
  if (await hasMonth(tx, month)) return false;
  const { createdAt, timeZone } = await context.organisation(tx);
  if (new Date(createdAt) >= spanOf(month, timeZone).until) return false;
  // The seal that the report prints covers all that the report says.
  await context.assess.seal(tx);
  const figures = await take(tx, context, { month, over: true });
  return keepMonth(tx, { month, takenAt: context.platform.clock.now(), figures });
}
