// SPDX-License-Identifier: Apache-2.0
/** From one machine's report to facts, software and evidence, in the transaction that acknowledges it. */
import { createHash } from 'node:crypto';
import { STRENGTH } from '../assess/index.ts';
import type { NewVerdict, Strength } from '../assess/index.ts';
import { newUuid } from '../kernel/ids.ts';
import type { ScopedTx } from '../platform/postgres/database.ts';
import { findLifecycle } from '../catalog/index.ts';
import { CHECKS } from './checks/registry.ts';
import type { CheckFacts } from './checks/check.ts';
import type { EndpointsContext } from './context.ts';
import * as devices from './device-store.ts';
import type { DeviceState, DeviceWrite } from './device-store.ts';
import { FACT_SECTIONS } from './facts.ts';
import type { DeviceReport, Source } from './facts.ts';
import { readStoredFacts, hashReading } from './fact-codec.ts';
import { knownSoftwareOf } from './known-software.ts';
import { keysOf, matchDevice, matchTwin } from './match-device.ts';
import type { IdentityKey, Match } from './match-device.ts';
import { implausibleClockDays } from './plausible.ts';
import type { MachineClock } from './plausible.ts';
import { quarantine } from './quarantine-report.ts';
import * as reports from './report-store.ts';
import type { LastReport } from './report-store.ts';
import { searchKey } from './search-key.ts';
import { keyedSoftware, softwareHash } from './software-key.ts';
import { findTwins } from './twin-store.ts';
import type { KeyedSoftware } from './software-key.ts';

export type ReportOutcome = 'new_device' | 'changed' | 'unchanged' | 'repeated' | 'late' | 'quarantined';

export interface Delivery {
  readonly report: DeviceReport & { readonly machineClock?: MachineClock };
  readonly receivedAt: Date;
  /** A report under a device's own key is about that device, whatever it says of itself. */
  readonly deviceId?: string | undefined;
  /** Whose device it is, when a person started the look. */
  readonly ownerMemberId?: string | undefined;
  /** Carried here by hand: worth less than what a machine sent itself. */
  readonly imported?: boolean;
}

export interface Recorded {
  readonly deviceId: string;
  readonly outcome: ReportOutcome;
  readonly verdicts: readonly NewVerdict[];
}

/** Recording runs in a worker-free hot path: every list here is bounded by the door that read it. */
const STRENGTH_OF: Readonly<Record<Source, Strength>> = {
  fusioninventory: STRENGTH.inventory_agent,
  glpi: STRENGTH.inventory_agent,
  osquery: STRENGTH.agent,
  collector: STRENGTH.collector,
  server: STRENGTH.collector,
};

interface Round {
  readonly delivery: Delivery;
  readonly deviceId: string;
  readonly fresh: boolean;
  readonly software: readonly KeyedSoftware[] | undefined;
  readonly reportHash: Buffer;
  readonly softwareHash: Buffer | null;
}

function hashReport(report: DeviceReport, software: Buffer | null): Buffer {
  const hash = createHash('sha256').update(`${report.source}\n${report.identity.hostname}\n`);
  for (const section of FACT_SECTIONS) {
    const given = report.facts[section];
    if (given) hash.update(`${section}\n`).update(hashReading(given));
  }
  if (software) hash.update(software);
  return hash.digest();
}

/** Two first deliveries of one machine wait here for each other. */
export async function findDevice(tx: ScopedTx, delivery: Delivery, keys: readonly IdentityKey[]): Promise<Match> {
  if (delivery.deviceId !== undefined) return { kind: 'known', deviceId: delivery.deviceId };
  const [strongest] = keys;
  await devices.lockIdentity(
    tx,
    strongest ? `${strongest.kind}:${strongest.value}` : `host:${delivery.report.identity.hostname}`,
  );
  const { identity } = delivery.report;
  const match = matchDevice(identity, await devices.findCandidates(tx, keys));
  if (match.kind !== 'new') return match;
  // Another kind of agent on the same machine has keys of its own; name and network card together still tell.
  const macs = keys.filter(({ kind }) => kind === 'mac').map(({ value }) => value);
  return matchTwin(identity, await findTwins(tx, { hostname: identity.hostname, macs }));
}

