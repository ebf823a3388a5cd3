// SPDX-License-Identifier: Apache-2.0
import { z } from 'zod';
import { controlItem } from '../../assess/contract.ts';
import { HOW_SURE, SOURCE_KINDS } from '../../catalog/contract.ts';
import { ANY_MEMBER, MANAGERS, MEMBER_ROLES, operation } from '../../kernel/contract.ts';
import type { StreamedAnswer } from '../../kernel/contract.ts';
import { LANGUAGES } from '../../kernel/language.ts';
import { bilingual, isoMoment, note, orgParams } from '../../kernel/schemas.ts';

export const GRADES = ['S', 'A', 'B', 'C', 'D'] as const;
export const CRITERIA = ['office_work', 'busy_lines', 'cost', 'setup', 'control'] as const;

/** How sure we are of a text, and whose words we read. */
const backing = z.object({
  howSure: z.enum(HOW_SURE),
  source: z.object({ title: bilingual, url: z.string().nullable(), read: z.enum(SOURCE_KINDS) }),
});

const rating = z.object({ grade: z.enum(GRADES), reason: bilingual });

const methodUse = z.object({
  since: isoMoment,
  memberName: z.string().nullable(),
  note: z.string(),
  /** y and n in the order of the questions; null = chosen without them. */
  answers: z.string().nullable(),
});

export const teleworkMethod = z.object({
  id: z.string(),
  /** Place in the guideline's table, 1–7. */
  number: z.int(),
  title: bilingual,
  how: bilingual,
  /** When it fits. */
  fits: bilingual,
  ratings: z.object({
    office_work: rating,
    busy_lines: rating,
    cost: rating,
    setup: rating,
    control: rating,
  } satisfies Record<(typeof CRITERIA)[number], typeof rating>),
  backing,
  cautions: z.array(bilingual),
  /** null = not in use here. */
  use: methodUse.nullable(),
});
export type TeleworkMethod = z.infer<typeof teleworkMethod>;

const question = z.object({ id: z.string(), question: bilingual, help: bilingual });

export const finderStep = z.object({
  /** What was answered so far, for looking back. */
  answered: z.array(question.extend({ answer: z.enum(['yes', 'no']) })),
  /** The next question; null once there is a result. */
  ask: question.nullable(),
  /** Questions still to come at most, this one included. */
  left: z.int(),
  result: z
    .object({
      methodId: z.string(),
      because: bilingual,
      runnerUpId: z.string(),
      runnerUpBecause: bilingual,
    })
    .nullable(),
  /** Says whose chart it is; must stand beside every result. */
  label: bilingual,
});
export type FinderStep = z.infer<typeof finderStep>;

export const TELEWORK_THREATS = ['malware', 'access', 'theft-loss', 'tapping'] as const;

export const checklistItem = z.object({
  control: controlItem,
  /** Which of the handbook's four threats it stands against; ours or the handbook's copy, see the control's page. */
  threats: z.array(z.enum(TELEWORK_THREATS)),
  /** Named for this method, not only by its category. */
  special: z.boolean(),
});
export type ChecklistItem = z.infer<typeof checklistItem>;

const checklist = z.object({
  method: teleworkMethod,
  /** Whose list it is; null = every role's. */
  role: z.enum(MEMBER_ROLES).nullable(),
  /** False: a teleworker, who sees their own list and what was measured on their own devices. */
  wholeOrganisation: z.boolean(),
  /** What is named for the method first; in each ◎ before ○. What is neither stands in no handbook list. */
  items: z.array(checklistItem),
  /** Controls of the method that are left out by the rule (importance low or difficulty high). */
  beyond: z.int(),
  backing,
});

const methodParams = orgParams.extend({ methodId: z.string().max(80) });
const whose = z.object({ role: z.enum(['all', ...MEMBER_ROLES]).default('all') });
export const MAX_ANSWERS = 20;
const answers = z.string().regex(new RegExp(`^[yn]{0,${MAX_ANSWERS}}$`), 'answers_unreadable');

export const teleworkOperations = {
  readTelework: operation({
    method: 'GET',
    path: '/api/v1/org/:orgId/telework',
    summary: 'The seven ways of teleworking side by side, and which are in use',
    access: ANY_MEMBER,
    params: orgParams,
    response: z.object({
      methods: z.array(teleworkMethod),
      criteria: z.array(z.object({ id: z.enum(CRITERIA), title: bilingual, about: bilingual })),
      grades: z.array(z.object({ grade: z.enum(GRADES), title: bilingual })),
      backing,
    }),
  }),
  findTeleworkMethod: operation({
    method: 'GET',
    path: '/api/v1/org/:orgId/telework/finder',
    summary: 'The next question, or the method that fits with its reason and the runner-up',
    access: ANY_MEMBER,
    params: orgParams,
    query: z.object({ answers: answers.default('') }),
    response: finderStep,
  }),
  useTeleworkMethod: operation({
    method: 'PUT',
    path: '/api/v1/org/:orgId/telework/methods/:methodId',
    summary: 'Notes that this method is in use; several can be at once',
    access: MANAGERS,
    params: methodParams,
    body: z.object({ note: note(500).default(''), answers: answers.min(1).nullable().default(null) }),
    response: z.object({ method: teleworkMethod }),
  }),
  stopTeleworkMethod: operation({
    method: 'DELETE',
    path: '/api/v1/org/:orgId/telework/methods/:methodId',
    summary: 'This method is not in use any more',
    access: MANAGERS,
    params: methodParams,
    response: z.null(),
    status: 204,
  }),
  readTeleworkChecklist: operation({
    method: 'GET',
    path: '/api/v1/org/:orgId/telework/methods/:methodId/checklist',
    summary: 'What to do for this method, ◎ before ○, with what people answered and what was measured',
    access: ANY_MEMBER,
    params: methodParams,
    query: whose,
    response: checklist,
  }),
  exportTeleworkChecklist: operation({
    method: 'GET',
    path: '/api/v1/org/:orgId/telework/methods/:methodId/checklist.csv',
    summary: 'The same for spreadsheets',
    access: ANY_MEMBER,
    params: methodParams,
    query: whose.extend({ language: z.enum(LANGUAGES).default('ja') }),
    /** A stream of lines, not one JSON body. */
    response: z.custom<StreamedAnswer>(),
  }),
} as const;
