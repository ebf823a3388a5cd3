// SPDX-License-Identifier: Apache-2.0
/**
 * Finds out what happened in a stretch of the chain whose end is not what the seal says. Every row carries the chain
 * value it was given when it was sealed, so a look at the row after it tells a changed row from one too many.
 */
import { chainNext } from './leaf.ts';
import { MAX_FAULTS } from './export-format.ts';
import type { LedgerFault } from './export-format.ts';

/** A sealed row without its payload: less than half a kilobyte, so that a long ledger fits into memory. */
export interface Row {
  readonly line: number;
  readonly epoch: number;
  readonly position: number;
  readonly leafId: string;
  readonly kind: string;
  readonly leafHash: string;
  readonly chainHash: string;
  /** The payload does not have the hash that the row names. */
  readonly payloadWrong: boolean;
}

/** The chain value (hex) after `row`, when the one before it is `previous` (hex). */
export const chainAfter = (previous: string, row: Row): string =>
  chainNext(Buffer.from(previous, 'hex'), {
    leafId: row.leafId,
    kind: row.kind,
    leafHash: Buffer.from(row.leafHash, 'hex'),
  }).toString('hex');

export interface Stretch {
  /** All sealed rows of the epoch by position. */
  readonly rows: readonly Row[];
  readonly from: number;
  /** Exclusive. */
  readonly to: number;
  /** Chain value (hex) before the first row. */
  readonly previous: string;
}

export interface Finding {
  readonly kind: 'leaf_changed' | 'row_inserted' | 'row_removed' | 'order_wrong';
  readonly row: Row;
  /** Only for `row_removed`. */
  readonly position: number;
  /** Changed, or the one before it removed: only the number of rows can tell. */
  readonly open: boolean;
}

interface Steps {
  readonly findings: Finding[];
  index: number;
  previous: string;
  /** The row taken last and the chain value before it. */
  last: { readonly row: Row; readonly before: string } | undefined;
  expected: number;
}

const found = (kind: Finding['kind'], row: Row, open = false): Finding => ({ kind, row, position: row.position, open });

function take(steps: Steps, row: Row, chain: string): void {
  steps.last = { row, before: steps.previous };
  steps.previous = chain;
  steps.expected = row.position + 1;
  steps.index += 1;
}

/** Names the rows missing before `row` by their places; true when there are some. */
function missingBefore(steps: Steps, row: Row): boolean {
  const gap = row.position > steps.expected;
  const named = Math.min(row.position, steps.expected + MAX_FAULTS);
  for (let position = steps.expected; position < named; position += 1) {
    steps.findings.push({ kind: 'row_removed', row, position, open: false });
  }
  return gap;
}

function explain(steps: Steps, row: Row, after: Row | undefined): void {
  const { previous, last } = steps;
  const made = chainAfter(previous, row);
  if (after && chainAfter(previous, after) === after.chainHash) {
    if (chainAfter(after.chainHash, row) === row.chainHash) {
      steps.findings.push(found('order_wrong', row));
      take(steps, after, after.chainHash);
      return take(steps, row, row.chainHash);
    }
    steps.findings.push(found('row_inserted', row));
    steps.expected = row.position + 1;
    steps.index += 1;
    return;
  }
  if (last && chainAfter(last.before, row) === row.chainHash) {
    steps.findings.push(found('row_inserted', last.row));
    return take(steps, row, row.chainHash);
  }
  const onlyItsChainValue = after !== undefined && chainAfter(made, after) === after.chainHash;
  steps.findings.push(found('leaf_changed', row, !onlyItsChainValue));
  take(steps, row, onlyItsChainValue ? made : row.chainHash);
}

export interface Walked {
  readonly findings: readonly Finding[];
  /** Index after the last row walked: one beyond `to` when two rows were exchanged across the end. */
  readonly end: number;
}

/** What is wrong between two seals, by the rows' own chain values. */
export function walkChain({ rows, from, to, previous }: Stretch): Walked {
  const steps: Steps = {
    findings: [],
    index: from,
    previous,
    last: undefined,
    expected: (rows[from - 1]?.position ?? 0) + 1,
  };
  while (steps.index < to && steps.findings.length < MAX_FAULTS) {
    const row = rows[steps.index];
    if (!row) break;
    const gap = missingBefore(steps, row);
    if (chainAfter(steps.previous, row) === row.chainHash) take(steps, row, row.chainHash);
    else if (gap) {
      take(steps, row, row.chainHash);
      steps.last = undefined;
    } else explain(steps, row, rows[steps.index + 1]);
  }
  return { findings: steps.findings, end: Math.max(steps.index, to) };
}

/**
 * Decides what the chain alone leaves open. `surplus`: rows present minus rows the seal counts.
 * Fewer rows than counted: the open ones stand where a row was taken out; more: they were put in.
 */
export function settleOpen(findings: readonly Finding[], surplus: number): Finding[] {
  const named = (kind: Finding['kind']): number => findings.filter((finding) => finding.kind === kind).length;
  let unexplained = surplus - named('row_inserted') + named('row_removed');
  const lastOpen = findings.findLastIndex(({ open }) => open);
  return findings.flatMap((finding, index) => {
    if (!finding.open || unexplained === 0) return [finding];
    if (unexplained > 0) {
      unexplained -= 1;
      return [{ ...finding, kind: 'row_inserted' as const, open: false }];
    }
    // Several rows taken out one after the other leave one break.
    const taken = index === lastOpen ? Math.min(-unexplained, MAX_FAULTS) : 1;
    unexplained += taken;
    return Array.from({ length: taken }, (_, more) => ({
      ...finding,
      kind: 'row_removed' as const,
      position: finding.position + more,
      open: false,
    }));
  });
}

export function asFault({ kind, row, position }: Finding): LedgerFault {
  const { epoch, leafId, line } = row;
  if (kind === 'order_wrong') return { kind, line };
  if (kind === 'row_removed') return { kind, epoch, position };
  return { kind, epoch, position: row.position, leafId };
}
