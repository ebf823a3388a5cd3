// SPDX-License-Identifier: Apache-2.0
/** The self-diagnosis: start, answer by part and site, merge, finish, result. */
import { z } from 'zod';
import { ANY_MEMBER, MANAGERS, OWN_PEOPLE, operation } from '../../kernel/contract.ts';
import type { StreamedAnswer } from '../../kernel/contract.ts';
import { LANGUAGES } from '../../kernel/language.ts';
import { bilingual, isoMoment, note, orgParams, uuid } from '../../kernel/schemas.ts';

export const MAX_SITES = 30;
const NAME_LENGTH = 60;
const REASON_LENGTH = 500;

/** 4 doing it, 2 partly, 0 not yet, -1 do not know; null = we have no such thing. */
export const answerValue = z.union([z.literal(4), z.literal(2), z.literal(0), z.literal(-1), z.null()]);
export type AnswerValue = z.infer<typeof answerValue>;

const questionNo = z.coerce.number().int().min(1).max(99);
const partNo = z.coerce.number().int().min(1).max(9);
const siteName = note(NAME_LENGTH).refine((text) => text.trim() !== '' && !text.includes('\n'), 'name_missing');

/** What we rest on: never an official claim. */
const form = z.object({
  formId: z.string(),
  title: bilingual,
  issuer: bilingual,
  wording: bilingual,
  note: bilingual.nullable(),
  source: z.object({ title: bilingual, url: z.string().nullable() }),
  questions: z.int(),
  max: z.int(),
});

const partProgress = z.object({
  no: z.int(),
  title: bilingual,
  about: bilingual,
  answered: z.int(),
  total: z.int(),
  /** Who was asked to answer it; null = those who run security. */
  memberId: uuid.nullable(),
  memberName: z.string().nullable(),
  /** First question without an answer, else the first. */
  next: z.int(),
});
export type PartProgress = z.infer<typeof partProgress>;

const site = z.object({ siteId: uuid, name: z.string(), parts: z.array(partProgress) });
export type DiagnosisSite = z.infer<typeof site>;

const finished = z.object({
  diagnosisId: uuid,
  formId: z.string(),
  finishedAt: isoMoment,
  score: z.int(),
  max: z.int(),
  parts: z.array(z.object({ no: z.int(), points: z.int(), max: z.int() })),
});
export type FinishedDiagnosis = z.infer<typeof finished>;

export const overview = z.object({
  form,
  /** What the caller may see of the one that is being answered: managers all, others the parts they were asked for. */
  open: z
    .object({
      diagnosisId: uuid,
      startedAt: isoMoment,
      sites: z.array(site),
      answered: z.int(),
      total: z.int(),
      /** Questions that the sites answered differently. */
      differing: z.int(),
    })
    .nullable(),
  /** Newest first; at most 20. */
  finished: z.array(finished).max(20),
});
export type DiagnosisOverview = z.infer<typeof overview>;

/** What machines say about one control of the question: "in place on 12 of 15". */
const evidence = z.object({
  controlId: z.string(),
  title: bilingual,
  pass: z.int(),
  fail: z.int(),
  unknown: z.int(),
  /** Up to three names of devices that say no. */
  names: z.array(z.string()).max(3),
});
export type QuestionEvidence = z.infer<typeof evidence>;

const givenAnswer = z.object({ value: answerValue, memberName: z.string().nullable(), answeredAt: isoMoment });

const question = z.object({
  no: z.int(),
  part: z.int(),
  question: bilingual,
  help: bilingual,
  why: bilingual,
  /** Words of "we have no such thing"; null = that is no answer here. */
  notUsed: bilingual.nullable(),
  answer: givenAnswer.nullable(),
  evidence: z.array(evidence),
  /** What machines suggest; absent when they do not know enough. */
  proposal: answerValue.optional(),
  contradicted: z.boolean(),
});
export type DiagnosisQuestionView = z.infer<typeof question>;

export const siteView = z.object({
  form,
  diagnosisId: uuid,
  site,
  /** True when the caller sees only what they were asked for. */
  onlyAsked: z.boolean(),
  severalSites: z.boolean(),
  questions: z.array(question),
});
export type DiagnosisSiteView = z.infer<typeof siteView>;

const mergedQuestion = z.object({
  no: z.int(),
  question: bilingual,
  sites: z.array(z.object({ siteId: uuid, name: z.string(), value: answerValue.optional() })),
  lowest: answerValue,
  chosen: z.object({ value: answerValue, reason: z.string(), memberName: z.string().nullable() }).nullable(),
});

