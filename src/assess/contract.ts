// SPDX-License-Identifier: Apache-2.0
import { z } from 'zod';
import { controlDetail, controlSummary } from '../catalog/contract.ts';
import { ANY_MEMBER, MANAGERS, OWN_PEOPLE, operation } from '../kernel/contract.ts';
import type { StreamedAnswer } from '../kernel/contract.ts';
import { bilingual, cursor, isoMoment, localDate, note, orgParams, pageQuery, uuid } from '../kernel/schemas.ts';
import { oscalOperations } from './oscal/contract.ts';
import { homeVote, threatOperations, voteOperations } from './threats/contract.ts';
import { diagnosisOperations, homeDiagnosis } from './diagnosis/contract.ts';

export const VERDICTS = ['pass', 'fail', 'unknown', 'not_applicable'] as const;
export const CLOSED_HOW = [
  'proven',
  'attested_until',
  'false_positive',
  'accepted_until',
  'subject_gone',
  'superseded',
] as const;
export const FINDING_KINDS = [
  'failed_check',
  'device_silent',
  'clock_implausible',
  'identity_conflict',
  'agent_claims_other',
  'agent_too_much',
  'leaver_device',
  'leaver_account',
  'exception_ending',
  'exception_expired',
  'campaign_waiting',
] as const;
/** What evidence and findings are about: a device, a person (who left), this server itself, a temporary exception. */
export const SUBJECT_KINDS = ['device', 'person', 'server', 'exception'] as const;
export const CANT_DO_REASONS = [
  'no_permission',
  'do_not_understand',
  'not_my_device',
  'needs_budget',
  'other',
] as const;

/** What a machine said, ready to be put into words: `check.disk_encryption.observed.fail` with its values. */
const observed = z.record(z.string(), z.unknown());

export const counts = z.object({
  pass: z.int(),
  fail: z.int(),
  unknown: z.int(),
  notApplicable: z.int(),
});
export type Counts = z.infer<typeof counts>;

export const declaration = z.object({
  /** 4 doing it, 2 partly, 0 not yet, -1 do not know; null = does not apply to us. */
  value: z.union([z.literal(4), z.literal(2), z.literal(0), z.literal(-1), z.null()]),
  note: z.string(),
  memberId: uuid,
  memberName: z.string().nullable(),
  declaredAt: isoMoment,
});
export type Declaration = z.infer<typeof declaration>;

/** "You answered yes; 3 PCs say no: A, B, C." */
export const contradiction = z.object({
  controlId: z.string(),
  title: bilingual,
  declared: z.union([z.literal(4), z.literal(2)]),
  failing: z.int(),
  /** Up to three names; `failing` tells how many there are. */
  names: z.array(z.string()).max(3),
});
export type Contradiction = z.infer<typeof contradiction>;

export const findingItem = z.object({
  findingId: uuid,
  kind: z.enum(FINDING_KINDS),
  controlId: z.string().nullable(),
  controlTitle: bilingual.nullable(),
  checkId: z.string().nullable(),
  subjectKind: z.enum(SUBJECT_KINDS).nullable(),
  subjectId: uuid.nullable(),
  subjectLabel: z.string().nullable(),
  severity: z.int().min(1).max(4),
  state: z.enum(['open', 'closed']),
  openedAt: isoMoment,
  closedAt: isoMoment.nullable(),
  closedHow: z.enum(CLOSED_HOW).nullable(),
  closedReason: z.string().nullable(),
  closedUntil: localDate.nullable(),
  /** What was observed; for a failed check `say` is the key of its sentence. */
  params: observed,
});
export type FindingItem = z.infer<typeof findingItem>;

export const taskItem = z.object({
  taskId: uuid,
  controlId: z.string(),
  checkId: z.string().nullable(),
  title: bilingual,
  assigneeId: uuid.nullable(),
  assigneeName: z.string().nullable(),
  state: z.enum(['open', 'done', 'dropped']),
  dueOn: localDate,
  overdue: z.boolean(),
  createdAt: isoMoment,
  closedAt: isoMoment.nullable(),
  closedHow: z.string().nullable(),
  effortMinutes: z.int(),
  /** How many of the task's findings are closed, of how many. */
  findingsDone: z.int(),
  findingsTotal: z.int(),
});
export type TaskItem = z.infer<typeof taskItem>;

