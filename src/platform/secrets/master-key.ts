// SPDX-License-Identifier: Apache-2.0
/**
 * The installation's master key: 32 random bytes in a file outside the data folder, or in an environment value
 * (design §7.11). Whoever has a copy of the data folder alone can read no sealed secret.
 *
 * File format: lines of `sonae-key-1:<64 hex digits>`; `#` begins a comment. Several lines are several keys:
 * the last one seals, the earlier ones still open (rotation = append a line, start, reseal, remove the old line).
 */
import { randomUUID } from 'node:crypto';
import { link, mkdir, open, readFile, realpath, stat, unlink } from 'node:fs/promises';
import { dirname, resolve, sep } from 'node:path';
import { secureRandom } from '../../kernel/ids.ts';
import type { RandomBytes } from '../../kernel/ids.ts';
import { SecretError } from './errors.ts';

export const MASTER_KEY_BYTES = 32;
const MAX_KEYS = 8;
const MAX_FILE_BYTES = 16 * 1024;
const LINE = /^sonae-key-1:([0-9a-fA-F]{64})$/;

export interface MasterKeySource {
  /** Absolute path of the key file; used when `environmentValue` is absent. */
  readonly file: string;
  /** The data folder, to refuse a key that lies inside it. */
  readonly dataDir?: string;
  /** 64 hex digits, or base64 of 32 bytes; several separated by commas, the last one seals. */
  readonly environmentValue?: string | undefined;
  /** True only when the data folder holds nothing sealed yet: then a missing key file is made. */
  readonly mayCreate: boolean;
  readonly random?: RandomBytes;
}

export interface MasterKeys {
  /** 32 bytes each, oldest first; the last one seals. */
  readonly keys: readonly Uint8Array[];
  readonly from: 'file' | 'environment';
  readonly created: boolean;
}

/**
 * Reads the master keys, making the file at the very first start.
 * @throws SecretError `missing`, `bad_format`, `permissions`, `inside_data`, `unreadable`; the message is fit for the console.
 */
export async function loadMasterKeys(source: MasterKeySource): Promise<MasterKeys> {
  if (source.environmentValue !== undefined && source.environmentValue.trim() !== '') {
    return { keys: keysFromEnvironment(source.environmentValue), from: 'environment', created: false };
  }
  const file = resolve(source.file);
  if (source.dataDir !== undefined) await refuseInsideData(file, source.dataDir);
  const found = await readKeyFile(file);
  if (found) return { keys: found, from: 'file', created: false };
  if (!source.mayCreate) {
    throw new SecretError(
      'missing',
      `The master key file ${file} is missing, but the data folder holds data sealed with it. Put the file back from your backup (the data cannot be opened without it).`,
    );
  }
  const created = await createKeyFile(file, source.random ?? secureRandom);
  const keys = await readKeyFile(file);
  if (!keys)
    throw new SecretError('unreadable', `The master key file ${file} could not be read back after writing it.`);
  return { keys, from: 'file', created };
}

/** The text of a key file; for the first start and for writing a rotated file. */
export function formatKeyFile(keys: readonly Uint8Array[]): string {
  const lines = keys.map((key) => `sonae-key-1:${Buffer.from(key).toString('hex')}`);
  return [
    '# Master key of a Sonae installation. Keep it secret, and keep a copy apart from the backup of the data folder:',
    '# without it the sealed secrets (certificate authority, one-time code seeds, mail password) cannot be opened.',
    ...lines,
    '',
  ].join('\n');
}

function keysFromEnvironment(value: string): Uint8Array[] {
  const keys = value.split(',').map((part) => decodeKey(part.trim()));
  if (keys.length > MAX_KEYS) throw new SecretError('bad_format', `At most ${MAX_KEYS} master keys are allowed.`);
  return keys.map((key) => {
    if (!key) {
      throw new SecretError(
        'bad_format',
        'The master key given by the environment must be 32 bytes as 64 hex digits or as base64.',
      );
    }
    return key;
  });
}

function decodeKey(text: string): Uint8Array | undefined {
  if (/^[0-9a-fA-F]{64}$/.test(text)) return checkedKey(Buffer.from(text, 'hex'));
  if (/^[A-Za-z0-9+/_-]{43}=?$/.test(text)) return checkedKey(Buffer.from(text, 'base64'));
  return undefined;
}

