// SPDX-License-Identifier: Apache-2.0
/** The thread side of `workers.ts`: loads one exported function and answers one message per job. */
import { parentPort, workerData } from 'node:worker_threads';
import { SafeError } from '../kernel/errors.ts';
import type { FailedJob, JobMessage, JobOutcome } from './workers.ts';

interface HostData {
  readonly module: string;
  readonly exportName: string;
}

function isHostData(value: unknown): value is HostData {
  return typeof value === 'object' && value !== null && 'module' in value && 'exportName' in value;
}

function failureOf(error: unknown): FailedJob {
  if (error instanceof SafeError) {
    const { kind, code, message, details, retryAfterSeconds } = error;
    return { safe: true, kind, code, message, details, retryAfterSeconds };
  }
  return { safe: false, message: error instanceof Error ? (error.stack ?? error.message) : String(error) };
}

type Work = (payload: unknown) => unknown;
const isWork = (value: unknown): value is Work => typeof value === 'function';

function functionIn(module: unknown, name: string): Work | undefined {
  if (typeof module !== 'object' || module === null) return undefined;
  const value: unknown = Reflect.get(module, name);
  return isWork(value) ? value : undefined;
}

async function serve(data: HostData): Promise<void> {
  const port = parentPort;
  if (port === null) return;
  const loaded: unknown = await import(data.module);
  const work = functionIn(loaded, data.exportName);
  if (work === undefined) throw new Error(`${data.module} exports no function ${data.exportName}`);
  port.on('message', (job: JobMessage) => {
    void Promise.resolve()
      .then(() => work(job.payload))
      .then((value: unknown): JobOutcome => ({ id: job.id, ok: true, value }))
      .catch((error: unknown): JobOutcome => ({ id: job.id, ok: false, failure: failureOf(error) }))
      .then((outcome) => port.postMessage(outcome));
  });
}

if (isHostData(workerData)) await serve(workerData);
