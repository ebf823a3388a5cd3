// SPDX-License-Identifier: Apache-2.0
// Loaded before the real program. When the bootstrap is killed with -9 it cannot pass anything on; but then the
// channel between the two closes, and the program stops as if it had been asked to.
import { isMainThread } from 'node:worker_threads';

const GRACE_MS = 30_000;
const bootstrap = Number(process.env.SONAE_BOOTSTRAP_PID);
delete process.env.SONAE_BOOTSTRAP_PID;

// Workers and programs started later inherit this file by the way they are started, but not that parent.
if (isMainThread && process.channel && bootstrap === process.ppid) {
  process.once('disconnect', () => {
    setTimeout(() => process.exit(1), GRACE_MS).unref();
    process.kill(process.pid, 'SIGTERM');
  });
  // Listening must not keep a finished command alive.
  process.channel.unref();
}
