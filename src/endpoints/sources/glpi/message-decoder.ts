// SPDX-License-Identifier: Apache-2.0
import { SafeError } from '../../../kernel/errors.ts';
import { detectEncoding, inflateSyncBounded } from '../../../platform/inflate.ts';
import { createWorkerPool, ownBytes } from '../../../platform/workers.ts';
import type { WorkerPool } from '../../../platform/workers.ts';
import { decodeInflated } from './decode-message.ts';
import type { AgentMessage, AgentRequest } from './decode-message.ts';
import { GLPI_LIMITS } from './limits.ts';

/** Bodies of this size at most may be read at once on the event loop: a PROLOG has 136 bytes, a contact 187. */
const INLINE_WIRE_BYTES = 4 * 1024;
/** … unless they inflate to more than this, which costs more than sending them to a thread. */
const INLINE_BYTES = 16 * 1024;

export interface MessageDecoder {
  /**
   * Reads one message, large ones in a worker thread. `body` may be unusable afterwards: its memory can move there.
   * Errors: those of `decodeMessage`, and `unavailable` (`work_queue_full`, `work_timed_out`, `worker_failed`).
   */
  decode(request: AgentRequest): Promise<AgentMessage>;
  stats(): ReturnType<WorkerPool<unknown, unknown>['stats']>;
  close(): Promise<void>;
}

export function createMessageDecoder(
  options: { readonly threads?: number; readonly maxQueued?: number } = {},
): MessageDecoder {
  const pool = createWorkerPool<AgentRequest, AgentMessage>({
    module: new URL('./decode-worker.ts', import.meta.url),
    exportName: 'decodeInWorker',
    size: options.threads ?? 1,
    maxQueued: options.maxQueued ?? 256,
  });
  return {
    decode: async (request) => {
      // Refused before it costs a copy and a place in the queue.
      if (request.body.length > GLPI_LIMITS.maxWireBytes) throw new SafeError('too_large', 'body_too_large');
      const small = request.body.length <= INLINE_WIRE_BYTES ? decodeSmall(request) : undefined;
      if (small !== undefined) return small;
      const body = ownBytes(request.body);
      return pool.run({ ...request, body }, [body.buffer]);
    },
    stats: () => pool.stats(),
    close: () => pool.close(),
  };
}

/** undefined when the body turns out to be large inside. */
function decodeSmall(request: AgentRequest): AgentMessage | undefined {
  const encoding = detectEncoding(request.body, request);
  let bytes: Uint8Array;
  try {
    bytes = inflateSyncBounded(request.body, encoding, { ...GLPI_LIMITS, maxBytes: INLINE_BYTES });
  } catch (error) {
    if (error instanceof SafeError && error.kind === 'too_large') return undefined;
    throw error;
  }
  return decodeInflated(bytes, encoding, request);
}