/** A key of one repeated byte is a placeholder somebody forgot to replace. */
function checkedKey(key: Buffer): Uint8Array | undefined {
  return key.length === MASTER_KEY_BYTES && key.some((byte) => byte !== key[0]) ? new Uint8Array(key) : undefined;
}

async function readKeyFile(file: string): Promise<Uint8Array[] | undefined> {
  let text: string;
  try {
    const info = await stat(file);
    checkPermissions(file, info);
    if (info.size > MAX_FILE_BYTES)
      throw new SecretError('bad_format', `The master key file ${file} is far too big to be one.`);
    text = await readFile(file, 'utf8');
  } catch (error) {
    if (error instanceof SecretError) throw error;
    if (isCode(error, 'ENOENT')) return undefined;
    throw new SecretError('unreadable', `The master key file ${file} cannot be read (${codeOf(error)}).`, error);
  }
  const lines = text
    .split(/\r?\n/)
    .map((line) => line.trim())
    .filter((line) => line !== '' && !line.startsWith('#'));
  const keys = lines.map((line) => checkedKey(Buffer.from(LINE.exec(line)?.[1] ?? '', 'hex')));
  if (keys.length === 0 || keys.length > MAX_KEYS || keys.includes(undefined)) {
    throw new SecretError(
      'bad_format',
      `The master key file ${file} is damaged: it must hold 1 to ${MAX_KEYS} lines "sonae-key-1:" and 64 hex digits each.`,
    );
  }
  return keys.filter((key) => key !== undefined);
}

/** Windows has no mode bits; there the folder's access list decides. */
function checkPermissions(file: string, info: { mode: number; uid: number; isFile(): boolean }): void {
  if (!info.isFile()) throw new SecretError('unreadable', `The master key ${file} is not a file.`);
  if (process.platform === 'win32') return;
  if ((info.mode & 0o077) !== 0) {
    throw new SecretError(
      'permissions',
      `The master key file ${file} can be read by other users. Run: chmod 600 '${file}'`,
    );
  }
  const me = process.getuid?.();
  if (me !== undefined && me !== 0 && info.uid !== me && info.uid !== 0) {
    throw new SecretError(
      'permissions',
      `The master key file ${file} belongs to another user. Run as root: chown ${me} '${file}'`,
    );
  }
}

async function refuseInsideData(file: string, dataDir: string): Promise<void> {
  const folder = await realFolder(dirname(file));
  const data = await realFolder(resolve(dataDir));
  if (folder === data || folder.startsWith(data + sep)) {
    throw new SecretError(
      'inside_data',
      `The master key file ${file} must lie outside the data folder ${data}: a copy of that folder would carry its own key.`,
    );
  }
}

/** The real path of the nearest folder that exists, with the rest appended. */
async function realFolder(path: string): Promise<string> {
  try {
    return await realpath(path);
  } catch {
    const parent = dirname(path);
    return parent === path ? path : resolve(await realFolder(parent), path.slice(parent.length).replace(/^[/\\]+/, ''));
  }
}

/**
 * Whole or not at all, and never over an existing key: written beside, flushed, then linked under its name
 * (`link` fails when the name is taken).
 */
async function createKeyFile(file: string, random: RandomBytes): Promise<boolean> {
  const temporary = `${file}.${randomUUID()}.tmp`;
  try {
    await mkdir(dirname(file), { recursive: true, mode: 0o700 });
    const handle = await open(temporary, 'wx', 0o600);
    try {
      await handle.writeFile(formatKeyFile([random(MASTER_KEY_BYTES)]));
      await handle.sync();
    } finally {
      await handle.close();
    }
    await link(temporary, file);
    return true;
  } catch (error) {
    if (isCode(error, 'EEXIST')) return false;
    throw new SecretError('unreadable', `The master key file ${file} cannot be made (${codeOf(error)}).`, error);
  } finally {
    await unlink(temporary).catch(() => undefined);
  }
}

const codeOf = (error: unknown): string => (error instanceof Error && 'code' in error ? String(error.code) : 'error');
const isCode = (error: unknown, code: string): boolean => codeOf(error) === code;
