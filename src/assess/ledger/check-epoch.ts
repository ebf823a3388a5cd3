// SPDX-License-Identifier: Apache-2.0
/** Checks one epoch: each seal against the rows it covers, and where they disagree, what was done to the rows. */
import { verify as verifySignature } from 'node:crypto';
import type { KeyObject } from 'node:crypto';
import { MAX_FAULTS } from './export-format.ts';
import type { FaultList, LedgerFault, SealLine } from './export-format.ts';
import { chainStart, sealMessage } from './leaf.ts';
import { asFault, chainAfter, settleOpen, walkChain } from './walk-chain.ts';
import type { Finding, Row } from './walk-chain.ts';

export interface Epoch {
  readonly orgId: string;
  readonly epoch: number;
  readonly publicKey: KeyObject | undefined;
  readonly rows: readonly Row[];
  readonly seals: readonly SealLine[];
}

/** Rows between two known chain values. */
interface Interval {
  readonly sealNo: number;
  readonly count: number;
  readonly root: string;
}

function signatureHolds({ orgId, publicKey }: Epoch, seal: SealLine): boolean {
  if (!publicKey) return false;
  const { epoch, sealNo, sealedAt, leafCount, lastPosition, previousRoot, root } = seal;
  const message = sealMessage({ orgId, epoch, sealNo, sealedAt, leafCount, lastPosition, previousRoot, root });
  try {
    return verifySignature(null, message, publicKey, Buffer.from(seal.signature, 'base64'));
  } catch {
    return false;
  }
}

interface Plan {
  readonly intervals: readonly Interval[];
  /** A seal was there but proves nothing, and the rows after the last interval may be its own. */
  readonly forgedEnd: boolean;
  readonly nextSealNo: number;
}

/** Seals that hold become intervals; a missing or forged one leaves its rows between its neighbours' values. */
function planIntervals(check: Epoch, faults: FaultList): Plan {
  const { epoch } = check;
  const intervals: Interval[] = [];
  let root = chainStart(check.orgId, epoch).toString('hex');
  let position = 0;
  let expected = 1;
  let forgedEnd = false;
  for (const seal of check.seals.toSorted((left, right) => left.sealNo - right.sealNo)) {
    const { sealNo } = seal;
    for (const limit = Math.min(sealNo, expected + MAX_FAULTS); expected < limit; expected += 1) {
      faults.add({ kind: 'seal_missing', epoch, sealNo: expected });
    }
    const twice = sealNo < expected;
    expected = Math.max(expected, sealNo + 1);
    forgedEnd = !signatureHolds(check, seal);
    if (forgedEnd) {
      faults.add({ kind: 'seal_signature_wrong', epoch, sealNo });
      continue;
    }
    const start = seal.lastPosition - seal.leafCount;
    if (twice || start < position || (start === position && seal.previousRoot !== root)) {
      faults.add({ kind: 'seal_wrong', epoch, sealNo });
      if (twice) continue;
    }
    if (start > position) intervals.push({ sealNo, count: start - position, root: seal.previousRoot });
    intervals.push({ sealNo, count: seal.leafCount, root: seal.root });
    root = seal.root;
    position = seal.lastPosition;
  }
  return { intervals, forgedEnd, nextSealNo: expected };
}

/** Whether exactly these rows lead from one chain value to the other, whatever the rows say of themselves. */
function leadsTo(
  rows: readonly Row[],
  { from, count, previous, root }: { from: number; count: number; previous: string; root: string },
): boolean {
  if (count < 0 || from < 0 || from + count > rows.length) return false;
  let chain = previous;
  for (let index = from; index < from + count; index += 1) chain = chainAfter(chain, rows[index] ?? never());
  return chain === root;
}

function never(): never {
  throw new Error('a row index was out of range');
}

interface Place {
  readonly at: number;
  readonly previous: string;
}

interface Damage {
  readonly faults: readonly LedgerFault[];
  /** Index of the first row after the interval. */
  readonly end: number;
}

/** How far beyond its counted rows an interval's end is looked for. */
const SEARCH = 1000;

/** The interval's end by the rows' own chain values: its last row, or the row that follows on it. */
function endByChain(rows: readonly Row[], from: number, { count, root }: Interval): number | undefined {
  const limit = Math.min(rows.length, from + count + SEARCH);
  // From behind: a row put in may carry a copy of the value.
  for (let index = limit - 1; index >= from; index -= 1) if (rows[index]?.chainHash === root) return index + 1;
  for (let index = from; index < limit; index += 1) {
    const row = rows[index];
    if (row && chainAfter(root, row) === row.chainHash) return index;
  }
  return undefined;
}

/** Places after the last row of an interval that has lost its end. */
function missingAtEnd(
  rows: readonly Row[],
  { end, missing, epoch }: { end: number; missing: number; epoch: number },
): LedgerFault[] {
  const last = rows[end - 1]?.position ?? 0;
  return Array.from({ length: Math.min(missing, MAX_FAULTS) }, (_, index) => ({
    kind: 'row_removed' as const,
    epoch,
    position: last + 1 + index,
  }));
}

function damageByChain(check: Epoch, place: Place, { interval, to }: { interval: Interval; to: number }): Damage {
  const { rows, epoch } = check;
  const { findings: seen, end } = walkChain({ rows, from: place.at, to, previous: place.previous });
  const surplus = end - place.at - interval.count;
  const findings = settleOpen(seen, surplus);
  const missing = namedSurplus(findings) - surplus;
  return {
    end,
    faults: [...findings.map(asFault), ...missingAtEnd(rows, { end, missing: Math.max(0, missing), epoch })],
  };
}

