// SPDX-License-Identifier: Apache-2.0
import { createWorkerPool, ownBytes } from '../../../platform/workers.ts';
import { decodeBytes } from './decode-body.ts';
import type { DecodeJob, Decoded } from './decode-body.ts';
import { OSQUERY_LIMITS } from './limits.ts';

export interface BodyDecoder {
  /**
   * Small bodies at once, large ones in a worker thread; `bytes` may be unusable afterwards.
   * Errors: those of `decodeBytes`; `too_large` `work_too_large`; `unavailable` (`work_queue_full`, `work_timed_out`).
   */
  decode(job: DecodeJob): Promise<Decoded>;
  close(): Promise<void>;
}

export function createBodyDecoder(): BodyDecoder {
  const pool = createWorkerPool<DecodeJob, Decoded>({
    module: new URL('./decode-worker.ts', import.meta.url),
    exportName: 'decodeInWorker',
    size: 1,
    maxQueued: 256,
    // A million rows of one short column, parsed, take some 200 MB.
    maxHeapMb: 384,
  });
  return {
    decode: async (job) => {
      if (job.bytes.length <= OSQUERY_LIMITS.inlineBytes) return decodeBytes(job);
      const bytes = ownBytes(job.bytes);
      return pool.run({ what: job.what, bytes }, [bytes.buffer]);
    },
    close: async () => pool.close(),
  };
}
