// SPDX-License-Identifier: Apache-2.0
/**
 * What a month brought and where the organisation stands, for those who report about it. The state is today's: what
 * verdicts were on a past day is not kept in the tables, so whoever wants to keep a month reads it when it ends.
 */
import type { ControlSummary } from '../catalog/contract.ts';
import type { Bilingual } from '../kernel/language.ts';
import { addDays } from '../platform/calendar.ts';
import type { ScopedTx } from '../platform/postgres/database.ts';
import type { AssessContext } from './context.ts';
import type { Contradiction, Counts, Declaration, Home, TaskItem } from './contract.ts';
import { addCounts, contradictionsOf, countsByCheck, countsOf, declarationView } from './control-state.ts';
import { countVerdicts } from './count-store.ts';
import { newestDeclarations } from './home-store.ts';
import type { DeclarationRow } from './home-store.ts';
import {
  acceptedUntil,
  countAccepted,
  countDevices,
  countTasks,
  devicesByPlatform,
  failingSince,
  newestEvidence,
  provenIn,
  sealBefore,
} from './month-store.ts';
import type { AcceptedRow, ProvenRow, Span } from './month-store.ts';
import { declaredCounts } from './read-home.ts';
import { listTasks } from './task-store.ts';
import { NO_TITLE, taskView } from './views.ts';

/** What runs out this soon has to be decided now. */
export const ENDS_SOON_DAYS = 45;
const MAX_ACCEPTED = 200;
/** `listTasks` gives what is due first, so the overdue ones are among them. */
const MAX_TASKS = 200;

export interface MonthContradiction extends Contradiction {
  readonly harm: number;
  /** When both sides stood for the first time: the answer, and the first device that says no. */
  readonly since: string;
}

export interface Accepted {
  readonly title: Bilingual;
  readonly label: string | null;
  readonly how: AcceptedRow['closed_how'];
  readonly until: string;
  readonly reason: string;
  /** Who said so; null when that person is no longer here. */
  readonly memberName: string | null;
}

export interface ControlFacts {
  readonly control: ControlSummary;
  readonly declaration: Declaration | null;
  readonly counts: Counts | null;
  /** ISO moment of the newest evidence; null = none yet. */
  readonly evidenceAt: string | null;
  readonly contradiction: Contradiction | null;
}

export interface MonthFacts {
  readonly declared: Home['declared'];
  readonly verified: Counts;
  readonly controls: readonly ControlFacts[];
  readonly proven: readonly { readonly title: Bilingual; readonly devices: number }[];
  /** Worst first. */
  readonly contradictions: readonly MonthContradiction[];
  readonly tasks: { readonly done: number; readonly made: number; readonly open: number; readonly overdue: number };
  /** By due date, the oldest first; at most 200. */
  readonly openTasks: readonly (TaskItem & { readonly harm: number })[];
  readonly devices: { readonly active: number; readonly silent: number; readonly added: number };
  readonly platforms: readonly { readonly platform: string; readonly active: number; readonly silent: number }[];
  /** Those that end first; at most 200. `ending`: within `ENDS_SOON_DAYS`. */
  readonly accepted: { readonly total: number; readonly ending: number; readonly items: readonly Accepted[] };
  readonly seal: {
    readonly epoch: number;
    readonly sealNo: number;
    readonly sealedAt: string;
    readonly records: number;
    readonly root: string;
    readonly keyId: string;
  } | null;
}

/** `day`: local date of the organisation that counts as today. */
export interface MonthQuestion extends Span {
  readonly day: string;
}

interface Answered {
  readonly control: ControlSummary;
  readonly row: DeclarationRow | undefined;
  readonly declared: DeclarationRow['value'] | undefined;
  readonly counts: Counts | null;
}

const NOTHING: Counts = { pass: 0, fail: 0, unknown: 0, notApplicable: 0 };
const latest = (moments: readonly Date[]): Date | undefined =>
  moments.reduce<Date | undefined>((last, one) => (last && last >= one ? last : one), undefined);
const earliest = (moments: readonly Date[]): Date | undefined =>
  moments.reduce<Date | undefined>((first, one) => (first && first <= one ? first : one), undefined);

