// SPDX-License-Identifier: Apache-2.0
/** Bounds of osquery's door. What osqueryd itself keeps to is in endpoints.md §1: 1,024 lines of 1 MiB each post. */
const KIB = 1024;
const MIB = 1024 * KIB;

export const OSQUERY_LIMITS = {
  /** A poll has 150 bytes; some clients send their last log along (endpoints.md §2). */
  pollBytes: 64 * KIB,
  enrolBytes: 256 * KIB,
  /** Answers and logs, on the wire and inflated. */
  bulkBytes: 32 * MIB,
  /** Beyond `bulkBytes` a body is read no more than to learn whose it is, up to here. */
  skimBytes: 256 * MIB,
  maxRatio: 200,
  /** Up to here a body is parsed on the event loop (about 0.3 ms). */
  inlineBytes: 64 * KIB,
  rowsPerQuery: 20_000,
  columns: 64,
  /** Longer values are cut. */
  valueLength: 8 * KIB,
  /** Of a post; osqueryd sends 1,024 at most. */
  lines: 10_000,
  /** Longer lines are known by their hash only. */
  lineLength: 64 * KIB,
  /** Kept of one device on one UTC day: agents that log file and process events stay far below. */
  linesPerDay: 20_000,
  bytesPerDay: 20 * MIB,
} as const;
