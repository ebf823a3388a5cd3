// SPDX-License-Identifier: Apache-2.0
/** What an organisation lives with for a time: who answers for it, what is done meanwhile, and when it ends. */
import { z } from 'zod';
import { ANY_MEMBER, MANAGERS, OWN_PEOPLE, operation } from '../../kernel/contract.ts';
import type { StreamedAnswer } from '../../kernel/contract.ts';
import { LANGUAGES } from '../../kernel/language.ts';
import { bilingual, cursor, isoMoment, localDate, note, orgParams, pageQuery, uuid } from '../../kernel/schemas.ts';

export const EXCEPTION_KINDS = ['private_device', 'rule_waived', 'old_system', 'other'] as const;
/** `ending`: its owner has been reminded; `expired`: past its end and still not decided. */
export const EXCEPTION_STATES = ['active', 'ending', 'expired', 'closed'] as const;
/** `current`: all that are not closed. */
export const EXCEPTION_FILTERS = ['current', 'ending', 'expired', 'closed'] as const;
export const EXCEPTION_EVENTS = ['created', 'changed', 'renewed', 'reminded', 'expired', 'closed'] as const;

export const exceptionItem = z.object({
  exceptionId: uuid,
  kind: z.enum(EXCEPTION_KINDS),
  title: z.string(),
  reason: z.string(),
  /** What is done against the danger until it ends. */
  meanwhile: z.string(),
  ownerId: uuid,
  ownerName: z.string().nullable(),
  approvedById: uuid,
  approvedByName: z.string().nullable(),
  approvedOn: localDate,
  startsOn: localDate,
  endsOn: localDate,
  state: z.enum(EXCEPTION_STATES),
  renewals: z.int(),
  /** What it touches; a control the catalogue no longer has keeps its id as its title. */
  controls: z.array(z.object({ id: z.string(), title: bilingual })),
  closedAt: isoMoment.nullable(),
  closeReason: z.string().nullable(),
});
export type ExceptionItem = z.infer<typeof exceptionItem>;

export const exceptionDetail = exceptionItem.extend({
  /** Whether the caller may say that it is over. */
  mayClose: z.boolean(),
  /** Newest first, at most 100. */
  events: z.array(
    z.object({
      at: isoMoment,
      kind: z.enum(EXCEPTION_EVENTS),
      actorName: z.string().nullable(),
      reason: z.string().nullable(),
      approvedByName: z.string().nullable(),
      endsOn: localDate,
    }),
  ),
});
export type ExceptionDetail = z.infer<typeof exceptionDetail>;

const filled = (max: number, reason: string) => note(max).refine((text) => text.trim() !== '', reason);
const reason = filled(1000, 'reason_missing');
const described = z.object({
  kind: z.enum(EXCEPTION_KINDS),
  title: filled(100, 'title_missing'),
  meanwhile: filled(1000, 'meanwhile_missing'),
  ownerId: uuid,
  controls: z.array(z.string().max(60)).min(1, 'controls_missing').max(10, 'too_many_controls'),
});
/** At most twelve months ahead. */
const ends = { endsOn: localDate, approvedById: uuid };

const exceptionParams = orgParams.extend({ exceptionId: uuid });
const shown = z.object({ state: z.enum(EXCEPTION_FILTERS).default('current') });
const one = z.object({ exception: exceptionDetail });

export const exceptionOperations = {
  listExceptions: operation({
    method: 'GET',
    path: '/api/v1/org/:orgId/exceptions',
    summary: 'Temporary exceptions, the first to end first; closed ones newest first. A teleworker sees their own',
    access: ANY_MEMBER,
    params: orgParams,
    query: pageQuery.extend(shown.shape),
    response: z.object({
      exceptions: z.array(exceptionItem),
      counts: z.object({ current: z.int(), ending: z.int(), expired: z.int() }),
      next: cursor.nullable(),
    }),
  }),
  exportExceptions: operation({
    method: 'GET',
    path: '/api/v1/org/:orgId/exceptions.csv',
    summary: 'The same for spreadsheets',
    access: MANAGERS,
    params: orgParams,
    query: z.object({
      state: z.enum([...EXCEPTION_FILTERS, 'all']).default('all'),
      language: z.enum(LANGUAGES).default('ja'),
    }),
    /** A stream of lines, not one JSON body. */
    response: z.custom<StreamedAnswer>(),
  }),
  createException: operation({
    method: 'POST',
    path: '/api/v1/org/:orgId/exceptions',
    summary: 'Enters a temporary exception',
    access: MANAGERS,
    params: orgParams,
    body: described.extend({ reason, startsOn: localDate.optional(), ...ends }),
    response: one,
    status: 201,
  }),
  readException: operation({
    method: 'GET',
    path: '/api/v1/org/:orgId/exceptions/:exceptionId',
    summary: 'One exception with all that happened to it',
    access: ANY_MEMBER,
    params: exceptionParams,
    response: one,
  }),
  changeException: operation({
    method: 'PUT',
    path: '/api/v1/org/:orgId/exceptions/:exceptionId',
    summary: 'Another owner, other words, other controls; the end changes only by renewing',
    access: MANAGERS,
    params: exceptionParams,
    body: described,
    response: one,
  }),
  renewException: operation({
    method: 'POST',
    path: '/api/v1/org/:orgId/exceptions/:exceptionId/renew',
    summary: 'Goes on until another day, with a reason; what was before stays in its history',
    access: MANAGERS,
    params: exceptionParams,
    body: z.object({ reason, ...ends }),
    response: one,
  }),
  closeException: operation({
    method: 'POST',
    path: '/api/v1/org/:orgId/exceptions/:exceptionId/close',
    summary: 'It is over: said by its owner, or by those who run security',
    access: OWN_PEOPLE,
    params: exceptionParams,
    body: z.object({ reason }),
    response: one,
  }),
} as const;
