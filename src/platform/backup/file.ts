// SPDX-License-Identifier: Apache-2.0
/** Backups as files: written beside and renamed when whole; read piece by piece. */
import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { open, rename, rm } from 'node:fs/promises';
import type { FileHandle } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { createFrameReader, readBackupHead } from './frames.ts';
import type { Head, TakeBytes } from './frames.ts';
import { readContents } from './contents.ts';
import type { ContentsVisitor, PutBytes, ReadBackup } from './contents.ts';

const BUFFER = 1024 * 1024;
/** What a write that was cut off leaves behind; never taken for a backup. */
export const UNFINISHED = '.unfinished';

async function syncFolder(folder: string): Promise<void> {
  if (process.platform === 'win32') return;
  const handle = await open(folder, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

/**
 * Lets `work` write a file that gets its name only when it is whole and on the disk.
 * @returns its size in bytes
 */
export async function writeWholeFile(file: string, work: (put: PutBytes) => Promise<void>): Promise<number> {
  const beside = join(dirname(file), `.${basename(file)}${UNFINISHED}`);
  await rm(beside, { force: true });
  const handle = await open(beside, 'wx', 0o600);
  try {
    let size = 0;
    try {
      await work(async (bytes) => {
        for (let at = 0; at < bytes.length;) at += (await handle.write(bytes, at)).bytesWritten;
        size += bytes.length;
      });
      await handle.sync();
    } finally {
      await handle.close();
    }
    await rename(beside, file);
    await syncFolder(dirname(file));
    return size;
  } catch (error) {
    await rm(beside, { force: true });
    throw error;
  }
}

function taker(handle: FileHandle): TakeBytes {
  let buffer = Buffer.alloc(0);
  return async (count) => {
    const parts: Buffer[] = [];
    let missing = count;
    while (missing > 0) {
      if (buffer.length === 0) {
        const { bytesRead, buffer: read } = await handle.read(Buffer.alloc(BUFFER), 0, BUFFER);
        if (bytesRead === 0) break;
        buffer = read.subarray(0, bytesRead);
      }
      const taken = buffer.subarray(0, missing);
      parts.push(taken);
      buffer = buffer.subarray(taken.length);
      missing -= taken.length;
    }
    return Buffer.concat(parts);
  };
}

export interface FileRead extends ReadBackup {
  readonly head: Head;
}

/** @throws BackupDamage; whatever the file system throws. */
export async function readBackupFile(
  file: string,
  { passphrase, visitor }: { readonly passphrase: string | undefined; readonly visitor: ContentsVisitor },
): Promise<FileRead> {
  const handle = await open(file, 'r');
  try {
    const take = taker(handle);
    const frames = await createFrameReader(take, passphrase);
    const read = await readContents(frames, visitor, async () => (await take(1)).length === 0);
    return { ...read, head: frames.head };
  } finally {
    await handle.close();
  }
}

/** The clear first bytes only. @throws BackupDamage */
export async function headOfFile(file: string): Promise<Head> {
  const handle = await open(file, 'r');
  try {
    return await readBackupHead(taker(handle));
  } finally {
    await handle.close();
  }
}

/** Reads everything and keeps nothing: whether each byte is as it was written. @throws BackupDamage */
export const checkBackupFile = async (file: string, passphrase: string | undefined): Promise<FileRead> =>
  readBackupFile(file, {
    passphrase,
    visitor: {
      part: async (_part, pieces) => {
        for await (const piece of pieces) void piece;
      },
    },
  });

export async function hashFile(file: string): Promise<string> {
  const hash = createHash('sha256');
  for await (const piece of createReadStream(file, { highWaterMark: BUFFER })) hash.update(piece as Buffer);
  return hash.digest('hex');
}
