// SPDX-License-Identifier: Apache-2.0
/** Answers to our questions become one round of evidence, in the transaction that acknowledges them. */
import { createHash } from 'node:crypto';
import type { ScopedTx } from '../../../platform/postgres/database.ts';
import type { EndpointsContext } from '../../context.ts';
import type { DeviceReport } from '../../facts.ts';
import { learnSoftware } from '../../learn-software.ts';
import { keysOf, otherHardware } from '../../match-device.ts';
import { quarantine } from '../../quarantine-report.ts';
import type { SetAside } from '../../quarantine-report.ts';
import { recordReport } from '../../record-report.ts';
import type { Recorded } from '../../record-report.ts';
import { knownDevice } from '../../twin-store.ts';
import { readAnswers } from './answers.ts';
import type { QueryAnswer } from './answers.ts';
import type { Agent, Agents } from './agents.ts';
import type { DecodedWrite } from './decode-write.ts';
import { markAnswered } from './node-store.ts';
import { queriesFor } from './queries.ts';

export interface TakeNeeds {
  readonly context: EndpointsContext;
  readonly agents: Agents;
}

export const clientOf = (agent: Agent): string => agent.userAgent.slice(0, 100) || 'osquery';

/** What these answers say about the agent's device. */
export function reportOf(agent: Agent, answers: ReadonlyMap<string, QueryAnswer>, observedAt: Date): DeviceReport {
  const read = readAnswers(agent.host, answers);
  return {
    source: 'osquery',
    client: clientOf(agent),
    identity: { macs: [], hostname: agent.hostname, ...read.identity },
    observedAt,
    partial: true,
    facts: read.facts,
    software: read.software,
  };
}

export interface Oddity {
  readonly reason: SetAside['reason'];
  readonly detail: SetAside['detail'];
}

/** Sets something impossible aside: shown once a day for each device and reason, however often it comes. */
export async function setAsideOnce(
  tx: ScopedTx,
  context: EndpointsContext,
  { agent, oddity, receivedAt }: { agent: Agent; oddity: Oddity; receivedAt: Date },
): Promise<void> {
  const { reason, detail } = oddity;
  const day = receivedAt.toISOString().slice(0, 10);
  const reportHash = createHash('sha256').update(`osquery\n${agent.deviceId}\n${reason}\n${day}`).digest();
  const report = reportOf(agent, new Map(), receivedAt);
  const round = { delivery: { report, receivedAt }, deviceId: agent.deviceId, reportHash };
  await quarantine(tx, context, { round, reason, detail });
}

/**
 * A disk that was copied with its agent inside carries the key along: two machines answer under one. Answers of other
 * hardware than the device's are set aside (undefined), like any report of a cloned machine.
 */
export async function recordOwn(
  tx: ScopedTx,
  context: EndpointsContext,
  { agent, report, receivedAt }: { agent: Agent; report: DeviceReport; receivedAt: Date },
): Promise<Recorded | undefined> {
  const keys = keysOf(report.identity);
  const { hostname, biosUuid, serial } = report.identity;
  if (biosUuid !== undefined || serial !== undefined) {
    const device = await knownDevice(tx, agent.deviceId);
    if (device && otherHardware(keys, hostname, device)) {
      const oddity: Oddity = { reason: 'identity_conflict', detail: { over: 'agent_id', hostname } };
      await setAsideOnce(tx, context, { agent, oddity, receivedAt });
      return undefined;
    }
  }
  return recordReport(tx, context, { report, receivedAt, deviceId: agent.deviceId });
}

/** Only what was asked of this agent counts; other names are dropped without a word (endpoints.md §2). */
function askedFor(agent: Agent, write: DecodedWrite): ReadonlyMap<string, QueryAnswer> {
  const names = new Set(queriesFor(agent.host).map(({ name }) => name));
  return new Map(write.answers.filter(([name]) => names.has(name)));
}

/** undefined when there was nothing to take. */
export async function takeAnswers(
  { context, agents }: TakeNeeds,
  agent: Agent,
  { write, receivedAt }: { write: DecodedWrite; receivedAt: Date },
): Promise<Recorded | undefined> {
  const now = receivedAt.getTime();
  const answers = askedFor(agent, write);
  if (answers.size === 0 || !agents.expects(agent, now)) return undefined;
  const report = reportOf(agent, answers, receivedAt);
  if (report.software) await learnSoftware(context, agent.scope, report.software);
  const recorded = await context.platform.db.scoped(agent.scope, async (tx) => {
    const round = await recordOwn(tx, context, { agent, report, receivedAt });
    const { nodeId, deviceId, host } = agent;
    await markAnswered(tx, { nodeId, deviceId, version: host.version, at: receivedAt });
    if (write.tooMany.length > 0) {
      const oddity: Oddity = { reason: 'agent_too_much', detail: { what: 'rows', query: write.tooMany[0] ?? '' } };
      await setAsideOnce(tx, context, { agent, oddity, receivedAt });
    }
    return round;
  });
  agents.answered(agent, now);
  return recorded;
}

/** A body that could not be taken in whole: answered 200, because the agent would send it again for ever. */
export async function noteTooMuch(
  { context }: TakeNeeds,
  agent: Agent,
  { what, receivedAt }: { what: string; receivedAt: Date },
): Promise<void> {
  const oddity: Oddity = { reason: 'agent_too_much', detail: { what } };
  await context.platform.db.scoped(agent.scope, async (tx) => setAsideOnce(tx, context, { agent, oddity, receivedAt }));
}
