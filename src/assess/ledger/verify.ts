// SPDX-License-Identifier: Apache-2.0
/**
 * Checks an exported ledger without a server: finds changed, removed and inserted rows and forged seals.
 * Export format: one JSON object a line; first `head`, then `epoch`, `leaf` (in chain order, the unsealed last), `seal`, last `end`.
 */
import { createPublicKey, verify as verifySignature } from 'node:crypto';
import { z } from 'zod';
import { LEDGER_FORMAT, chainNext, chainStart, leafHash, sealMessage } from './leaf.ts';

const hash = z.string().regex(/^[0-9a-f]{64}$/);
export const exportLine = z.discriminatedUnion('type', [
  z.object({ type: z.literal('head'), format: z.literal(LEDGER_FORMAT), orgId: z.string(), publicKey: z.string(), keyId: z.string() }),
  z.object({ type: z.literal('epoch'), epoch: z.int(), startedAt: z.string(), reason: z.string() }),
  z.object({
    type: z.literal('leaf'),
    epoch: z.int(),
    position: z.int().nullable(),
    leafId: z.string(),
    kind: z.string(),
    leafHash: hash,
    chainHash: hash.nullable(),
    recordedAt: z.string(),
    /** null when the payload was deleted for privacy; the chain still stands. */
    salt: z.string().nullable(),
    payload: z.string().nullable(),
  }),
  z.object({
    type: z.literal('seal'),
    epoch: z.int(),
    sealNo: z.int(),
    sealedAt: z.string(),
    leafCount: z.int(),
    lastPosition: z.int(),
    previousRoot: hash,
    root: hash,
    signature: z.string(),
  }),
  z.object({ type: z.literal('end'), leaves: z.int(), seals: z.int() }),
]);
export type ExportLine = z.infer<typeof exportLine>;
type LeafLine = Extract<ExportLine, { type: 'leaf' }>;
type SealLine = Extract<ExportLine, { type: 'seal' }>;
type HeadLine = Extract<ExportLine, { type: 'head' }>;

export type LedgerFault =
  | { readonly kind: 'unreadable_line'; readonly line: number }
  | { readonly kind: 'head_missing' | 'end_missing' | 'order_wrong'; readonly line: number }
  | { readonly kind: 'payload_changed' | 'leaf_changed'; readonly epoch: number; readonly position: number; readonly leafId: string }
  | { readonly kind: 'row_removed'; readonly epoch: number; readonly position: number }
  | { readonly kind: 'row_inserted'; readonly epoch: number; readonly position: number; readonly leafId: string }
  | { readonly kind: 'seal_wrong' | 'seal_signature_wrong' | 'seal_missing'; readonly epoch: number; readonly sealNo: number };

export interface LedgerReport {
  readonly ok: boolean;
  readonly orgId: string | undefined;
  readonly keyId: string | undefined;
  readonly leaves: number;
  readonly sealed: number;
  readonly unsealed: number;
  readonly withoutPayload: number;
  readonly seals: number;
  readonly epochs: readonly { readonly epoch: number; readonly reason: string }[];
  readonly faults: readonly LedgerFault[];
}

/** A damaged export could hold endless faults; the first hundred tell the story. */
const MAX_FAULTS = 100;

interface Walk {
  readonly faults: LedgerFault[];
  head: HeadLine | undefined;
  readonly epochs: Map<number, { reason: string; leaves: LeafLine[]; seals: SealLine[] }>;
  end: Extract<ExportLine, { type: 'end' }> | undefined;
  lines: number;
}

function fault(walk: { faults: LedgerFault[] }, found: LedgerFault): void {
  if (walk.faults.length < MAX_FAULTS) walk.faults.push(found);
}

function readLine(walk: Walk, text: string): void {
  walk.lines += 1;
  let line: ExportLine;
  try {
    line = exportLine.parse(JSON.parse(text));
  } catch {
    fault(walk, { kind: 'unreadable_line', line: walk.lines });
    return;
  }
  if (walk.end) return fault(walk, { kind: 'order_wrong', line: walk.lines });
  if (line.type === 'head') {
    if (walk.head) return fault(walk, { kind: 'order_wrong', line: walk.lines });
    walk.head = line;
  } else if (line.type === 'end') {
    walk.end = line;
  } else if (line.type === 'epoch') {
    walk.epochs.set(line.epoch, { reason: line.reason, leaves: [], seals: [] });
  } else {
    const epoch = walk.epochs.get(line.epoch);
    if (!epoch) return fault(walk, { kind: 'order_wrong', line: walk.lines });
    if (line.type === 'leaf') epoch.leaves.push(line);
    else epoch.seals.push(line);
  }
}

const hexOf = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex');

function checkPayload(faults: { faults: LedgerFault[] }, leaf: LeafLine): void {
  if (leaf.payload === null || leaf.salt === null) return;
  const made = leafHash(Buffer.from(leaf.salt, 'hex'), leaf.payload);
  if (hexOf(made) !== leaf.leafHash) {
    fault(faults, { kind: 'payload_changed', epoch: leaf.epoch, position: leaf.position ?? 0, leafId: leaf.leafId });
  }
}