const declared = z.object({ value: answerValue, memberName: z.string().nullable(), at: isoMoment });
const becoming = z.object({
  controlId: z.string(),
  title: bilingual,
  /** Which questions say it. */
  questions: z.array(z.int()),
  value: answerValue,
  before: declared.nullable(),
  /** Somebody answered the control itself later, and otherwise: ask before that is replaced. */
  newer: z.boolean(),
});
export type BecomingDeclared = z.infer<typeof becoming>;

const measure = z.object({
  controlId: z.string(),
  title: bilingual,
  action: bilingual,
  why: bilingual,
  importance: z.enum(['high', 'middle', 'low']),
  effortMinutes: z.int(),
  time: z.enum(['quarter_hour', 'hour', 'half_day', 'longer']),
  cost: z.enum(['own_time', 'small', 'quote']),
  gap: z.enum(['measured', 'no', 'unknown', 'partly', 'open']),
  failing: z.int(),
  measured: z.int(),
  threat: z.object({ rank: z.int(), title: bilingual, list: bilingual }).nullable(),
  points: z.number(),
});
export type Measure = z.infer<typeof measure>;

const survey = z.object({
  id: z.string(),
  title: bilingual,
  issuer: bilingual,
  year: z.int(),
  n: z.int(),
  note: bilingual.nullable(),
  source: z.object({ title: bilingual, url: z.string().nullable() }),
  figures: z.array(
    z.object({
      label: bilingual,
      percent: z.number(),
      counts: z.enum(['yes', 'yes_or_partly']),
      questions: z.array(z.object({ no: z.int(), value: answerValue })),
    }),
  ),
});

export const result = z.object({
  form,
  diagnosis: finished,
  /** The newest one; only for it the six measures are shown. */
  newest: z.boolean(),
  band: z.object({ id: z.string(), title: bilingual, advice: bilingual }),
  bands: z.array(z.object({ id: z.string(), from: z.int(), title: bilingual })),
  parts: z.array(z.object({ no: z.int(), title: bilingual, points: z.int(), max: z.int() })),
  questions: z.array(
    z.object({
      no: z.int(),
      part: z.int(),
      question: bilingual,
      value: answerValue,
      points: z.int(),
      /** Only where several sites answered. */
      sites: z.array(z.object({ name: z.string(), value: answerValue })),
      reason: z.string().nullable(),
      /** What machines see missing now although the answer is a plain yes; of the newest diagnosis only. */
      contradictedBy: z.array(evidence),
    }),
  ),
  notUsedNote: bilingual,
  measures: z.array(measure).max(6),
  /** Oldest first, this one included; at most 20. */
  trend: z.array(finished).max(20),
  surveys: z.array(survey),
});
export type DiagnosisResult = z.infer<typeof result>;
/** What people said, without what machines say of it. */
export type AnsweredQuestion = Omit<DiagnosisResult['questions'][number], 'contradictedBy'>;

/** On the home page. */
export const homeDiagnosis = z.object({
  state: z.enum(['none', 'open', 'finished']),
  /** Of the open one. */
  diagnosisId: uuid.nullable(),
  answered: z.int(),
  total: z.int(),
  last: z
    .object({ diagnosisId: uuid, finishedAt: isoMoment, score: z.int(), max: z.int(), band: bilingual })
    .nullable(),
  /** Parts that the caller was asked to answer and that are not complete. */
  asked: z.array(
    z.object({
      siteId: uuid,
      siteName: z.string(),
      part: z.int(),
      title: bilingual,
      left: z.int(),
      next: z.int(),
      askedBy: z.string().nullable(),
    }),
  ),
});
export type HomeDiagnosis = z.infer<typeof homeDiagnosis>;

const PATH = '/api/v1/org/:orgId/diagnoses';
const diagnosisParams = orgParams.extend({ diagnosisId: uuid });
const siteParams = diagnosisParams.extend({ siteId: uuid });

