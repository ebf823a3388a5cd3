// SPDX-License-Identifier: Apache-2.0
import { Readable } from 'node:stream';
import { notFound } from '../kernel/errors.ts';
import type { Language } from '../kernel/language.ts';
import { createAttemptLimit } from '../platform/attempt-limit.ts';
import type { AttemptLimit } from '../platform/attempt-limit.ts';
import type { Answer, Routes, SignedIn } from '../platform/http/routes.ts';
import type { Scope } from '../platform/postgres/scope.ts';
import { composeFull } from './compose-full.ts';
import { composeMonth } from './compose-month.ts';
import type { ReportContext } from './context.ts';
import { WEATHER, reportOperations as operations } from './contract.ts';
import { currentMonth, readReport } from './months.ts';
import { printFull, printMonth } from './print.ts';
import { mayGetMail } from './send.ts';
import { choices, keepChoice, lastDeliveries, listMonths } from './store.ts';
import { wordsOf } from './words.ts';

/** Ten years. */
const MAX_MONTHS = 120;
const SHOWN_DELIVERIES = 100;
/** Papers of one organisation in ten minutes. Each takes up to some seconds of one core. */
const MAX_PAPERS = 30;

function memberIdOf({ actor }: Scope): string {
  if (actor.kind !== 'member') throw notFound();
  return actor.memberId;
}

interface Asked {
  readonly scope: Scope;
  readonly session: SignedIn;
  readonly params: { readonly month: string };
  readonly query: { readonly language?: Language | undefined };
  readonly answer: Answer;
}

const languageOf = ({ query, session }: Asked): Language => query.language ?? session.language;

function readRoutes(routes: Routes, context: ReportContext): void {
  const { db } = context.platform;
  routes.member(operations.listReports, async ({ scope }) =>
    db.scoped(scope, async (tx) => {
      const kept = await listMonths(tx, MAX_MONTHS);
      const current = await readReport(tx, context, await currentMonth(tx, context));
      const { month, weather, takenAt, contradictions } = current.figures.month;
      return {
        months: [
          { month, mark: weather.mark, soFar: current.soFar, takenAt, contradictions: contradictions.total },
          ...kept.map((row) => ({
            month: row.month,
            mark: WEATHER.find((mark) => mark === row.mark) ?? 'cloudy',
            soFar: false,
            takenAt: row.taken_at.toISOString(),
            contradictions: row.contradictions,
          })),
        ],
      };
    }),
  );
  routes.member(operations.readReport, async (asked) => {
    const { figures, soFar } = await db.scoped(asked.scope, async (tx) => readReport(tx, context, asked.params.month));
    return { report: composeMonth(figures.month, { language: languageOf(asked), soFar }) };
  });
  routes.member(operations.readFullReport, async (asked) => {
    const { figures, soFar } = await db.scoped(asked.scope, async (tx) => readReport(tx, context, asked.params.month));
    return { report: composeFull(figures, { language: languageOf(asked), soFar }) };
  });
}

interface Papers {
  readonly context: ReportContext;
  readonly limit: AttemptLimit;
}

async function paper({ context, limit }: Papers, asked: Asked, kind: 'month' | 'full') {
  const { scope, params, answer } = asked;
  limit.refuseIfExceeded(scope.orgId);
  limit.count(scope.orgId);
  const report = await context.platform.db.scoped(scope, async (tx) => readReport(tx, context, params.month));
  const printing = { language: languageOf(asked), soFar: report.soFar };
  const pdf =
    kind === 'month'
      ? await printMonth(context.press, report.figures.month, printing)
      : await printFull(context.press, report.figures, printing);
  const name = wordsOf(printing.language).say(`file.${kind}`, { month: params.month });
  answer.header('content-disposition', `attachment; filename="${name}"`);
  return answer.stream('application/pdf', Readable.from([Buffer.from(pdf)]));
}

function paperRoutes(routes: Routes, context: ReportContext): void {
  const limit = createAttemptLimit({ clock: context.platform.clock, max: MAX_PAPERS });
  const papers = { context, limit };
  routes.member(operations.downloadReport, async (asked) => paper(papers, asked, 'month'));
  routes.member(operations.downloadFullReport, async (asked) => paper(papers, asked, 'full'));
}

function mailRoutes(routes: Routes, context: ReportContext): void {
  const { db, clock, mail } = context.platform;
  routes.member(operations.readReportChoice, async ({ scope }) =>
    db.scoped(scope, async (tx) => {
      const memberId = memberIdOf(scope);
      const roles = (await context.members(tx)).find((member) => member.memberId === memberId)?.roles ?? [];
      return { mail: mayGetMail({ memberId, roles }, await choices(tx)), available: mail.available };
    }),
  );
  routes.member(operations.changeReportChoice, async ({ scope, body }) => {
    await db.scoped(scope, async (tx) => keepChoice(tx, { ...body, memberId: memberIdOf(scope), at: clock.now() }));
    return { ...body, available: mail.available };
  });
  routes.member(operations.listReportDeliveries, async ({ scope }) =>
    db.scoped(scope, async (tx) => {
      const names = new Map((await context.members(tx)).map(({ memberId, name }) => [memberId, name]));
      const deliveries = (await lastDeliveries(tx, SHOWN_DELIVERIES)).map((row) => ({
        memberId: row.member_id,
        memberName: names.get(row.member_id) ?? '',
        month: row.month,
        state: row.state,
        createdAt: row.created_at.toISOString(),
        endedAt: row.ended_at?.toISOString() ?? null,
        attempts: row.attempts,
        lastError: row.last_error,
      }));
      return { deliveries };
    }),
  );
}

export function reportRoutes(routes: Routes, context: ReportContext): void {
  readRoutes(routes, context);
  paperRoutes(routes, context);
  mailRoutes(routes, context);
}