/** Walks one epoch's sealed leaves; after a break it goes on from the recorded chain, so each fault is named once. */
function walkChain(walk: Walk, orgId: string, leaves: readonly LeafLine[]): Map<number, string> {
  const roots = new Map<number, string>();
  let expected = 1;
  let previous: Uint8Array = chainStart(orgId, leaves[0]?.epoch ?? 0);
  let trusted = true;
  for (const leaf of leaves) {
    checkPayload(walk, leaf);
    const { position, chainHash, epoch, leafId } = leaf;
    if (position === null || chainHash === null) continue;
    if (position < expected) {
      fault(walk, { kind: 'row_inserted', epoch, position, leafId });
      continue;
    }
    while (expected < position) {
      fault(walk, { kind: 'row_removed', epoch, position: expected });
      expected += 1;
      trusted = false;
    }
    const made = hexOf(chainNext(previous, { leafId, kind: leaf.kind, leafHash: Buffer.from(leaf.leafHash, 'hex') }));
    if (trusted && made !== chainHash) fault(walk, { kind: 'leaf_changed', epoch, position, leafId });
    trusted = true;
    previous = Buffer.from(chainHash, 'hex');
    roots.set(position, chainHash);
    expected = position + 1;
  }
  return roots;
}

interface SealCheck {
  readonly orgId: string;
  readonly publicKey: string;
  readonly epoch: number;
  readonly roots: ReadonlyMap<number, string>;
  readonly seals: readonly SealLine[];
  readonly lastSealed: number;
}

function checkSeals(walk: Walk, check: SealCheck): void {
  let previousRoot = hexOf(chainStart(check.orgId, check.epoch));
  let before = 0;
  let number = 1;
  for (const seal of check.seals.toSorted((left, right) => left.sealNo - right.sealNo)) {
    const { sealNo, epoch } = seal;
    for (; number < sealNo; number += 1) fault(walk, { kind: 'seal_missing', epoch, sealNo: number });
    number = sealNo + 1;
    const whole =
      seal.previousRoot === previousRoot &&
      seal.lastPosition - before === seal.leafCount &&
      check.roots.get(seal.lastPosition) === seal.root;
    if (!whole) fault(walk, { kind: 'seal_wrong', epoch, sealNo });
    if (!signatureHolds(check, seal)) fault(walk, { kind: 'seal_signature_wrong', epoch, sealNo });
    previousRoot = seal.root;
    before = seal.lastPosition;
  }
  if (check.lastSealed > before) fault(walk, { kind: 'seal_missing', epoch: check.epoch, sealNo: number });
}

function signatureHolds({ orgId, publicKey }: SealCheck, seal: SealLine): boolean {
  const { epoch, sealNo, sealedAt, leafCount, lastPosition, previousRoot, root } = seal;
  const message = sealMessage({ orgId, epoch, sealNo, sealedAt, leafCount, lastPosition, previousRoot, root });
  try {
    return verifySignature(null, message, createPublicKey(publicKey), Buffer.from(seal.signature, 'base64'));
  } catch {
    return false;
  }
}

/**
 * Reads the lines of an export and reports every fault found.
 * `publicKey` (PEM) from another place than the export makes a rebuilt ledger detectable.
 */
export async function verifyLedger(lines: AsyncIterable<string> | Iterable<string>, publicKey?: string): Promise<LedgerReport> {
  const walk: Walk = { faults: [], head: undefined, epochs: new Map(), end: undefined, lines: 0 };
  for await (const text of lines) if (text.trim() !== '') readLine(walk, text);
  if (!walk.head) fault(walk, { kind: 'head_missing', line: 1 });
  if (!walk.end) fault(walk, { kind: 'end_missing', line: walk.lines });
  const orgId = walk.head?.orgId ?? '';
  const totals = { leaves: 0, sealed: 0, withoutPayload: 0, seals: 0 };
  for (const [epoch, { leaves, seals }] of walk.epochs) {
    const roots = walkChain(walk, orgId, leaves);
    const lastSealed = leaves.reduce((last, { position }) => Math.max(last, position ?? 0), 0);
    checkSeals(walk, { orgId, publicKey: publicKey ?? walk.head?.publicKey ?? '', epoch, roots, seals, lastSealed });
    totals.leaves += leaves.length;
    totals.sealed += leaves.filter(({ position }) => position !== null).length;
    totals.withoutPayload += leaves.filter(({ payload }) => payload === null).length;
    totals.seals += seals.length;
  }
  // The end line's counts catch unsealed rows that were taken away from the tail.
  const cut = walk.end !== undefined && (walk.end.leaves !== totals.leaves || walk.end.seals !== totals.seals);
  if (cut && walk.faults.length === 0) fault(walk, { kind: 'order_wrong', line: walk.lines });
  return {
    ok: walk.faults.length === 0,
    orgId: walk.head?.orgId,
    keyId: walk.head?.keyId,
    ...totals,
    unsealed: totals.leaves - totals.sealed,
    epochs: [...walk.epochs].map(([epoch, { reason }]) => ({ epoch, reason })),
    faults: walk.faults,
  };
}
