// SPDX-License-Identifier: Apache-2.0
/**
 * The file of `--keep`: this computer's own key with the server it belongs to. One format for all collectors
 * (README.md beside this file), so that one may go on with the file of another.
 */
import { lstat, open, readFile, rename, rm, stat } from 'node:fs/promises';
import { resolve } from 'node:path';

import { errorCode } from '../../../platform/process-identity.ts';
import { parseToken } from '../../../platform/tokens.ts';
import { runCommand } from './check-this-computer.ts';
import type { RunCommand } from './check-this-computer.ts';
import { collectorOrigin } from './render-collector.ts';

export interface KeptKey {
  /** Origin of the server. */
  readonly server: string;
  /** `sonae_dev_…` */
  readonly key: string;
  readonly caPem?: string | undefined;
}

/** `not_own`, `open`, `none`: not a file to believe. `unwritable`: it cannot be written. */
export class KeyFileError extends Error {
  readonly fault: 'not_own' | 'open' | 'none' | 'unwritable';
  constructor(fault: KeyFileError['fault']) {
    super(fault);
    this.fault = fault;
  }
}

/** An authority is 1 to 2 kB; a bundle of several still fits. */
const MAX_BYTES = 64 * 1024;
const HEAD = '# Sonae: the own key of this computer. Keep it private. Delete this file to stop using it.';
const CERTIFICATE = /^-----BEGIN CERTIFICATE-----\n(?:[A-Za-z0-9+/=]{1,80}\n){1,200}-----END CERTIFICATE-----$/gm;

export const isDeviceKey = (text: string): boolean => parseToken(text)?.kind === 'dev';

function originOrNothing(server: string): string | undefined {
  try {
    return collectorOrigin(server);
  } catch {
    return undefined;
  }
}

export function formatKeyFile({ server, key, caPem = '' }: KeptKey): string {
  const certificates = caPem.replaceAll('\r\n', '\n').match(CERTIFICATE) ?? [];
  return [HEAD, `server=${server}`, `key=${key}`, ...certificates, ''].join('\n');
}

/** @returns undefined when the text is no key file */
export function parseKeyFile(given: string): KeptKey | undefined {
  const text = given.replaceAll('\r\n', '\n');
  const server = originOrNothing(/^server=(\S{1,300})$/m.exec(text)?.[1] ?? '');
  const key = /^key=(\S{1,200})$/m.exec(text)?.[1] ?? '';
  if (server === undefined || !isDeviceKey(key)) return undefined;
  return { server, key, caPem: text.match(CERTIFICATE)?.join('\n') };
}

/**
 * @returns undefined when there is no such file
 * @throws KeyFileError when it is somebody else's, open to others, or no key file
 */
export async function readKeyFile(path: string): Promise<KeptKey | undefined> {
  const found = await stat(path).catch(async (error: unknown) => {
    // A link that leads nowhere is there: writing would replace what somebody else put there.
    const absent = errorCode(error) === 'ENOENT' && (await lstat(path).catch(() => undefined)) === undefined;
    if (absent) return undefined;
    throw new KeyFileError('not_own');
  });
  if (found === undefined) return undefined;
  // Windows has no such bits: there the file was made with an access list for one user.
  const { geteuid } = process;
  if (geteuid !== undefined) {
    if (found.uid !== geteuid()) throw new KeyFileError('not_own');
    if ((found.mode & 0o077) !== 0) throw new KeyFileError('open');
  }
  if (!found.isFile() || found.size > MAX_BYTES) throw new KeyFileError('none');
  const kept = parseKeyFile(await readFile(path, 'utf8'));
  if (kept === undefined) throw new KeyFileError('none');
  return kept;
}

/** On Windows: nobody but this user, before anything is written into it. */
async function closeToOthers(path: string, run: RunCommand): Promise<void> {
  const who = await run('whoami.exe', ['/user', '/fo', 'csv', '/nh']);
  const sid = /S-1-[\d-]{4,180}/.exec(who.stdout)?.[0];
  if (who.exitCode !== 0 || sid === undefined) throw new KeyFileError('unwritable');
  const done = await run('icacls.exe', [path, '/inheritance:r', '/grant:r', `*${sid}:F`]);
  if (done.exitCode !== 0) throw new KeyFileError('unwritable');
}

export interface KeyDraft {
  /** Puts the key into its place, whole or not at all. */
  save(kept: KeptKey): Promise<void>;
  /** Leaves nothing behind; harmless after `save`. */
  discard(): Promise<void>;
}

/**
 * An empty file beside the place, made before anything is sent, so that no key is asked for that cannot be kept.
 * @throws KeyFileError `unwritable`
 */
export async function draftKeyFile(
  path: string,
  { run = runCommand, platform = process.platform }: { run?: RunCommand; platform?: NodeJS.Platform } = {},
): Promise<KeyDraft> {
  const place = resolve(path);
  const draft = `${place}.${process.pid}.new`;
  const unwritable = (): never => {
    throw new KeyFileError('unwritable');
  };
  const file = await open(draft, 'wx', 0o600).catch(unwritable);
  const discard = async (): Promise<void> => {
    await file.close();
    await rm(draft, { force: true });
  };
  if (platform === 'win32') {
    await closeToOthers(draft, run).catch(async (error: unknown) => {
      await discard();
      throw error;
    });
  }
  return {
    discard,
    save: async (kept) => {
      await file.writeFile(formatKeyFile(kept)).catch(unwritable);
      await file.sync().catch(unwritable);
      await file.close();
      await rename(draft, place).catch(unwritable);
    },
  };
}
