// SPDX-License-Identifier: Apache-2.0
import { z } from 'zod';
import { contradiction, counts, home } from '../assess/contract.ts';
import { ROLES, WEIGHTS, controlId } from '../catalog/contract.ts';
import { MANAGERS, members, operation } from '../kernel/contract.ts';
import type { StreamedAnswer } from '../kernel/contract.ts';
import { LANGUAGES } from '../kernel/language.ts';
import { bilingual, isoMoment, localDate, orgParams, uuid } from '../kernel/schemas.ts';

/** The mark of a month; the rule is in `weather.ts`. */
export const WEATHER = ['clear', 'cloudy', 'rain'] as const;
export const WEATHER_REASONS = [
  'serious_overdue',
  'serious_contradictions',
  'much_missing',
  'contradictions',
  'overdue',
  'missing',
  'silent',
  'unknown',
  'nothing_measured',
  'unanswered',
] as const;
export const DECISIONS = [
  'contradiction',
  'overdue',
  'accepted_ends',
  'unassigned',
  'executive_control',
  'silent',
  'unanswered',
  'nothing_measured',
] as const;

/** `2026-11` */
export const month = z.string().regex(/^20\d{2}-(0[1-9]|1[0-2])$/, 'month_wrong');

const who = z.object({ role: z.enum(ROLES).nullable(), name: z.string().nullable() });

const accepted = z.object({
  title: bilingual,
  label: z.string().nullable(),
  /** `exception`: from the register of exceptions; the others are about findings. */
  how: z.enum(['accepted_until', 'attested_until', 'false_positive', 'exception']),
  until: localDate,
  reason: z.string(),
  memberName: z.string().nullable(),
});

const dueTask = z.object({
  title: bilingual,
  dueOn: localDate,
  overdue: z.boolean(),
  assigneeName: z.string().nullable(),
  findingsDone: z.int(),
  findingsTotal: z.int(),
});

/** Everything the one-page report says, as numbers and keys; kept unchanged when the month has ended. */
export const monthFigures = z.object({
  version: z.literal(1),
  organisation: z.string(),
  timeZone: z.string(),
  month,
  firstDay: localDate,
  lastDay: localDate,
  /** The state is of this moment. */
  takenAt: isoMoment,
  edition: z.string(),
  weather: z.object({
    mark: z.enum(WEATHER),
    reasons: z.array(z.object({ kind: z.enum(WEATHER_REASONS), count: z.int() })),
  }),
  declared: home.shape.declared,
  verified: counts,
  /** Where the month before ended, when that was kept. */
  before: z.object({ month, yes: z.int(), verified: counts, contradictions: z.int() }).nullable(),
  /** `kinds`: how many different things; `items` are the first of them. */
  proven: z.object({
    total: z.int(),
    kinds: z.int(),
    items: z.array(z.object({ title: bilingual, devices: z.int() })),
  }),
  contradictions: z.object({
    total: z.int(),
    fresh: z.int(),
    items: z.array(contradiction.extend({ fresh: z.boolean() })),
  }),
  tasks: z.object({ done: z.int(), made: z.int(), open: z.int(), overdue: z.int(), late: z.array(dueTask) }),
  devices: z.object({ active: z.int(), silent: z.int(), added: z.int() }),
  accepted: z.object({ total: z.int(), ending: z.int(), items: z.array(accepted) }),
  decide: z
    .array(
      z.object({
        kind: z.enum(DECISIONS),
        count: z.int(),
        title: bilingual.nullable(),
        names: z.array(z.string()),
        on: localDate.nullable(),
        who,
      }),
    )
    .max(3),
  seal: z
    .object({
      epoch: z.int(),
      sealNo: z.int(),
      sealedAt: isoMoment,
      records: z.int(),
      root: z.string(),
      keyId: z.string(),
    })
    .nullable(),
});
export type MonthFigures = z.infer<typeof monthFigures>;

/** What the full report adds. */
export const fullFigures = z.object({
  controls: z.array(
    z.object({
      controlId,
      theme: z.object({ id: z.string(), title: bilingual }),
      title: bilingual,
      role: z.enum(ROLES),
      importance: z.enum(WEIGHTS),
      /** 4, 2, 0, −1; `null` = does not apply; absent = not answered. */
      declared: z.object({ value: z.int().nullable(), at: isoMoment, by: z.string().nullable() }).nullable(),
      /** null = no machine can know. */
      counts: counts.nullable(),
      evidenceAt: isoMoment.nullable(),
      failing: z.object({ count: z.int(), names: z.array(z.string()) }).nullable(),
    }),
  ),
  platforms: z.array(z.object({ platform: z.string(), active: z.int(), silent: z.int() })),
  /** The first 200 by due date. */
  tasks: z.array(dueTask),
  /** The first 200 by the day they end. */
  accepted: z.array(accepted),
});
export type FullFigures = z.infer<typeof fullFigures>;

export const reportFigures = z.object({ month: monthFigures, full: fullFigures });
export type ReportFigures = z.infer<typeof reportFigures>;

