// SPDX-License-Identifier: Apache-2.0
/** Checks an exported ledger without a server: finds changed, removed and inserted rows and forged seals. */
import { createHash, createPublicKey } from 'node:crypto';
import type { KeyObject } from 'node:crypto';
import { checkEpoch } from './check-epoch.ts';
import { FaultList, exportLine } from './export-format.ts';
import type { EndLine, ExportLine, HeadLine, LeafLine, LedgerFault, SealLine } from './export-format.ts';
import { leafHash } from './leaf.ts';
import { restoredFrom } from './restored-reason.ts';
import type { Row } from './walk-chain.ts';

export type { LedgerFault } from './export-format.ts';

export interface LedgerReport {
  readonly ok: boolean;
  readonly orgId: string | undefined;
  /** Of the key the seals were checked with. */
  readonly keyId: string | undefined;
  /** False: the key came from the export itself, so a ledger rebuilt with another key would not be noticed. */
  readonly keyFromOutside: boolean;
  readonly leaves: number;
  readonly sealed: number;
  readonly unsealed: number;
  readonly withoutPayload: number;
  readonly seals: number;
  readonly epochs: readonly {
    readonly epoch: number;
    readonly reason: string;
    /** When the backup had been made that this epoch began from; null for an epoch that began otherwise. */
    readonly restoredFrom: string | null;
    /** To compare with the root that was printed or mailed; null before the first seal. */
    readonly lastSeal: { readonly sealNo: number; readonly sealedAt: string; readonly root: string } | null;
  }[];
  readonly faults: readonly LedgerFault[];
}

interface ReadEpoch {
  readonly reason: string;
  readonly rows: Row[];
  readonly seals: SealLine[];
}

interface Reading {
  readonly faults: FaultList;
  readonly epochs: Map<number, ReadEpoch>;
  head: HeadLine | undefined;
  end: EndLine | undefined;
  lines: number;
  leaves: number;
  withoutPayload: number;
}

function parse(text: string): ExportLine | undefined {
  try {
    return exportLine.parse(JSON.parse(text));
  } catch {
    return undefined;
  }
}

const payloadWrong = ({ salt, payload, leafHash: said }: LeafLine): boolean =>
  salt !== null && payload !== null && leafHash(Buffer.from(salt, 'hex'), payload).toString('hex') !== said;

function readLeaf(reading: Reading, epoch: ReadEpoch, leaf: LeafLine): void {
  reading.leaves += 1;
  if (leaf.payload === null || leaf.salt === null) reading.withoutPayload += 1;
  const { position, chainHash, leafId, kind } = leaf;
  const wrong = payloadWrong(leaf);
  if (position === null || chainHash === null) {
    if (wrong) reading.faults.add({ kind: 'payload_changed', epoch: leaf.epoch, position: 0, leafId });
    return;
  }
  const row: Row = {
    line: reading.lines,
    epoch: leaf.epoch,
    position,
    leafId,
    kind,
    leafHash: leaf.leafHash,
    chainHash,
    payloadWrong: wrong,
  };
  epoch.rows.push(row);
}

/** False when the line stands where it must not. */
function place(reading: Reading, line: ExportLine): boolean {
  if (reading.end || (line.type === 'head') !== (reading.head === undefined)) return false;
  if (line.type === 'head') reading.head = line;
  else if (line.type === 'end') reading.end = line;
  else if (line.type === 'epoch') {
    if (reading.epochs.has(line.epoch)) return false;
    reading.epochs.set(line.epoch, { reason: line.reason, rows: [], seals: [] });
  } else {
    const epoch = reading.epochs.get(line.epoch);
    if (!epoch) return false;
    if (line.type === 'leaf') readLeaf(reading, epoch, line);
    else epoch.seals.push(line);
  }
  return true;
}

