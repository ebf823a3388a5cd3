// SPDX-License-Identifier: Apache-2.0
/** The door of assess: those who produce evidence come in here. */
import type { SonaeModule } from '../platform/module.ts';
import type { ScopedTx } from '../platform/postgres/database.ts';
import type { AssessContext } from './context.ts';
import type { Contradiction, ControlItem, Counts } from './contract.ts';
import { countsByCheck } from './control-state.ts';
import { countVerdictsOfOwner } from './count-store.ts';
import { failingOwners } from './home-store.ts';
import { assessJobs } from './jobs.ts';
import { listControls } from './list-controls.ts';
import { readMonth } from './read-month.ts';
import type { MonthFacts, MonthQuestion } from './read-month.ts';
import { contradictionsNow } from './read-home.ts';
import { raiseFindings, settleFindings } from './reconcile-findings.ts';
import type { Settlement, WantedFinding } from './reconcile-findings.ts';
import { recordRound } from './record-round.ts';
import type { EvidenceRound, RoundResult } from './record-round.ts';
import { retireSubject, reviveSubject } from './retire-subject.ts';
import { assessRoutes } from './routes.ts';
import { sealLedger } from './ledger/seal.ts';
import { peopleAsked } from './people-asked.ts';
import type { Asked } from './people-asked.ts';
import { openTasksOfAll, tasksToTell } from './tasks-to-tell.ts';
import type { OpenTask } from './tasks-to-tell.ts';
import {
  countsOfSubjects,
  describeSubject,
  ensureSubject,
  notInPlace,
  subjectsWith,
  verdictsOfSubject,
} from './verdict-store.ts';
import type { Json } from './ledger/leaf.ts';
import type { NewVerdict } from './plan-round.ts';
import type { NotInPlace, SubjectCounts, SubjectFacts } from './verdict-store.ts';

export type { AssessContext, People, Person } from './context.ts';
export { readCursor, writeCursor } from './cursor.ts';
export { STRENGTH } from './settle-verdict.ts';
export type { Observed, Strength, Verdict } from './settle-verdict.ts';
export type { EvidenceRound, RoundResult } from './record-round.ts';
export type { NewVerdict } from './plan-round.ts';
export type { SubjectCounts, SubjectFacts, SubjectKind } from './verdict-store.ts';
export type { Asked } from './people-asked.ts';
export type { OpenTask } from './tasks-to-tell.ts';
export { ENDS_SOON_DAYS } from './read-month.ts';
export type { MonthContradiction, MonthFacts, MonthQuestion } from './read-month.ts';
export type { Json } from './ledger/leaf.ts';
export { openRestoredEpoch, readLedgerHead } from './ledger/open-epoch.ts';
export { recordDrill, verifyStoredLedger } from './ledger/record-drill.ts';
export { verifyLedger } from './ledger/verify.ts';
export type { LedgerFault, LedgerReport } from './ledger/verify.ts';

