// SPDX-License-Identifier: Apache-2.0
/** Watches free disk space: writes are refused early, while reading and stopping still work. */
import { statfs } from 'node:fs/promises';
import { SECOND_MS } from '../kernel/clock.ts';
import { SafeError } from '../kernel/errors.ts';

export interface DiskWatch {
  readonly low: () => boolean;
  /** @throws SafeError `unavailable` while free space is below the reserve. */
  readonly requireSpace: () => void;
  stop(): void;
}

const LOOK_EVERY_MS = 10 * SECOND_MS;
const MIB = 1024 * 1024;

export type FreeBytes = (folder: string) => Promise<number>;

const freeBytesOf: FreeBytes = async (folder) => {
  const { bavail, bsize } = await statfs(folder);
  return bavail * bsize;
};

export async function watchDisk(options: {
  readonly folder: string;
  readonly reserveMb: number;
  readonly onChange: (low: boolean, freeMb: number) => void;
  readonly freeBytes?: FreeBytes;
}): Promise<DiskWatch> {
  let low = false;
  const look = async (): Promise<void> => {
    const freeMb = Math.floor((await (options.freeBytes ?? freeBytesOf)(options.folder)) / MIB);
    const now = freeMb < options.reserveMb;
    if (now !== low) options.onChange(now, freeMb);
    low = now;
  };
  await look();
  const timer = setInterval(() => void look().catch(() => {}), LOOK_EVERY_MS);
  timer.unref();
  return {
    low: () => low,
    requireSpace: () => {
      if (low) throw new SafeError('unavailable', 'disk_reserve_reached', { retryAfterSeconds: 600 });
    },
    stop: () => clearInterval(timer),
  };
}