function readLine(reading: Reading, text: string): void {
  reading.lines += 1;
  const line = parse(text);
  if (!line) return reading.faults.add({ kind: 'unreadable_line', line: reading.lines });
  // Without its head nothing can be checked; that is said once, below.
  if (!reading.head && line.type !== 'head') return;
  if (!place(reading, line)) reading.faults.add({ kind: 'order_wrong', line: reading.lines });
}

/** Rows by position; names the lines that stood elsewhere. */
function inOrder(rows: readonly Row[], faults: FaultList): readonly Row[] {
  const misplaced = rows.filter((row, index) => row.position < (rows[index - 1]?.position ?? row.position));
  if (misplaced.length === 0) return rows;
  faults.add(...misplaced.map(({ line }) => ({ kind: 'order_wrong' as const, line })));
  return rows.toSorted((left, right) => left.position - right.position);
}

function openKey(pem: string | undefined): KeyObject | undefined {
  if (pem === undefined) return undefined;
  try {
    return createPublicKey(pem);
  } catch {
    return undefined;
  }
}

/** As `signing.ts` makes it. */
const keyIdOf = (key: KeyObject): string =>
  createHash('sha256')
    .update(key.export({ type: 'spki', format: 'pem' }))
    .digest('hex')
    .slice(0, 16);

/** The last line's counts catch unsealed rows that were taken away, which no chain holds. */
function checkCounts({ end, faults, leaves, lines }: Reading, seals: number): void {
  if (!end) return;
  const known = leaves + faults.count('row_removed') - faults.count('row_inserted');
  if (end.leaves !== leaves && end.leaves !== known)
    faults.add({ kind: 'count_wrong', line: lines, said: end.leaves, found: leaves });
  if (end.seals !== seals && faults.count('seal_missing') === 0) {
    faults.add({ kind: 'count_wrong', line: lines, said: end.seals, found: seals });
  }
}

function lastSealOf(seals: readonly SealLine[]): LedgerReport['epochs'][number]['lastSeal'] {
  const [last] = seals.toSorted((left, right) => right.sealNo - left.sealNo);
  return last ? { sealNo: last.sealNo, sealedAt: last.sealedAt, root: last.root } : null;
}

/**
 * Reads the lines of an export and reports every fault found.
 * `publicKey` (PEM) from another place than the export makes a rebuilt ledger detectable.
 */
export async function verifyLedger(
  lines: AsyncIterable<string> | Iterable<string>,
  publicKey?: string,
): Promise<LedgerReport> {
  const faults = new FaultList();
  const reading: Reading = {
    faults,
    epochs: new Map(),
    head: undefined,
    end: undefined,
    lines: 0,
    leaves: 0,
    withoutPayload: 0,
  };
  for await (const text of lines) if (text.trim() !== '') readLine(reading, text);
  const { head, epochs } = reading;
  const key = openKey(publicKey ?? head?.publicKey);
  if (!head) faults.add({ kind: 'head_missing', line: 1 });
  else if (!reading.end) faults.add({ kind: 'end_missing', line: reading.lines });
  let sealed = 0;
  let seals = 0;
  for (const [epoch, read] of epochs) {
    sealed += read.rows.length;
    seals += read.seals.length;
    const rows = inOrder(read.rows, faults);
    checkEpoch({ orgId: head?.orgId ?? '', epoch, publicKey: key, rows, seals: read.seals }, faults);
  }
  checkCounts(reading, seals);
  return {
    ok: faults.faults.length === 0,
    orgId: head?.orgId,
    keyId: key && keyIdOf(key),
    keyFromOutside: publicKey !== undefined,
    leaves: reading.leaves,
    sealed,
    unsealed: reading.leaves - sealed,
    withoutPayload: reading.withoutPayload,
    seals,
    epochs: [...epochs].map(([epoch, read]) => ({
      epoch,
      reason: read.reason,
      restoredFrom: restoredFrom(read.reason) ?? null,
      lastSeal: lastSealOf(read.seals),
    })),
    faults: faults.faults,
  };
}