export const taskDetail = taskItem.extend({
  what: bilingual,
  why: bilingual,
  /** Steps for the platforms of the devices concerned, the general ones last. */
  fix: z.array(z.object({ platform: z.enum(['windows', 'macos', 'linux', 'general']), steps: z.array(bilingual) })),
  findings: z.array(findingItem),
  events: z.array(
    z.object({
      at: isoMoment,
      kind: z.enum(['created', 'finding_added', 'handed_on', 'done', 'dropped', 'reopened']),
      actorName: z.string().nullable(),
      detail: z.record(z.string(), z.string()),
    }),
  ),
});
export type TaskDetail = z.infer<typeof taskDetail>;

export const home = z.object({
  today: z.object({
    day: localDate,
    task: taskItem.extend({ why: bilingual, subjects: z.array(z.string()).max(3) }).nullable(),
    /** Open tasks of this person besides today's. */
    waiting: z.int(),
  }),
  declared: z.object({
    yes: z.int(),
    partly: z.int(),
    no: z.int(),
    unknown: z.int(),
    notApplicable: z.int(),
    unanswered: z.int(),
  }),
  /** Each machine-verified control and device is one cell. */
  verified: counts,
  controls: z.array(z.object({ controlId: z.string(), title: bilingual, counts })),
  contradictions: z.array(contradiction),
  unknowns: z.array(z.object({ controlId: z.string(), title: bilingual, reason: z.string(), devices: z.int() })),
  devices: z.object({ active: z.int(), silent: z.int() }),
  proven: z.array(findingItem).max(5),
  diagnosis: homeDiagnosis,
  threatVote: homeVote,
  /** Things about the installation everyone should see: `disk_low`, `jobs_stopped`. */
  notices: z.array(z.string()),
});
export type Home = z.infer<typeof home>;

export const controlItem = controlSummary.extend({
  declaration: declaration.nullable(),
  counts: counts.nullable(),
  contradiction: contradiction.nullable(),
});
export type ControlItem = z.infer<typeof controlItem>;

export const subjectVerdict = z.object({
  subjectKind: z.enum(SUBJECT_KINDS),
  subjectId: uuid,
  label: z.string(),
  platform: z.string(),
  checkId: z.string(),
  verdict: z.enum(VERDICTS),
  reason: z.string().nullable(),
  source: z.string(),
  observed,
  observedAt: isoMoment,
  since: isoMoment,
});
export type SubjectVerdict = z.infer<typeof subjectVerdict>;

export const seal = z.object({
  epoch: z.int(),
  sealNo: z.int(),
  sealedAt: isoMoment,
  leafCount: z.int(),
  lastPosition: z.int(),
  root: z.string(),
  keyId: z.string(),
});
export type Seal = z.infer<typeof seal>;

const controlParams = orgParams.extend({ controlId: z.string().max(60) });
const taskParams = orgParams.extend({ taskId: uuid });
const findingParams = orgParams.extend({ findingId: uuid });
const next = { next: cursor.nullable() };

