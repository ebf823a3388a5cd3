// SPDX-License-Identifier: Apache-2.0
/** Looks a backup through before anything is touched; then fills an empty database from it. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type pg from 'pg';
import { migrate, stepHash, stepNames } from '../postgres/migrate.ts';
import type { SecretBox } from '../secrets/index.ts';
import { StartProblem } from '../start-problem.ts';
import { BackupDamage } from './frames.ts';
import { manifestDigest } from './contents.ts';
import type { About, Manifest, Part } from './contents.ts';
import { readBackupFile } from './file.ts';
import type { FileRead } from './file.ts';
import { loadTables } from './load-store.ts';
import { SEAL_PURPOSE } from './make-backup.ts';
import { explainBackupFault } from './problem.ts';

const MAX_SMALL = 64 * 1024;

export interface InspectedBackup extends FileRead {
  readonly file: string;
  /** Name in the data folder → content. */
  readonly files: ReadonlyMap<string, Buffer>;
  /** Text of the master key's file, when the backup brings it. */
  readonly masterKey: string | undefined;
}

async function gather(part: Part, pieces: AsyncIterable<Uint8Array>): Promise<Buffer> {
  const held: Uint8Array[] = [];
  let size = 0;
  for await (const piece of pieces) {
    size += piece.length;
    if (size > MAX_SMALL) throw new BackupDamage('damaged', `${part.kind} ${part.name}`);
    held.push(piece);
  }
  return Buffer.concat(held);
}

/** Names that a restore may write: nothing above, nothing beside. */
const FILE_NAME = /^(master-key\.check|tls\/[a-z0-9_][a-zA-Z0-9_.-]*)$/;

async function readWhole(file: string, passphrase: string | undefined): Promise<InspectedBackup> {
  const files = new Map<string, Buffer>();
  let masterKey: string | undefined;
  const read = await readBackupFile(file, {
    passphrase,
    visitor: {
      part: async (part, pieces) => {
        if (part.kind === 'table') {
          for await (const piece of pieces) void piece;
          return;
        }
        const content = await gather(part, pieces);
        if (part.kind === 'key') masterKey = content.toString('utf8');
        else if (FILE_NAME.test(part.name)) files.set(part.name, content);
        else throw new BackupDamage('damaged', `file ${part.name}`);
      },
    },
  });
  return { ...read, file, files, masterKey };
}

/** Each byte is read and compared. @throws StartProblem saying what is wrong with the file, and where */
export async function inspectBackup(file: string, passphrase: string | undefined): Promise<InspectedBackup> {
  return readWhole(file, passphrase).catch((error: unknown) => {
    throw explainBackupFault(error, file);
  });
}

/** @throws StartProblem `backup_newer_schema`, `schema_changed` */
export async function refuseUnknownSteps({ about, head, file }: InspectedBackup, directory: string): Promise<void> {
  const known = await stepNames(directory);
  for (const { name, sha256 } of about.migrations) {
    if (!known.includes(name)) throw new StartProblem('backup_newer_schema', { file, name, product: head.product });
    if (stepHash(await readFile(join(directory, name), 'utf8')) !== sha256)
      throw new StartProblem('schema_changed', { name });
  }
}

/** The seal says that whoever wrote this held the master key. @throws StartProblem `backup_forged` */
export function requireSeal({ about, head, manifest, file }: InspectedBackup, secrets: SecretBox): void {
  const digest = manifestDigest(head.createdAt, about, manifest);
  try {
    const sealed = Buffer.from(manifest.seal ?? '', 'base64');
    if (Buffer.from(secrets.open(SEAL_PURPOSE, sealed)).toString('utf8') === digest) return;
  } catch (error) {
    throw new StartProblem('backup_forged', { file }, error);
  }
  throw new StartProblem('backup_forged', { file });
}

export interface LoadTarget {
  readonly owner: pg.ClientConfig;
  readonly appRole: string;
  readonly migrations: string;
}

/**
 * Makes the schema of the backup's day in an empty database and fills it.
 * @throws StartProblem; the transaction around the rows is undone.
 */
export async function loadBackup(
  { file, about, manifest }: { readonly file: string; readonly about: About; readonly manifest: Manifest },
  passphrase: string | undefined,
  { owner, appRole, migrations }: LoadTarget,
): Promise<void> {
  const only = new Set(about.migrations.map(({ name }) => name));
  await migrate({ connection: owner, directory: migrations, appRole, only });
  await loadTables(owner, async (loader) => {
    const again = await readBackupFile(file, {
      passphrase,
      visitor: {
        part: async (part, pieces) => {
          if (part.kind !== 'table') return void (await gather(part, pieces));
          const rows = await loader.load(part, pieces);
          const said = manifest.parts.find(({ kind, name }) => kind === 'table' && name === part.name)?.rows;
          if (rows !== said) throw new BackupDamage('damaged', `table ${part.name}`);
        },
      },
    }).catch((error: unknown) => {
      throw explainBackupFault(error, file);
    });
    // Somebody may have changed the file between the two readings.
    if (JSON.stringify(again.manifest) !== JSON.stringify(manifest))
      throw new StartProblem('backup_damaged', { file, part: 'manifest' });
  });
}
