// SPDX-License-Identifier: Apache-2.0
import { z } from 'zod';
import { controlSummary, ENTRY_POINTS, HOW_SURE, MEASURE_ROLES, PHASES, SOURCE_KINDS } from '../../catalog/contract.ts';
import { ANY_MEMBER, MANAGERS, OWN_PEOPLE, operation } from '../../kernel/contract.ts';
import { bilingual, isoMoment, orgParams, uuid } from '../../kernel/schemas.ts';

/**
 * How a control stands, from held to open. `failing`: a machine saw it missing. `unknown`: nobody has answered, or the
 * answer was "don't know", or the machine could not tell.
 */
export const STANDINGS = ['measured', 'answered', 'not_applicable', 'partly', 'unknown', 'open', 'failing'] as const;
export type Standing = (typeof STANDINGS)[number];

const counts = z.object({ pass: z.int(), fail: z.int(), unknown: z.int(), notApplicable: z.int() });

export const controlStanding = controlSummary
  .pick({ id: true, title: true, action: true, mark: true, importance: true, harm: true, role: true })
  .extend({
    standing: z.enum(STANDINGS),
    /** 4, 2, 0, −1; null = does not apply; absent = nobody has answered. */
    declared: z.union([z.literal(4), z.literal(2), z.literal(0), z.literal(-1), z.null()]).optional(),
    declaredAt: isoMoment.nullable(),
    counts: counts.nullable(),
    contradicted: z.boolean(),
  });
export type ControlStanding = z.infer<typeof controlStanding>;

/** How many controls there are, and how many of them hold (measured, or answered yes, or do not apply). */
const tally = z.object({ total: z.int(), held: z.int(), failing: z.int(), unknown: z.int() });
export type Tally = z.infer<typeof tally>;

const backing = z.object({
  howSure: z.enum(HOW_SURE),
  source: z.object({ title: bilingual, url: z.string().nullable(), read: z.enum(SOURCE_KINDS) }),
});
export type Backing = z.infer<typeof backing>;

export const threatItem = z.object({
  threatId: z.string(),
  title: bilingual,
  plain: bilingual,
  /** Its place in the yearly lists, oldest first. */
  ranks: z.array(z.object({ year: z.int(), rank: z.int() })),
  tally,
});
export type ThreatItem = z.infer<typeof threatItem>;

export const caseItem = z.object({ caseId: z.string(), number: z.int(), title: bilingual, tally });
export type CaseItem = z.infer<typeof caseItem>;

const line = bilingual.extend({ backing });

export const threatDetail = threatItem.extend({
  toUs: bilingual,
  methods: z.array(line),
  causes: z.array(line),
  measures: z.array(
    line.extend({ role: z.enum(MEASURE_ROLES), phase: z.enum(PHASES), controlIds: z.array(z.string()) }),
  ),
  entryPoints: z.array(
    z.object({ id: z.enum(ENTRY_POINTS), title: bilingual, measure: bilingual, controlIds: z.array(z.string()) }),
  ),
  controls: z.array(controlStanding),
  /** The control that helps an attacker most as things stand; null when all of them hold. */
  weakest: z.string().nullable(),
  cases: z.array(z.object({ caseId: z.string(), title: bilingual })),
  note: bilingual.nullable(),
});
export type ThreatDetail = z.infer<typeof threatDetail>;

export const caseDetail = caseItem.extend({
  wording: bilingual,
  story: z.array(bilingual),
  watchFor: z.array(bilingual),
  categories: z.array(z.object({ number: z.int(), title: bilingual })),
  controls: z.array(controlStanding),
  weakest: z.string().nullable(),
  threats: z.array(z.object({ threatId: z.string(), title: bilingual })),
});
export type CaseDetail = z.infer<typeof caseDetail>;

export const personalThreats = z.object({
  title: bilingual,
  issuer: bilingual,
  wording: bilingual,
  backing,
  threats: z.array(
    z.object({ id: z.string(), title: bilingual, what: bilingual, notice: z.array(bilingual), do: z.array(bilingual) }),
  ),
});
export type PersonalThreatList = z.infer<typeof personalThreats>;

