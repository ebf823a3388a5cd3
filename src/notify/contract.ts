// SPDX-License-Identifier: Apache-2.0
import { z } from 'zod';
import { ADMINISTRATORS, OWN_PEOPLE, operation } from '../kernel/contract.ts';
import { isoMoment, localDate, orgParams, uuid } from '../kernel/schemas.ts';

export const NOTICE_KINDS = ['task_new', 'task_due_soon', 'task_overdue'] as const;
/** `refused`: the mail server does not take this mail (5yz); `sign_in_refused`: it does not take our name and password. */
export const MAIL_ERRORS = ['refused', 'sign_in_refused', 'unreachable', 'no_answer', 'failed'] as const;

/** Minutes after local midnight. */
const minute = z.int().min(0).max(1439);

const choice = z.object({
  mail: z.boolean(),
  urgentInQuiet: z.boolean(),
  quietFrom: minute,
  quietUntil: minute,
  digestAt: minute,
});

const readNoticeChoice = operation({
  method: 'GET',
  path: '/api/v1/org/:orgId/notices/choice',
  summary: 'What the caller wants to be told by mail, and when; `available` says whether this server can send mail',
  access: OWN_PEOPLE,
  params: orgParams,
  response: choice.extend({ available: z.boolean() }),
});

const changeNoticeChoice = operation({
  method: 'PUT',
  path: '/api/v1/org/:orgId/notices/choice',
  summary: 'Changes what the caller is told by mail, and when',
  access: OWN_PEOPLE,
  params: orgParams,
  body: choice,
  response: choice.extend({ available: z.boolean() }),
});

const listNoticeDeliveries = operation({
  method: 'GET',
  path: '/api/v1/org/:orgId/notices/deliveries',
  summary: 'The last 100 mails about tasks, newest first, with how each went',
  access: ADMINISTRATORS,
  params: orgParams,
  response: z.object({
    available: z.boolean(),
    deliveries: z.array(
      z.object({
        deliveryId: uuid,
        memberId: uuid,
        memberName: z.string(),
        kind: z.enum(['digest', 'urgent']),
        day: localDate,
        /** `nothing`: everything in it was done before it was sent. */
        state: z.enum(['waiting', 'sent', 'nothing', 'failed']),
        createdAt: isoMoment,
        endedAt: isoMoment.nullable(),
        attempts: z.int(),
        lastError: z.enum(MAIL_ERRORS).nullable(),
      }),
    ),
  }),
});

export const notifyOperations = { readNoticeChoice, changeNoticeChoice, listNoticeDeliveries } as const;