const namedSurplus = (findings: readonly Finding[]): number =>
  findings.filter(({ kind }) => kind === 'row_inserted').length -
  findings.filter(({ kind }) => kind === 'row_removed').length;

/** Hash steps spent on finding one inserted row in a chain that was computed anew; about ten seconds. */
const MAX_STEPS = 4_000_000;

/** The one row without which the others lead to the root. */
function oneTooMany(rows: readonly Row[], place: Place, { count, root }: Interval): Row | undefined {
  if ((count * count) / 2 > MAX_STEPS) return undefined;
  let chain = place.previous;
  for (let out = place.at; out <= place.at + count; out += 1) {
    const row = rows[out];
    if (!row) return undefined;
    if (leadsTo(rows, { from: out + 1, count: place.at + count - out, previous: chain, root })) return row;
    chain = chainAfter(chain, row);
  }
  return undefined;
}

/** The rows' chain values were computed anew, but the seal still stands: the next seal shows how many rows there are. */
function damageByNextSeal(
  check: Epoch,
  place: Place,
  { interval, next }: { interval: Interval; next: Interval | undefined },
): Damage {
  const { rows, epoch } = check;
  const expectedEnd = place.at + interval.count;
  const fits = (end: number): boolean =>
    next
      ? leadsTo(rows, { from: end, count: next.count, previous: interval.root, root: next.root })
      : rows.length === end;
  const shift = [0, -1, 1].find((by) => fits(expectedEnd + by)) ?? 0;
  const end = Math.min(rows.length, expectedEnd + shift);
  const before = rows[place.at - 1]?.position ?? 0;
  if (shift === -1)
    return { end, faults: [{ kind: 'row_removed', epoch, from: before + 1, position: before + interval.count }] };
  const extra = shift === 1 ? oneTooMany(rows, place, interval) : undefined;
  if (extra) return { end, faults: [{ kind: 'row_inserted', epoch, position: extra.position, leafId: extra.leafId }] };
  return { end, faults: [{ kind: 'seal_wrong', epoch, sealNo: interval.sealNo }] };
}

function findDamage(check: Epoch, place: Place, around: { interval: Interval; next: Interval | undefined }): Damage {
  const { rows } = check;
  const { interval } = around;
  const cut = rows.length - place.at < interval.count;
  const end = endByChain(rows, place.at, interval);
  if (end !== undefined) return damageByChain(check, place, { interval, to: end });
  const whole = Math.min(rows.length, place.at + interval.count);
  const seen = walkChain({ rows, from: place.at, to: whole, previous: place.previous }).findings;
  // Two or more rows short: the end is gone. One short could also be one taken from a chain computed anew.
  if (seen.length > 0 || (cut && rows.length - place.at < interval.count - 1)) {
    return damageByChain(check, place, { interval, to: whole });
  }
  return damageByNextSeal(check, place, around);
}

/** Rows whose own chain value is wrong although the row itself is right. */
function wrongChainValues(check: Epoch, place: Place, count: number): LedgerFault[] {
  const { rows, epoch } = check;
  let chain = place.previous;
  return rows.slice(place.at, place.at + count).flatMap((row) => {
    chain = chainAfter(chain, row);
    return row.chainHash === chain
      ? []
      : [{ kind: 'leaf_changed' as const, epoch, position: row.position, leafId: row.leafId }];
  });
}

/** Reports everything wrong in one epoch; every fault once, at its place. */
export function checkEpoch(check: Epoch, faults: FaultList): void {
  const { rows, epoch } = check;
  const { intervals, forgedEnd, nextSealNo } = planIntervals(check, faults);
  const named: LedgerFault[] = [];
  let place: Place = { at: 0, previous: chainStart(check.orgId, epoch).toString('hex') };
  let rebuilt = false;
  for (const [index, interval] of intervals.entries()) {
    if (faults.faults.length + named.length >= MAX_FAULTS) break;
    const { count, root } = interval;
    if (leadsTo(rows, { from: place.at, count, ...place, root })) {
      if (!rebuilt) named.push(...wrongChainValues(check, place, count));
      place = { at: place.at + count, previous: root };
    } else {
      const damage = findDamage(check, place, { interval, next: intervals[index + 1] });
      named.push(...damage.faults);
      rebuilt ||= damage.end < rows.length && rows[damage.end - 1]?.chainHash !== root;
      place = { at: damage.end, previous: root };
    }
  }
  if (place.at < rows.length) {
    const rest = walkChain({ rows, from: place.at, to: rows.length, previous: place.previous });
    if (!rebuilt) named.push(...rest.findings.map(asFault));
    if (!forgedEnd) named.push({ kind: 'seal_missing', epoch, sealNo: nextSealNo });
  }
  faults.add(...named, ...wrongPayloads(rows, named));
}

/** A row that was changed or put in is named as that; its payload needs no second fault. */
function wrongPayloads(rows: readonly Row[], named: readonly LedgerFault[]): LedgerFault[] {
  const known = new Set(named.flatMap((fault) => ('leafId' in fault ? fault.leafId : [])));
  return rows
    .filter((row) => row.payloadWrong && !known.has(row.leafId))
    .map(({ epoch, position, leafId }) => ({ kind: 'payload_changed' as const, epoch, position, leafId }));
}