export const threatOperations = {
  listThreats: operation({
    method: 'GET',
    path: '/api/v1/org/:orgId/threats',
    summary: 'Threats with their ranks by year and trouble cases, each with how many of our controls hold',
    access: ANY_MEMBER,
    params: orgParams,
    response: z.object({ years: z.array(z.int()), threats: z.array(threatItem), cases: z.array(caseItem) }),
  }),
  readThreat: operation({
    method: 'GET',
    path: '/api/v1/org/:orgId/threats/:threatId',
    summary: 'One threat: what would happen, measures by role and phase, our controls against it, the weakest link',
    access: ANY_MEMBER,
    params: orgParams.extend({ threatId: z.string().max(80) }),
    response: z.object({ threat: threatDetail }),
  }),
  readPersonalThreats: operation({
    method: 'GET',
    path: '/api/v1/org/:orgId/personal-threats',
    summary: 'The ten threats to individuals: what each is, what one notices, what to do',
    access: ANY_MEMBER,
    params: orgParams,
    response: personalThreats,
  }),
  readCase: operation({
    method: 'GET',
    path: '/api/v1/org/:orgId/trouble-cases/:caseId',
    summary: 'One trouble case: story, what to watch for, the controls that would have stopped it and how they stand',
    access: ANY_MEMBER,
    params: orgParams.extend({ caseId: z.string().max(80) }),
    response: z.object({ case: caseDetail }),
  }),
} as const;

// The organisation ranks the threats itself: open a vote, choose, count, and go back to the yearly list.

/** How many threats one person names; the first gets as many points, the last gets one. */
export const CHOICES = 5;

const ranked = z.object({ threatId: z.string(), rank: z.int(), points: z.int(), voters: z.int() });
export type RankedThreat = z.infer<typeof ranked>;

const ranking = z.object({
  voteId: uuid,
  countedAt: isoMoment,
  /** How many people chose. */
  voters: z.int(),
  /** Every threat of the catalogue; those that nobody chose follow in the order of the yearly list, with 0 points. */
  threats: z.array(ranked),
});
export type Ranking = z.infer<typeof ranking>;

export const threatVote = z.object({
  /** The vote that is open now; its sums are shown to nobody before it is counted. */
  open: z
    .object({
      voteId: uuid,
      openedAt: isoMoment,
      /** Null when that person is no longer there. */
      openedBy: z.string().nullable(),
      voters: z.int(),
      people: z.int(),
      /** The caller's own choice, first place first; empty when they have not chosen. */
      mine: z.array(z.string()),
    })
    .nullable(),
  /** What counts now; null = the yearly list does. */
  ranking: ranking.nullable(),
  /** In the order of the newest yearly list. */
  threats: z.array(z.object({ threatId: z.string(), title: bilingual, plain: bilingual })),
});
export type ThreatVote = z.infer<typeof threatVote>;

/** On the home page: whether this person is asked to choose. */
export const homeVote = z.object({ waiting: z.boolean() });

const PATH = '/api/v1/org/:orgId/threat-vote';
const voteParams = orgParams.extend({ voteId: uuid });
const answer = z.object({ vote: threatVote });

export const voteOperations = {
  readThreatVote: operation({
    method: 'GET',
    path: PATH,
    summary: 'The open vote on threats, the caller’s choice, and the ranking that counts',
    access: ANY_MEMBER,
    params: orgParams,
    response: answer,
  }),
  openThreatVote: operation({
    method: 'POST',
    path: PATH,
    summary: 'Asks everyone of the organisation which threats worry them most',
    access: MANAGERS,
    params: orgParams,
    response: answer,
  }),
  castThreatBallot: operation({
    method: 'PUT',
    path: `${PATH}/:voteId/ballot`,
    summary: 'The caller’s choice, first place first; an empty list takes it back',
    access: OWN_PEOPLE,
    params: voteParams,
    body: z.object({
      threatIds: z
        .array(z.string().min(1).max(80))
        .max(CHOICES)
        .refine((ids) => new Set(ids).size === ids.length, 'threat_twice'),
    }),
    response: answer,
  }),
  countThreatVote: operation({
    method: 'POST',
    path: `${PATH}/:voteId/count`,
    summary: 'Ends the vote; its ranking weighs the measures from now on',
    access: MANAGERS,
    params: voteParams,
    response: answer,
  }),
  dropThreatVote: operation({
    method: 'DELETE',
    path: `${PATH}/:voteId`,
    summary: 'Drops an open vote with all choices, or sets a counted ranking aside: the yearly list counts again',
    access: MANAGERS,
    params: voteParams,
    response: answer,
  }),
} as const;
