// SPDX-License-Identifier: Apache-2.0
/** The passwords of the database roles: random, made by us, kept in one file that only our user can read. */
import { closeSync, fsyncSync, openSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import type { RandomBytes } from '../../../kernel/ids.ts';
import { readOrUndefined } from '../../process-identity.ts';

/** Only what `writeNewCredentials` makes: the passwords are put into SQL as literals, so no other character may pass. */
const password = z.string().regex(/^[A-Za-z0-9_-]{43}$/);
const credentialsSchema = z.object({ supervisor: password, owner: password, app: password });

export type Credentials = Readonly<z.infer<typeof credentialsSchema>>;

const credentialsFile = (postgresDir: string): string => join(postgresDir, 'credentials.json');

/** Reads the file; undefined when it is missing or unusable, and then provisioning sets new passwords. */
export function readCredentials(postgresDir: string): Credentials | undefined {
  try {
    return credentialsSchema.safeParse(JSON.parse(readOrUndefined(credentialsFile(postgresDir)) ?? '')).data;
  } catch {
    return undefined;
  }
}

export function writeNewCredentials(postgresDir: string, random: RandomBytes): Credentials {
  const make = (): string => Buffer.from(random(32)).toString('base64url');
  const credentials = { supervisor: make(), owner: make(), app: make() };
  const file = credentialsFile(postgresDir);
  writeDurably(file, `${JSON.stringify(credentials, undefined, 2)}\n`);
  return credentials;
}

/** Whole or not at all, also after a power cut: temporary file, fsync, rename, fsync of the folder. */
export function writeDurably(file: string, text: string): void {
  const fresh = `${file}.new`;
  writeFileSync(fresh, text, { mode: 0o600, flush: true });
  renameSync(fresh, file);
  syncFolder(join(file, '..'));
}

export function syncFolder(folder: string): void {
  const handle = openSync(folder, 'r');
  try {
    fsyncSync(handle);
  } finally {
    closeSync(handle);
  }
}
