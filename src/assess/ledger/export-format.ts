// SPDX-License-Identifier: Apache-2.0
/**
 * The exported ledger: one JSON object a line. First `head`; then for each epoch `epoch`, its seals in order, its
 * leaves in chain order, the unsealed ones last; at the end `end`.
 */
import { z } from 'zod';
import { LEDGER_FORMAT } from './leaf.ts';

const hash = z.string().regex(/^[0-9a-f]{64}$/);

export const exportLine = z.discriminatedUnion('type', [
  z.object({
    type: z.literal('head'),
    format: z.literal(LEDGER_FORMAT),
    orgId: z.string(),
    publicKey: z.string(),
    keyId: z.string(),
  }),
  z.object({ type: z.literal('epoch'), epoch: z.int(), startedAt: z.string(), reason: z.string() }),
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
  z.object({ type: z.literal('end'), leaves: z.int(), seals: z.int() }),
]);
export type ExportLine = z.infer<typeof exportLine>;
export type HeadLine = Extract<ExportLine, { type: 'head' }>;
export type LeafLine = Extract<ExportLine, { type: 'leaf' }>;
export type SealLine = Extract<ExportLine, { type: 'seal' }>;
export type EndLine = Extract<ExportLine, { type: 'end' }>;

export type LedgerFault =
  | { readonly kind: 'unreadable_line' | 'head_missing' | 'end_missing' | 'order_wrong'; readonly line: number }
  /** The last line counts more or fewer rows than there are: some were cut off or added. */
  | { readonly kind: 'count_wrong'; readonly line: number; readonly said: number; readonly found: number }
  | {
      readonly kind: 'payload_changed' | 'leaf_changed';
      readonly epoch: number;
      readonly position: number;
      readonly leafId: string;
    }
  /** `from` when it was one of the places from … position and nobody can tell which. */
  | { readonly kind: 'row_removed'; readonly epoch: number; readonly position: number; readonly from?: number }
  | { readonly kind: 'row_inserted'; readonly epoch: number; readonly position: number; readonly leafId: string }
  | {
      readonly kind: 'seal_wrong' | 'seal_signature_wrong' | 'seal_missing';
      readonly epoch: number;
      readonly sealNo: number;
    };

/** A damaged export could hold endless faults; the first hundred tell the story. */
export const MAX_FAULTS = 100;

export class FaultList {
  readonly faults: LedgerFault[] = [];

  add(...found: readonly LedgerFault[]): void {
    for (const fault of found) if (this.faults.length < MAX_FAULTS) this.faults.push(fault);
  }

  count(kind: LedgerFault['kind']): number {
    return this.faults.filter((fault) => fault.kind === kind).length;
  }
}
