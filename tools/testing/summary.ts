// SPDX-License-Identifier: Apache-2.0

/** What one stage of `npm test` did. */
export interface Summary {
  readonly passed: number;
  readonly failed: number;
  readonly skipped: readonly Skipped[];
  /** Files that took longest, longest first: where to look when a run gets slow. */
  readonly slowest?: readonly { readonly file: string; readonly seconds: number }[];
}

export interface Skipped {
  readonly test: string;
  readonly why: string;
}

export const PASSED: Summary = { passed: 1, failed: 0, skipped: [] };
export const FAILED: Summary = { passed: 0, failed: 1, skipped: [] };
export const NOTHING: Summary = { passed: 0, failed: 0, skipped: [] };

export function add(one: Summary, other: Summary): Summary {
  return {
    passed: one.passed + other.passed,
    failed: one.failed + other.failed,
    skipped: [...one.skipped, ...other.skipped],
  };
}

/** The last line of `npm test`. Machines read it: its form does not change. */
export function lastLine(total: Summary): string {
  const skipped = total.skipped.length > 0 ? `, ${total.skipped.length} skipped` : '';
  return `${total.passed} passed, ${total.failed} failed${skipped}`;
}

/** Zero tests is a failure: a runner that finds nothing must not look like one that found no fault. */
export function exitCode(total: Summary): number {
  return total.failed > 0 || total.passed === 0 ? 1 : 0;
}
