// SPDX-License-Identifier: Apache-2.0
/** Fact sections as they are hashed and stored. */
import { createHash } from 'node:crypto';
import { z } from 'zod';
import type { CheckFacts } from './checks/check.ts';
import { FACT_SECTIONS } from './facts.ts';
import type { FactSection, Reading } from './facts.ts';

/** JSON with sorted keys, so that the same reading has one hash whatever order a source gave it in. */
function stable(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(stable);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([, item]) => item !== undefined)
      .toSorted(([left], [right]) => (left < right ? -1 : 1))
      .map(([key, item]) => [key, stable(item)]),
  );
}

export function hashReading(reading: Reading<unknown>): Buffer {
  return createHash('sha256')
    .update(JSON.stringify(stable(reading)))
    .digest()
    .subarray(0, 16);
}

const envelope = z.union([
  z.object({ state: z.literal('known'), value: z.unknown() }),
  z.object({ state: z.literal('unknown'), reason: z.string(), detail: z.string().optional() }),
]);

const isSection = (name: string): name is FactSection => FACT_SECTIONS.some((section) => section === name);

/**
 * Rows back to facts. What is stored passed the doors' schemas when it came in; only the envelope is checked
 * again, and a row this version does not understand counts as not reported.
 */
export function readStoredFacts(rows: readonly { section: string; reading: unknown }[]): CheckFacts {
  const entries = rows.filter(({ section, reading }) => isSection(section) && envelope.safeParse(reading).success);
  return Object.fromEntries(entries.map(({ section, reading }) => [section, reading])) as CheckFacts;
}
