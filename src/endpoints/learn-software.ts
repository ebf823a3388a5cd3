// SPDX-License-Identifier: Apache-2.0
/**
 * Writes names of software that are new to an organisation in a short transaction of their own, before the report.
 * In the report's own transaction each name would be locked until its commit, and a fleet that reports for the first
 * time, all machines alike, would stand in one line behind it. A name that no device has is seen nowhere, so nothing
 * is half-written when the report itself fails; recordReport still writes whatever is missing.
 */
import type { Scope } from '../platform/postgres/scope.ts';
import type { EndpointsContext } from './context.ts';
import type { SoftwareItem } from './facts.ts';
import { knownSoftwareOf } from './known-software.ts';
import { insertSoftware } from './report-store.ts';
import { keyedSoftware } from './software-key.ts';

/** The last write of each organisation: the next one first sees what that one has learnt. */
const running = new WeakMap<object, Map<string, Promise<void>>>();

async function learnUnknown(
  { platform }: EndpointsContext,
  scope: Scope,
  items: readonly SoftwareItem[],
): Promise<void> {
  const known = knownSoftwareOf(platform.db);
  const fresh = known.unknown(scope.orgId, keyedSoftware(items));
  if (fresh.length === 0) return;
  await platform.db.scoped(scope, async (tx) => insertSoftware(tx, fresh, platform.clock.now()));
  known.remember(scope.orgId, fresh);
}

export async function learnSoftware(
  context: EndpointsContext,
  scope: Scope,
  items: readonly SoftwareItem[],
): Promise<void> {
  const { db } = context.platform;
  const lines = running.get(db) ?? new Map<string, Promise<void>>();
  running.set(db, lines);
  const before = lines.get(scope.orgId);
  const mine = (before ?? Promise.resolve()).then(async () => learnUnknown(context, scope, items));
  // Whoever is next does not care whether this one succeeded.
  const settled = mine.catch(() => undefined);
  lines.set(scope.orgId, settled);
  try {
    await mine;
  } finally {
    if (lines.get(scope.orgId) === settled) lines.delete(scope.orgId);
  }
}
