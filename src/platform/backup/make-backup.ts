// SPDX-License-Identifier: Apache-2.0
/** One backup, from an open database into one file. Works beside a running product. */
import { readFile, readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type pg from 'pg';
import type { RandomBytes, Uuid } from '../../kernel/ids.ts';
import type { Queries } from '../postgres/database.ts';
import type { SecretBox } from '../secrets/index.ts';
import { createContentsWriter, manifestDigest } from './contents.ts';
import type { Heads } from './contents.ts';
import { withSnapshot } from './dump-store.ts';
import type { Snapshot } from './dump-store.ts';
import { writeWholeFile } from './file.ts';
import { createFrameWriter } from './frames.ts';

/** What the master key's seal on a manifest is for. */
export const SEAL_PURPOSE = 'backup.manifest';
const MAX_FILE_BYTES = 64 * 1024;

export interface BackupNeeds {
  /** How the product's role connects. */
  readonly connection: pg.ClientConfig;
  readonly dataDir: string;
  readonly file: string;
  readonly product: string;
  readonly createdAt: Date;
  readonly passphrase: string | undefined;
  readonly random: RandomBytes;
  readonly secrets: SecretBox;
  /** The text of the master key's file, to be put into an encrypted backup. */
  readonly masterKey?: string;
  /** Where an organisation's ledger stands. */
  readonly ledgerHead: (queries: Queries, orgId: Uuid) => Promise<Heads[number]['ledger']>;
}

export interface MadeBackup {
  readonly bytes: number;
  readonly rows: number;
  readonly tables: number;
  readonly organisations: number;
}

/**
 * Files of the data folder that no start makes anew as they were: the check of the master key, and the certificate
 * authority that devices trust. The database is in the tables; caches, locks and logs are not kept.
 */
export async function filesToKeep(dataDir: string): Promise<string[]> {
  const names = await readdir(join(dataDir, 'tls')).catch(() => []);
  const candidates = ['master-key.check', ...names.map((name) => `tls/${name}`)];
  const found: string[] = [];
  for (const name of candidates) {
    const kept = /^[a-z0-9_][a-zA-Z0-9_./-]*$/.test(name) && !name.endsWith('.tmp');
    const info = kept ? await stat(join(dataDir, name)).catch(() => undefined) : undefined;
    if (info?.isFile() && info.size <= MAX_FILE_BYTES) found.push(name);
  }
  return found;
}

async function readHeads(snapshot: Snapshot, needs: BackupNeeds): Promise<Heads> {
  const heads: Heads = [];
  for (const orgId of snapshot.organisations) {
    const ledger = await snapshot.inOrganisation(orgId, async (queries) => needs.ledgerHead(queries, orgId));
    heads.push({ orgId, ledger });
  }
  return heads;
}

/** @throws whatever the database or the file system throws; then no file is left. */
export async function makeBackup(needs: BackupNeeds): Promise<MadeBackup> {
  const { file, product, passphrase, random, masterKey, dataDir, secrets } = needs;
  const createdAt = needs.createdAt.toISOString();
  let made = { rows: 0, tables: 0, organisations: 0 };
  const bytes = await writeWholeFile(file, async (put) => {
    const frames = await createFrameWriter({ product, createdAt, passphrase, random });
    const writer = await createContentsWriter(frames, put);
    await withSnapshot(needs.connection, async (snapshot) => {
      const { about, parts, organisations } = snapshot;
      await writer.about(about);
      for (const name of await filesToKeep(dataDir))
        await writer.part({ kind: 'file', name, columns: [] }, [await readFile(join(dataDir, name))]);
      if (masterKey !== undefined)
        await writer.part({ kind: 'key', name: 'master.key', columns: [] }, [Buffer.from(masterKey)]);
      for (const part of parts) made.rows += (await writer.part(part, snapshot.rowsOf(part))).rows;
      made = { ...made, tables: parts.length, organisations: organisations.length };
      const heads = await readHeads(snapshot, needs);
      const digest = manifestDigest(createdAt, about, { parts: writer.parts, organisations: heads });
      await writer.finish(heads, Buffer.from(secrets.seal(SEAL_PURPOSE, Buffer.from(digest))).toString('base64'));
    });
  });
  return { bytes, ...made };
}
