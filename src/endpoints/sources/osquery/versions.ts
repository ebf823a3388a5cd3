// SPDX-License-Identifier: Apache-2.0
/** osquery's versions, "5.12.1". */

/** Negative when `left` is older. Parts that are missing count as 0. */
export function compareVersions(left: string, right: string): number {
  const [a, b] = [left, right].map((text) => text.split('.').map(Number));
  for (let at = 0; at < 3; at += 1) {
    const difference = (a?.[at] ?? 0) - (b?.[at] ?? 0);
    if (difference !== 0) return difference;
  }
  return 0;
}

/**
 * Whether a host with this version has what came with `since`. An unknown version ("") counts as the newest: what it
 * lacks then fails, which reads "unknown" as well.
 */
export const hasSince = (version: string, since: string): boolean =>
  version === '' || compareVersions(version, since) >= 0;
