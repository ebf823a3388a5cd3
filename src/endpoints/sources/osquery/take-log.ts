// SPDX-License-Identifier: Apache-2.0
/** Log lines: kept once; snapshots of our own queries become evidence; what cannot be true is set aside. */
import { MINUTE_MS } from '../../../kernel/clock.ts';
import type { ScopedTx } from '../../../platform/postgres/database.ts';
import type { EndpointsContext } from '../../context.ts';
import type { DeviceReport } from '../../facts.ts';
import { learnSoftware } from '../../learn-software.ts';
import { implausibleClockDays } from '../../plausible.ts';
import type { Recorded } from '../../record-report.ts';
import type { QueryAnswer } from './answers.ts';
import type { Agent } from './agents.ts';
import type { DecodedLog, LogLine } from './decode-log.ts';
import { OSQUERY_LIMITS } from './limits.ts';
import { addToDay, insertLines, keptHashes, lockDay } from './line-store.ts';
import { queriesFor } from './queries.ts';
import { recordOwn, reportOf, setAsideOnce } from './take-answers.ts';
import type { Oddity, TakeNeeds } from './take-answers.ts';

/** Snapshots of one run of the schedule come spread over some minutes (osquery splays them by 10 %). */
const ONE_RUN_MS = 10 * MINUTE_MS;

interface Sorted {
  readonly own: readonly LogLine[];
  readonly oddities: readonly Oddity[];
}

/** Lines of another host are not kept: they would be evidence about a device whose key this is not. */
function sortOut(agent: Agent, log: DecodedLog, receivedAt: Date): Sorted {
  const own = log.lines.filter(({ claims }) => claims === undefined || agent.names.has(claims));
  const oddities: Oddity[] = [];
  const foreign = log.lines.find(({ claims }) => claims !== undefined && !agent.names.has(claims));
  if (foreign) {
    oddities.push({
      reason: 'agent_claims_other',
      detail: { claims: foreign.claims ?? '', lines: log.lines.length - own.length },
    });
  }
  const daysOff = own.map((line) => clockDays(line, receivedAt)).find((days) => days !== undefined);
  if (daysOff !== undefined) oddities.push({ reason: 'clock_implausible', detail: { days: daysOff } });
  if (log.dropped > 0) oddities.push({ reason: 'agent_too_much', detail: { what: 'lines', lines: log.dropped } });
  return { own, oddities };
}

const clockDays = ({ at }: LogLine, receivedAt: Date): number | undefined =>
  at === undefined ? undefined : implausibleClockDays({ at: new Date(at), toleranceMs: 0 }, receivedAt);

/** The newest snapshot of each of our queries, of the newest run of the schedule. */
export function evidenceIn(
  lines: readonly LogLine[],
  { names, receivedAt }: { names: ReadonlySet<string>; receivedAt: Date },
): { answers: ReadonlyMap<string, QueryAnswer>; observedAt: Date } | undefined {
  const now = receivedAt.getTime();
  // A clock that is ahead within reason must not make the answers that follow look old.
  const timed = lines
    .filter((line) => line.snapshot !== undefined && names.has(line.snapshot.query))
    .filter((line) => clockDays(line, receivedAt) === undefined)
    .map((line) => ({ line, at: Math.min(line.at ?? now, now) }))
    .toSorted((a, b) => a.at - b.at);
  const newest = timed.at(-1);
  if (!newest) return undefined;
  const answers = new Map<string, QueryAnswer>();
  for (const { line, at } of timed) {
    if (line.snapshot && at > newest.at - ONE_RUN_MS)
      answers.set(line.snapshot.query, { state: 'rows', rows: line.snapshot.rows });
  }
  return { answers, observedAt: new Date(newest.at) };
}

interface Kept {
  readonly fresh: readonly LogLine[];
  readonly full: boolean;
}

/** Keeps what is new and fits into the day. */
async function keepLines(
  tx: ScopedTx,
  agent: Agent,
  { lines, receivedAt }: { lines: readonly LogLine[]; receivedAt: Date },
): Promise<Kept> {
  if (lines.length === 0) return { fresh: [], full: false };
  const { deviceId } = agent;
  const day = receivedAt.toISOString().slice(0, 10);
  const total = await lockDay(tx, deviceId, day);
  const kept = await keptHashes(tx, deviceId, lines);
  const unique = new Map(lines.filter(({ hash }) => !kept.has(hash)).map((line) => [line.hash, line]));
  const fresh: LogLine[] = [];
  let bytes = 0;
  for (const line of unique.values()) {
    const size = line.text === undefined ? 100 : line.bytes;
    const room = total.lines + fresh.length < OSQUERY_LIMITS.linesPerDay;
    if (!room || total.bytes + bytes + size > OSQUERY_LIMITS.bytesPerDay) break;
    fresh.push(line);
    bytes += size;
  }
  await insertLines(tx, { deviceId, lines: fresh, at: receivedAt });
  if (fresh.length > 0) await addToDay(tx, { deviceId, day, lines: fresh.length, bytes });
  return { fresh, full: fresh.length < unique.size };
}

interface Taking {
  readonly agent: Agent;
  readonly sorted: Sorted;
  readonly receivedAt: Date;
}

async function takeIn(tx: ScopedTx, context: EndpointsContext, taking: Taking): Promise<Recorded | undefined> {
  const { agent, sorted, receivedAt } = taking;
  const { fresh, full } = await keepLines(tx, agent, { lines: sorted.own, receivedAt });
  const report = evidenceReport(agent, fresh, receivedAt);
  const recorded = report && (await recordOwn(tx, context, { agent, report, receivedAt }));
  const cap: Oddity = { reason: 'agent_too_much', detail: { what: 'day', lines: OSQUERY_LIMITS.linesPerDay } };
  // After the round: a good round says that the clock is right, and some lines here may say that it was not.
  for (const oddity of full ? [...sorted.oddities, cap] : sorted.oddities)
    await setAsideOnce(tx, context, { agent, oddity, receivedAt });
  return recorded;
}

function evidenceReport(agent: Agent, lines: readonly LogLine[], receivedAt: Date): DeviceReport | undefined {
  const names = new Set(queriesFor(agent.host).map(({ name }) => name));
  const evidence = evidenceIn(lines, { names, receivedAt });
  return evidence && reportOf(agent, evidence.answers, evidence.observedAt);
}

/** Returns after the commit. undefined when nothing in the log was evidence. */
export async function takeLog(
  { context }: TakeNeeds,
  agent: Agent,
  { log, receivedAt }: { log: DecodedLog; receivedAt: Date },
): Promise<Recorded | undefined> {
  const sorted = sortOut(agent, log, receivedAt);
  if (sorted.own.length === 0 && sorted.oddities.length === 0) return undefined;
  const software = evidenceReport(agent, sorted.own, receivedAt)?.software;
  if (software) await learnSoftware(context, agent.scope, software);
  return context.platform.db.scoped(agent.scope, async (tx) => takeIn(tx, context, { agent, sorted, receivedAt }));
}