/** A report in the words of one language: what the paper and the page show. */
export const monthPaper = z.object({
  language: z.enum(LANGUAGES),
  month,
  title: z.string(),
  organisation: z.string(),
  period: z.string(),
  taken: z.string(),
  /** Said while the month is not over. */
  soFar: z.string().nullable(),
  weather: z.object({ mark: z.enum(WEATHER), word: z.string(), lead: z.string(), reasons: z.array(z.string()) }),
  bars: z.array(
    z.object({
      label: z.string(),
      text: z.string(),
      trend: z.string().nullable(),
      parts: z.array(
        z.object({
          kind: z.enum(['good', 'half', 'bad', 'open']),
          count: z.int(),
          shown: z.string(),
          label: z.string(),
        }),
      ),
    }),
  ),
  decide: z.object({
    title: z.string(),
    none: z.string().nullable(),
    items: z.array(z.object({ title: z.string(), reason: z.string(), who: z.string() })),
  }),
  changes: z.object({
    title: z.string(),
    cells: z.array(
      z.object({ title: z.string(), value: z.string(), lines: z.array(z.string()), more: z.string().nullable() }),
    ),
  }),
  ledger: z.object({ title: z.string(), root: z.string().nullable(), lines: z.array(z.string()) }),
  rule: z.string(),
  foot: z.string(),
});
export type MonthPaper = z.infer<typeof monthPaper>;

const table = z.object({
  title: z.string(),
  lead: z.string().nullable(),
  /** Widths are shares of the line. */
  columns: z.array(z.object({ title: z.string(), width: z.number() })),
  rows: z.array(z.array(z.string())),
  /** Said instead of a table without rows. */
  none: z.string(),
  more: z.string().nullable(),
});
export type PaperTable = z.infer<typeof table>;

export const fullPaper = z.object({
  language: z.enum(LANGUAGES),
  month,
  title: z.string(),
  organisation: z.string(),
  period: z.string(),
  taken: z.string(),
  soFar: z.string().nullable(),
  contents: z.string(),
  overview: z.string(),
  weather: monthPaper.shape.weather,
  bars: monthPaper.shape.bars,
  sections: z.array(z.object({ title: z.string(), lead: z.string().nullable(), tables: z.array(table) })),
  ledger: monthPaper.shape.ledger,
  rule: z.string(),
  foot: z.string(),
});
export type FullPaper = z.infer<typeof fullPaper>;

/** Those who decide and those who run security, and the operator's watchers where the organisation let them in. */
const READERS = members('executive', 'administrator', 'watcher');
const monthParams = orgParams.extend({ month });
/** Absent = the reader's own language. */
const inLanguage = z.object({ language: z.enum(LANGUAGES).optional() });

export const reportOperations = {
  listReports: operation({
    method: 'GET',
    path: '/api/v1/org/:orgId/reports',
    summary: 'The months there is a report for, newest first; the first one is still running',
    access: READERS,
    params: orgParams,
    response: z.object({
      months: z.array(
        z.object({ month, mark: z.enum(WEATHER), soFar: z.boolean(), takenAt: isoMoment, contradictions: z.int() }),
      ),
    }),
  }),
  readReport: operation({
    method: 'GET',
    path: '/api/v1/org/:orgId/reports/:month',
    summary: 'The one-page report of a month in words',
    access: READERS,
    params: monthParams,
    query: inLanguage,
    response: z.object({ report: monthPaper }),
  }),
  readFullReport: operation({
    method: 'GET',
    path: '/api/v1/org/:orgId/reports/:month/full',
    summary: 'The full report of a month in words',
    access: READERS,
    params: monthParams,
    query: inLanguage,
    response: z.object({ report: fullPaper }),
  }),
  downloadReport: operation({
    method: 'GET',
    path: '/api/v1/org/:orgId/reports/:month.pdf',
    summary: 'The one-page report of a month as PDF (A4)',
    access: READERS,
    params: monthParams,
    query: inLanguage,
    response: z.custom<StreamedAnswer>(),
  }),
  downloadFullReport: operation({
    method: 'GET',
    path: '/api/v1/org/:orgId/reports/:month/full.pdf',
    summary: 'The full report of a month as PDF (A4)',
    access: READERS,
    params: monthParams,
    query: inLanguage,
    response: z.custom<StreamedAnswer>(),
  }),
  readReportChoice: operation({
    method: 'GET',
    path: '/api/v1/org/:orgId/reports/choice',
    summary: 'Whether the caller gets the monthly report by mail; `available` says whether this server can send mail',
    access: MANAGERS,
    params: orgParams,
    response: z.object({ mail: z.boolean(), available: z.boolean() }),
  }),
  changeReportChoice: operation({
    method: 'PUT',
    path: '/api/v1/org/:orgId/reports/choice',
    summary: 'Turns the monthly mail to the caller on or off',
    access: MANAGERS,
    params: orgParams,
    body: z.object({ mail: z.boolean() }),
    response: z.object({ mail: z.boolean(), available: z.boolean() }),
  }),
  listReportDeliveries: operation({
    method: 'GET',
    path: '/api/v1/org/:orgId/reports/deliveries',
    summary: 'The last 100 mails with a report, newest first, with how each went',
    access: MANAGERS,
    params: orgParams,
    response: z.object({
      deliveries: z.array(
        z.object({
          memberId: uuid,
          memberName: z.string(),
          month,
          state: z.enum(['waiting', 'sent', 'failed']),
          createdAt: isoMoment,
          endedAt: isoMoment.nullable(),
          attempts: z.int(),
          lastError: z.string().nullable(),
        }),
      ),
    }),
  }),
} as const;