async function datedContradictions(tx: ScopedTx, states: readonly Answered[]): Promise<MonthContradiction[]> {
  const found = await contradictionsOf(tx, states);
  const byId = new Map(states.map((state) => [state.control.id, state]));
  const checks = found.flatMap(({ controlId }) => byId.get(controlId)?.control.checks ?? []);
  const failing = new Map((await failingSince(tx, checks)).map(({ check_id, since }) => [check_id, since]));
  return found
    .flatMap((one) => {
      const state = byId.get(one.controlId);
      if (!state?.row) return [];
      const first = earliest(state.control.checks.flatMap((check) => failing.get(check) ?? []));
      const since = latest([state.row.declared_at, ...(first ? [first] : [])]) ?? state.row.declared_at;
      return [{ ...one, harm: state.control.harm, since: since.toISOString() }];
    })
    .toSorted((left, right) => right.harm - left.harm || right.failing - left.failing);
}

function provenView(rows: readonly ProvenRow[], context: AssessContext): MonthFacts['proven'] {
  return rows.map(({ control_id, devices }) => ({
    title: (control_id === null ? undefined : context.catalog.controls.get(control_id)?.title) ?? NO_TITLE,
    devices,
  }));
}

function acceptedView(
  rows: readonly AcceptedRow[],
  context: AssessContext,
  names: ReadonlyMap<string, string>,
): Accepted[] {
  return rows.map((row) => ({
    title: (row.control_id === null ? undefined : context.catalog.controls.get(row.control_id)?.title) ?? NO_TITLE,
    label: row.label,
    how: row.closed_how,
    until: row.closed_until,
    reason: row.closed_reason ?? '',
    memberName: names.get(row.closed_by.replace(/^member:/, '')) ?? null,
  }));
}

async function states(tx: ScopedTx, { catalog }: AssessContext): Promise<Answered[]> {
  const declared = new Map((await newestDeclarations(tx)).map((row) => [row.control_id, row]));
  const byCheck = countsByCheck(await countVerdicts(tx));
  return catalog.summaries.map((control) => {
    const row = declared.get(control.id);
    return { control, row, declared: row?.value, counts: countsOf(control, byCheck) };
  });
}

async function sealView(tx: ScopedTx, until: Date): Promise<MonthFacts['seal']> {
  const row = await sealBefore(tx, until);
  if (!row) return null;
  return {
    epoch: row.epoch,
    sealNo: row.seal_no,
    sealedAt: row.sealed_at.toISOString(),
    records: row.last_position,
    root: row.root.toString('hex'),
    keyId: row.key_id,
  };
}

async function openTasks(
  tx: ScopedTx,
  context: AssessContext,
  { names, today }: { names: ReadonlyMap<string, string>; today: string },
): Promise<MonthFacts['openTasks']> {
  const rows = await listTasks(tx, { state: 'open', memberId: null, after: undefined, limit: MAX_TASKS });
  return rows.map((row) => ({
    ...taskView(row, { catalog: context.catalog, names, today }),
    harm: context.catalog.controls.get(row.control_id)?.harm ?? 1,
  }));
}

export async function readMonth(tx: ScopedTx, context: AssessContext, asked: MonthQuestion): Promise<MonthFacts> {
  const people = await context.people.members(tx);
  const names = new Map(people.map(({ memberId, name }) => [memberId, name]));
  const answered = await states(tx, context);
  const contradictions = await datedContradictions(tx, answered);
  const against = new Map(contradictions.map((one) => [one.controlId, one]));
  const evidence = new Map((await newestEvidence(tx)).map(({ check_id, newest }) => [check_id, newest]));
  const rows = answered.flatMap(({ row }) => (row ? [row] : []));
  return {
    declared: declaredCounts(context.catalog.summaries.length, rows),
    verified: answered.flatMap(({ counts }) => (counts ? [counts] : [])).reduce(addCounts, NOTHING),
    controls: answered.map(({ control, row, counts }) => ({
      control,
      declaration: row ? declarationView(row, names) : null,
      counts,
      evidenceAt: latest(control.checks.flatMap((check) => evidence.get(check) ?? []))?.toISOString() ?? null,
      contradiction: against.get(control.id) ?? null,
    })),
    proven: provenView(await provenIn(tx, asked), context),
    contradictions,
    tasks: await countTasks(tx, asked, asked.day),
    openTasks: await openTasks(tx, context, { names, today: asked.day }),
    devices: await countDevices(tx, asked),
    platforms: await devicesByPlatform(tx),
    accepted: {
      ...(await countAccepted(tx, addDays(asked.day, ENDS_SOON_DAYS))),
      items: acceptedView(await acceptedUntil(tx, MAX_ACCEPTED), context, names),
    },
    seal: await sealView(tx, context.platform.clock.now()),
  };
}
