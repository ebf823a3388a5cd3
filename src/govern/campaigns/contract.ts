// SPDX-License-Identifier: Apache-2.0
/** Short rounds of questions about rules of telework: yes, no, or "I cannot, because". */
import { z } from 'zod';
import { counts } from '../../assess/contract.ts';
import { ANY_MEMBER, MANAGERS, OWN_PEOPLE, operation } from '../../kernel/contract.ts';
import { bilingual, isoMoment, localDate, note, orgParams, uuid } from '../../kernel/schemas.ts';

export const CAMPAIGN_ANSWERS = ['yes', 'no', 'cannot'] as const;
export const MAX_QUESTIONS = 10;

export const campaignItem = z.object({
  campaignId: uuid,
  title: z.string(),
  startedAt: isoMoment,
  startedByName: z.string().nullable(),
  closesOn: localDate,
  open: z.boolean(),
  asked: z.int(),
  answered: z.int(),
  /** Whether the caller is asked, and has answered. */
  mine: z.enum(['not_asked', 'waiting', 'answered']),
});
export type CampaignItem = z.infer<typeof campaignItem>;

const answer = z.enum(CAMPAIGN_ANSWERS);

export const campaignQuestion = z.object({
  controlId: z.string(),
  title: bilingual,
  question: bilingual,
  /** The caller's own answer, and what was measured on their own devices; null = nothing can be measured. */
  own: z.object({ answer: answer.nullable(), reason: z.string(), counts: counts.nullable() }),
  /** For those who run security. */
  all: z
    .object({
      yes: z.int(),
      no: z.int(),
      cannot: z.int(),
      /** Why they cannot; at most 50. */
      reasons: z.array(z.object({ name: z.string().nullable(), reason: z.string() })),
      /** All devices; null = nothing can be measured. */
      counts: counts.nullable(),
      /** Who said yes while a device of theirs says no; at most 50. */
      contradicted: z.array(z.string()),
    })
    .nullable(),
});
export type CampaignQuestion = z.infer<typeof campaignQuestion>;

export const campaignDetail = campaignItem.extend({
  questions: z.array(campaignQuestion),
  /** Who has not answered, for those who run security; at most 100 names. */
  waiting: z.array(z.string()).nullable(),
});
export type CampaignDetail = z.infer<typeof campaignDetail>;

const campaignParams = orgParams.extend({ campaignId: uuid });
const one = z.object({ campaign: campaignDetail });

export const campaignOperations = {
  listCampaigns: operation({
    method: 'GET',
    path: '/api/v1/org/:orgId/campaigns',
    summary: 'Rounds of questions about rules, newest first; at most 50',
    access: ANY_MEMBER,
    params: orgParams,
    response: z.object({ campaigns: z.array(campaignItem) }),
  }),
  startCampaign: operation({
    method: 'POST',
    path: '/api/v1/org/:orgId/campaigns',
    summary: 'Asks every member about some rules until a day',
    access: MANAGERS,
    params: orgParams,
    body: z.object({
      title: note(100).refine((text) => text.trim() !== '', 'title_missing'),
      closesOn: localDate,
      controls: z.array(z.string().max(60)).min(1, 'controls_missing').max(MAX_QUESTIONS, 'too_many_controls'),
    }),
    response: one,
    status: 201,
  }),
  readCampaign: operation({
    method: 'GET',
    path: '/api/v1/org/:orgId/campaigns/:campaignId',
    summary: 'The questions with the caller’s answers; for those who run security all answers and what machines say',
    access: ANY_MEMBER,
    params: campaignParams,
    response: one,
  }),
  answerCampaign: operation({
    method: 'PUT',
    path: '/api/v1/org/:orgId/campaigns/:campaignId/answers',
    summary: 'The caller’s answers to all questions; they can be changed until it ends',
    access: OWN_PEOPLE,
    params: campaignParams,
    body: z.object({
      answers: z
        .array(z.object({ controlId: z.string().max(60), answer, reason: note(500).default('') }))
        .max(MAX_QUESTIONS),
    }),
    response: one,
  }),
  endCampaign: operation({
    method: 'POST',
    path: '/api/v1/org/:orgId/campaigns/:campaignId/end',
    summary: 'Ends it before its day',
    access: MANAGERS,
    params: campaignParams,
    response: one,
  }),
} as const;
