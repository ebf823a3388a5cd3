// SPDX-License-Identifier: Apache-2.0
import { decodeBytes } from './decode-body.ts';
import type { DecodeJob, Decoded } from './decode-body.ts';

/** What the worker thread runs: see `body-decoder.ts`. */
export function decodeInWorker(job: DecodeJob): Decoded {
  return decodeBytes(job);
}