function deviceWrite(deviceId: string, { report, receivedAt, ownerMemberId }: Delivery): DeviceWrite {
  const os = report.facts.os?.state === 'known' ? report.facts.os.value : undefined;
  const { hostname } = report.identity;
  return {
    deviceId,
    hostname,
    searchKey: searchKey(hostname),
    platform: os?.platform ?? 'other',
    osName: os?.name ?? null,
    osVersion: os?.version ?? os?.build ?? null,
    ownerMemberId: ownerMemberId ?? null,
    observedAt: report.observedAt,
    receivedAt,
  };
}

async function writeDevice(tx: ScopedTx, round: Round, keys: readonly IdentityKey[]): Promise<DeviceState> {
  const write = deviceWrite(round.deviceId, round.delivery);
  if (round.fresh) {
    await devices.insertDevice(tx, write);
    await devices.insertIdentities(tx, round.deviceId, { keys, at: round.delivery.receivedAt });
    return { label: write.hostname, owner_member_id: write.ownerMemberId, state: 'active' };
  }
  return devices.touchDevice(tx, write);
}

async function writeSoftware(
  tx: ScopedTx,
  { platform }: EndpointsContext,
  { round, last }: { round: Round; last: LastReport | undefined },
): Promise<boolean> {
  const { software, softwareHash: hash, deviceId, delivery } = round;
  if (!software || !hash || last?.software_hash?.equals(hash)) return false;
  const known = knownSoftwareOf(platform.db);
  const fresh = known.unknown(tx.orgId, software);
  await reports.insertSoftware(tx, fresh, delivery.receivedAt);
  if (fresh.length > 0) tx.afterCommit(() => known.remember(tx.orgId, fresh));
  const keys = software.map(({ key }) => key);
  await reports.replaceInstalled(tx, { deviceId, source: delivery.report.source, keys, first: !last?.software_hash });
  return true;
}

/** Writes changed sections and returns every fact this source knows of the device now. */
async function writeFacts(
  tx: ScopedTx,
  { deviceId, delivery, fresh }: Round,
): Promise<{ facts: CheckFacts; changed: boolean }> {
  const { report } = delivery;
  const stored = fresh ? [] : await reports.factsOf(tx, deviceId, report.source);
  const before = new Map(stored.map((row) => [row.section, row.hash]));
  const changed = FACT_SECTIONS.flatMap((section) => {
    const reading = report.facts[section];
    if (!reading) return [];
    const hash = hashReading(reading);
    return before.get(section)?.equals(hash) ? [] : [{ section, reading, hash }];
  });
  await reports.upsertFacts(tx, { deviceId, source: report.source, observedAt: report.observedAt, facts: changed });
  const facts = report.partial ? { ...readStoredFacts(stored), ...report.facts } : report.facts;
  return { facts, changed: changed.length > 0 };
}

export function evaluateChecks(facts: CheckFacts, today: string): NewVerdict[] {
  return CHECKS.map((check) => {
    const { verdict, say, observed } = check.evaluate(facts, { today, lifecycleOf: findLifecycle });
    return { checkId: check.id, verdict, reason: say, observed };
  });
}

/**
 * Takes one report in. Delivered twice, it counts once; older than what is known, it changes nothing;
 * impossible, it is set aside and becomes a finding.
 */
export async function recordReport(tx: ScopedTx, context: EndpointsContext, delivery: Delivery): Promise<Recorded> {
  const { report, receivedAt } = delivery;
  const { clock, random } = context.platform;
  const keys = keysOf(report.identity);
  const match = await findDevice(tx, delivery, keys);
  const fresh = match.kind === 'new';
  const deviceId = fresh ? newUuid(clock, random) : match.deviceId;
  const software = report.software && keyedSoftware(report.software);
  const softHash = software ? softwareHash(software) : null;
  const round: Round = {
    delivery,
    deviceId,
    fresh,
    software,
    softwareHash: softHash,
    reportHash: hashReport(report, softHash),
  };
  if (match.kind === 'conflict') {
    return quarantine(tx, context, {
      round,
      reason: 'identity_conflict',
      detail: { over: match.over, hostname: report.identity.hostname },
    });
  }
  const daysOff = implausibleClockDays(report.machineClock ?? { at: report.observedAt, toleranceMs: 0 }, receivedAt);
  if (daysOff !== undefined) {
    if (fresh)
      await writeDevice(
        tx,
        { ...round, delivery: { ...delivery, report: { ...report, observedAt: receivedAt } } },
        keys,
      );
    return quarantine(tx, context, { round, reason: 'clock_implausible', detail: { days: daysOff } });
  }
  return recordPlausible(tx, context, { round, keys });
}