export interface Assess {
  readonly module: SonaeModule;
  readonly context: AssessContext;
  /** Records what one source says about one device; runs in the caller's transaction. */
  recordRound(tx: ScopedTx, round: EvidenceRound): Promise<RoundResult>;
  /** Opens findings that are not about a check: quarantined reports, conflicts. */
  raiseAbout(tx: ScopedTx, subject: SubjectFacts, wanted: readonly AboutFinding[]): Promise<number>;
  settle(tx: ScopedTx, settlement: Settlement): Promise<number>;
  describe(tx: ScopedTx, subjectId: string, facts: { label: string; ownerMemberId: string | null }): Promise<void>;
  retire(tx: ScopedTx, subjectId: string): Promise<void>;
  /** Failing and unknown checks of each device. */
  countsOf(tx: ScopedTx, subjectIds: readonly string[]): Promise<ReadonlyMap<string, SubjectCounts>>;
  /** Devices with at least one check of this result. */
  subjectsWith(tx: ScopedTx, verdict: 'fail' | 'unknown'): Promise<readonly string[]>;
  /** Checks of these devices that say no or cannot tell. */
  notInPlace(tx: ScopedTx, subjectIds: readonly string[]): Promise<readonly NotInPlace[]>;
  /** What counts now on one device. */
  verdictsOf(tx: ScopedTx, subjectId: string): Promise<(NewVerdict & { observed: Record<string, Json> })[]>;
  revive(tx: ScopedTx, subjectId: string): Promise<void>;
  /** Every control with what people answered and what machines say. */
  controlStates(tx: ScopedTx): Promise<ControlItem[]>;
  /** What was measured on one person's devices, by check. */
  countsOfOwner(tx: ScopedTx, memberId: string): Promise<ReadonlyMap<string, Counts>>;
  /** For each check the members who have a device on which it says no. */
  ownersFailing(tx: ScopedTx, checkIds: readonly string[]): Promise<ReadonlyMap<string, ReadonlySet<string>>>;
  /** Open tasks of a person, today's first, then the earliest due. Chooses today's if nobody has. `day`: local date. */
  tasksToTell(tx: ScopedTx, whose: { memberId: string; day: string }): Promise<OpenTask[]>;
  /** What happened between two moments, and where everything stands now. */
  readMonth(tx: ScopedTx, asked: MonthQuestion): Promise<MonthFacts>;
  /** Seals what was recorded since the last seal. */
  seal(tx: ScopedTx): Promise<void>;
  /** Everybody's open tasks, the earliest due first; at most 200. */
  openTasks(tx: ScopedTx): Promise<OpenTask[]>;
  /** What colleagues are asked for by name and have not done yet. */
  peopleAsked(tx: ScopedTx): Promise<Asked[]>;
  /** Controls that were answered with yes while devices say no. */
  contradictions(tx: ScopedTx): Promise<Contradiction[]>;
}

/** A finding that is not about a check; it belongs to the control of the ledger of devices unless it names another. */
export type AboutFinding = Omit<WantedFinding, 'control'> & { readonly controlId?: string };

/** Findings about the agents themselves belong to the control that asks for a ledger of devices. */
const ABOUT_AGENTS = 'devices-known';

export function createAssess(context: AssessContext): Assess {
  const control = context.catalog.controls.get(ABOUT_AGENTS);
  if (!control) throw new Error(`the catalogue has no control "${ABOUT_AGENTS}"`);
  const controlOf = (id: string | undefined) =>
    id === undefined ? control : (context.catalog.controls.get(id) ?? control);
  return {
    context,
    module: { name: 'assess', routes: (routes) => assessRoutes(routes, context), jobs: assessJobs(context) },
    recordRound: async (tx, round) => recordRound(tx, context, round),
    raiseAbout: async (tx, subject, wanted) => {
      await ensureSubject(tx, subject, context.platform.clock.now());
      return raiseFindings(tx, context, {
        subject,
        wanted: wanted.map(({ controlId, ...finding }) => ({ ...finding, control: controlOf(controlId) })),
      });
    },
    settle: async (tx, settlement) => settleFindings(tx, context, settlement),
    describe: describeSubject,
    retire: async (tx, subjectId) => retireSubject(tx, context, subjectId),
    revive: async (tx, subjectId) => reviveSubject(tx, context, subjectId),
    countsOf: async (tx, subjectIds) =>
      new Map((await countsOfSubjects(tx, subjectIds)).map((row) => [row.subject_id, row])),
    tasksToTell: async (tx, whose) => tasksToTell(tx, context, whose),
    controlStates: async (tx) => listControls(tx, context),
    countsOfOwner: async (tx, memberId) => countsByCheck(await countVerdictsOfOwner(tx, memberId)),
    readMonth: async (tx, asked) => readMonth(tx, context, asked),
    seal: async (tx) => void (await sealLedger(tx, { clock: context.platform.clock, signer: context.signer })),
    openTasks: async (tx) => openTasksOfAll(tx, context),
    peopleAsked: async (tx) => peopleAsked(tx, context),
    contradictions: async (tx) => contradictionsNow(tx, context),
    ownersFailing: async (tx, checkIds) => {
      const rows = checkIds.length === 0 ? [] : await failingOwners(tx, checkIds);
      const byCheck = Map.groupBy(rows, ({ check_id }) => check_id);
      return new Map([...byCheck].map(([check, owners]) => [check, new Set(owners.map((row) => row.owner_member_id))]));
    },
    subjectsWith,
    notInPlace,
    verdictsOf: async (tx, subjectId) =>
      (await verdictsOfSubject(tx, subjectId)).map(({ check_id, verdict, reason, observed }) => ({
        checkId: check_id,
        verdict,
        reason,
        observed: { ...observed },
      })),
  };
}