export const assessOperations = {
  ...threatOperations,
  ...oscalOperations,
  readHome: operation({
    method: 'GET',
    path: '/api/v1/org/:orgId/home',
    summary: 'Today’s task, declared and verified state, contradictions, what is unknown',
    access: ANY_MEMBER,
    params: orgParams,
    response: home,
  }),
  listControls: operation({
    method: 'GET',
    path: '/api/v1/org/:orgId/controls',
    summary: 'Every control with its declared and verified state',
    access: ANY_MEMBER,
    params: orgParams,
    response: z.object({ edition: z.string(), controls: z.array(controlItem) }),
  }),
  readControl: operation({
    method: 'GET',
    path: '/api/v1/org/:orgId/controls/:controlId',
    summary: 'One control with its texts, answers and the devices behind its verified state',
    access: ANY_MEMBER,
    params: controlParams,
    response: z.object({
      control: controlDetail,
      declaration: declaration.nullable(),
      history: z.array(declaration),
      counts: counts.nullable(),
      contradiction: contradiction.nullable(),
      /** Failing first, then unknown; at most 100. */
      subjects: z.array(subjectVerdict),
      /** Threats and trouble cases it works against. */
      threats: z.array(z.object({ threatId: z.string(), title: bilingual })),
      cases: z.array(z.object({ caseId: z.string(), title: bilingual })),
      /** For the control about trying backups: when Sonae's own backup last came back from a trial (proof in the ledger). */
      ownDrill: z.object({ at: isoMoment, backupAt: isoMoment, rows: z.int() }).nullable(),
    }),
  }),
  declare: operation({
    method: 'PUT',
    path: '/api/v1/org/:orgId/controls/:controlId/declaration',
    summary: 'Answers a control’s question',
    access: MANAGERS,
    params: controlParams,
    body: z.object({ value: declaration.shape.value, note: note(2000).default('') }),
    response: z.object({ declaration, contradiction: contradiction.nullable() }),
  }),
  readSubject: operation({
    method: 'GET',
    path: '/api/v1/org/:orgId/subjects/:subjectId/verdicts',
    summary: 'All verdicts on one device',
    access: ANY_MEMBER,
    params: orgParams.extend({ subjectId: uuid }),
    response: z.object({ verdicts: z.array(subjectVerdict), findings: z.array(findingItem) }),
  }),
  listFindings: operation({
    method: 'GET',
    path: '/api/v1/org/:orgId/findings',
    summary: 'What is wrong now, was put right, or is accepted until a date; newest first',
    access: ANY_MEMBER,
    params: orgParams,
    /** `accepted`: closed ones that are accepted until a date, and were not proven since. */
    query: pageQuery.extend({ state: z.enum(['open', 'closed', 'accepted']).default('open') }),
    response: z.object({ findings: z.array(findingItem), ...next }),
  }),
  closeFinding: operation({
    method: 'POST',
    path: '/api/v1/org/:orgId/findings/:findingId/close',
    summary: 'Overrules a machine with a dated reason, or attests what no machine can know',
    access: MANAGERS,
    params: findingParams,
    body: z.object({
      how: z.enum(['attested_until', 'false_positive', 'accepted_until']),
      reason: note(1000).min(1, 'reason_missing'),
      /** Every overruling ends; at most a year ahead. */
      until: localDate,
    }),
    response: z.object({ finding: findingItem }),
  }),
  reopenFinding: operation({
    method: 'POST',
    path: '/api/v1/org/:orgId/findings/:findingId/reopen',
    summary: 'Takes an overruling back',
    access: MANAGERS,
    params: findingParams,
    response: z.object({ finding: findingItem }),
  }),
  listTasks: operation({
    method: 'GET',
    path: '/api/v1/org/:orgId/tasks',
    summary: 'Tasks by due date, or done ones newest first',
    access: ANY_MEMBER,
    params: orgParams,
    query: pageQuery.extend({
      state: z.enum(['open', 'done']).default('open'),
      mine: z.enum(['yes', 'no']).default('no'),
    }),
    response: z.object({ tasks: z.array(taskItem), ...next }),
  }),
  readTask: operation({
    method: 'GET',
    path: '/api/v1/org/:orgId/tasks/:taskId',
    summary: 'One task: what, why, how on these devices, by when, and what happened to it',
    access: ANY_MEMBER,
    params: taskParams,
    response: z.object({ task: taskDetail }),
  }),
  handOnTask: operation({
    method: 'POST',
    path: '/api/v1/org/:orgId/tasks/:taskId/hand-on',
    summary: '“I can’t do this”: says why and hands the task to someone else',
    access: OWN_PEOPLE,
    params: taskParams,
    body: z.object({
      reason: z.enum(CANT_DO_REASONS),
      note: note(1000).default(''),
      toMemberId: uuid.nullable().default(null),
    }),
    response: z.object({ task: taskDetail }),
  }),
  readLedger: operation({
    method: 'GET',
    path: '/api/v1/org/:orgId/ledger',
    summary: 'The evidence ledger: its seals and what is not sealed yet',
    access: ANY_MEMBER,
    params: orgParams,
    response: z.object({
      epoch: z.int(),
      leaves: z.int(),
      unsealed: z.int(),
      publicKey: z.string(),
      seals: z.array(seal).max(60),
    }),
  }),
  exportLedger: operation({
    method: 'GET',
    path: '/api/v1/org/:orgId/ledger/export',
    summary: 'The whole ledger as lines of JSON, for `sonae verify`',
    access: MANAGERS,
    params: orgParams,
    /** A stream of lines, not one JSON body. */
    response: z.custom<StreamedAnswer>(),
  }),
  sealLedger: operation({
    method: 'POST',
    path: '/api/v1/org/:orgId/ledger/seal',
    summary: 'Seals what was recorded since the last seal',
    access: MANAGERS,
    params: orgParams,
    response: z.object({ seal: seal.nullable() }),
  }),
  ...diagnosisOperations,
  ...voteOperations,
} as const;