async function recordPlausible(
  tx: ScopedTx,
  context: EndpointsContext,
  { round, keys }: { round: Round; keys: readonly IdentityKey[] },
): Promise<Recorded> {
  const { delivery, deviceId, fresh } = round;
  const { report, receivedAt } = delivery;
  const device = await writeDevice(tx, round, keys);
  const last = fresh ? undefined : await reports.lastReport(tx, deviceId, report.source);
  if (last && report.observedAt < last.observed_at) return { deviceId, outcome: 'late', verdicts: [] };
  if (last && isRepeat(last, round))
    return { deviceId, outcome: 'repeated', verdicts: await repeatVerdicts(tx, round) };
  if (!fresh) await devices.insertIdentities(tx, deviceId, { keys, at: receivedAt });
  const { facts, changed } = await writeFacts(tx, round);
  const softwareChanged = await writeSoftware(tx, context, { round, last });
  await reports.upsertReport(tx, {
    deviceId,
    source: report.source,
    client: report.client,
    observedAt: report.observedAt,
    receivedAt,
    reportHash: round.reportHash,
    softwareHash: round.softwareHash,
  });
  const verdicts = evaluateChecks(facts, receivedAt.toISOString().slice(0, 10));
  await recordEvidence(tx, context, { round, device, facts, verdicts });
  const outcome = fresh ? 'new_device' : changed || softwareChanged ? 'changed' : 'unchanged';
  return { deviceId, outcome, verdicts };
}

/** The same content at the same machine time: one delivery that came twice. */
const isRepeat = (last: LastReport, round: Round): boolean =>
  last.observed_at.getTime() === round.delivery.report.observedAt.getTime() &&
  last.report_hash.equals(round.reportHash);

async function repeatVerdicts(tx: ScopedTx, { deviceId, delivery }: Round): Promise<NewVerdict[]> {
  const { report, receivedAt } = delivery;
  const stored = report.partial ? readStoredFacts(await reports.factsOf(tx, deviceId, report.source)) : {};
  return evaluateChecks({ ...stored, ...report.facts }, receivedAt.toISOString().slice(0, 10));
}

interface Evidence {
  readonly round: Round;
  readonly device: DeviceState;
  readonly facts: CheckFacts;
  readonly verdicts: readonly NewVerdict[];
}

async function recordEvidence(tx: ScopedTx, { assess, platform }: EndpointsContext, evidence: Evidence): Promise<void> {
  const { round, device, facts, verdicts } = evidence;
  // A retired device that still reports is kept on file but judged no more.
  if (device.state === 'gone') return;
  const { delivery, deviceId } = round;
  const { report, receivedAt } = delivery;
  await assess.recordRound(tx, {
    subject: {
      kind: 'device',
      id: deviceId,
      label: device.label,
      platform: facts.os?.state === 'known' ? facts.os.value.platform : 'other',
      ownerMemberId: device.owner_member_id,
    },
    source: report.source,
    strength: delivery.imported ? STRENGTH.import : STRENGTH_OF[report.source],
    roundId: newUuid(platform.clock, platform.random),
    observedAt: report.observedAt,
    receivedAt,
    verdicts,
  });
  // A device that was unknown until now has no finding about its clock.
  if (round.fresh) return;
  await assess.settle(tx, {
    keys: [{ dedupeKey: `clock:${deviceId}`, proofLeafId: null }],
    how: 'proven',
    reason: null,
    until: null,
  });
}