export const diagnosisOperations = {
  readDiagnoses: operation({
    method: 'GET',
    path: PATH,
    summary: 'The self-diagnosis that is being answered, and those before it',
    access: ANY_MEMBER,
    params: orgParams,
    response: overview,
  }),
  startDiagnosis: operation({
    method: 'POST',
    path: PATH,
    summary: 'Starts a self-diagnosis',
    access: MANAGERS,
    params: orgParams,
    status: 201,
    response: z.object({ diagnosisId: uuid, siteId: uuid }),
  }),
  abandonDiagnosis: operation({
    method: 'DELETE',
    path: `${PATH}/:diagnosisId`,
    summary: 'Throws an unfinished self-diagnosis away',
    access: MANAGERS,
    params: diagnosisParams,
    status: 204,
    response: z.null(),
  }),
  addDiagnosisSite: operation({
    method: 'POST',
    path: `${PATH}/:diagnosisId/sites`,
    summary: 'Adds a site that answers for itself',
    access: MANAGERS,
    params: diagnosisParams,
    body: z.object({ name: siteName, firstName: siteName.optional() }),
    status: 201,
    response: z.object({ siteId: uuid }),
  }),
  removeDiagnosisSite: operation({
    method: 'DELETE',
    path: `${PATH}/:diagnosisId/sites/:siteId`,
    summary: 'Takes a site and its answers away; the last one stays',
    access: MANAGERS,
    params: siteParams,
    status: 204,
    response: z.null(),
  }),
  readDiagnosisSite: operation({
    method: 'GET',
    path: `${PATH}/:diagnosisId/sites/:siteId`,
    summary: 'Questions, answers and what machines know; only the parts the caller may answer',
    access: OWN_PEOPLE,
    params: siteParams,
    response: siteView,
  }),
  answerDiagnosis: operation({
    method: 'PUT',
    path: `${PATH}/:diagnosisId/sites/:siteId/answers/:question`,
    summary: 'Keeps one answer',
    access: OWN_PEOPLE,
    params: siteParams.extend({ question: questionNo }),
    body: z.object({ value: answerValue }),
    response: z.object({ answer: givenAnswer, contradicted: z.boolean() }),
  }),
  askForDiagnosisPart: operation({
    method: 'PUT',
    path: `${PATH}/:diagnosisId/sites/:siteId/parts/:part/person`,
    summary: 'Asks a colleague to answer a part; null takes it back',
    access: MANAGERS,
    params: siteParams.extend({ part: partNo }),
    body: z.object({ memberId: uuid.nullable() }),
    response: z.object({ memberId: uuid.nullable() }),
  }),
  readDiagnosisMerge: operation({
    method: 'GET',
    path: `${PATH}/:diagnosisId/merge`,
    summary: 'Questions that sites answered differently',
    access: MANAGERS,
    params: diagnosisParams,
    response: z.object({ questions: z.array(mergedQuestion) }),
  }),
  chooseDiagnosisAnswer: operation({
    method: 'PUT',
    path: `${PATH}/:diagnosisId/merge/:question`,
    summary: 'Chooses another answer than the lowest, with a reason; null takes the choice back',
    access: MANAGERS,
    params: diagnosisParams.extend({ question: questionNo }),
    body: z.object({
      choice: z
        .object({
          value: answerValue,
          reason: note(REASON_LENGTH).refine((text) => text.trim() !== '', 'reason_missing'),
        })
        .nullable(),
    }),
    response: z.object({ question: mergedQuestion }),
  }),
  previewDiagnosis: operation({
    method: 'GET',
    path: `${PATH}/:diagnosisId/finish`,
    summary: 'What finishing will do: the score and the answers of controls',
    access: MANAGERS,
    params: diagnosisParams,
    response: z.object({
      /** Questions still without an answer, by site. */
      missing: z.array(z.object({ siteId: uuid, name: z.string(), questions: z.array(z.int()) })),
      score: z.int(),
      max: z.int(),
      controls: z.array(becoming),
      /** To be given back when finishing: what was declared later than this is not overwritten unseen. */
      seenAt: isoMoment,
    }),
  }),
  finishDiagnosis: operation({
    method: 'POST',
    path: `${PATH}/:diagnosisId/finish`,
    summary: 'Finishes the diagnosis; the named controls take over its answers',
    access: MANAGERS,
    params: diagnosisParams,
    body: z.object({ controls: z.array(z.string().max(60)).max(500), seenAt: isoMoment }),
    response: z.object({ diagnosisId: uuid, score: z.int(), declared: z.int() }),
  }),
  readDiagnosisResult: operation({
    method: 'GET',
    path: `${PATH}/:diagnosisId/result`,
    summary: 'Score, parts, band, the six measures to do first, trend and comparison',
    access: ANY_MEMBER,
    params: diagnosisParams,
    response: result,
  }),
  exportDiagnosis: operation({
    method: 'GET',
    path: `${PATH}/:diagnosisId/result.csv`,
    summary: 'The result for a spreadsheet',
    access: MANAGERS,
    params: diagnosisParams,
    query: z.object({ language: z.enum(LANGUAGES).default('ja') }),
    /** A stream, not one JSON body. */
    response: z.custom<StreamedAnswer>(),
  }),
} as const;
