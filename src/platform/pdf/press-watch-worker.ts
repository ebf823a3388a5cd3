// SPDX-License-Identifier: Apache-2.0
/** Ends its process when that holds more memory than it may: the compiler's memory is not Node's and has no other limit. */
import { workerData } from 'node:worker_threads';

const LOOK_EVERY_MS = 50;

const data: unknown = workerData;
const limit =
  typeof data === 'object' && data !== null && 'maxRssMb' in data ? Number(data.maxRssMb) * 1024 * 1024 : Number.NaN;

setInterval(() => {
  if (!(process.memoryUsage.rss() <= limit)) process.kill(process.pid, 'SIGKILL');
}, LOOK_EVERY_MS);
