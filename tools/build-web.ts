// SPDX-License-Identifier: Apache-2.0
// Builds the web app into dist/web, packs every text file once more as .gz and .br (the server sends those),
// and says how much a first visit loads. `--gallery` builds dist/web-gallery with the page of all primitives.
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { brotliCompress, constants, gzip } from 'node:zlib';
import { build } from 'vite';

/** The bound of the project for the JavaScript of a first visit, in bytes after gzip. */
export const FIRST_LOAD_LIMIT = 200_000;

const PACKED = /\.(html|js|css|svg|json|txt|map)$/;
/** Below this a packed copy saves nothing. */
const WORTH_PACKING_BYTES = 512;

interface ManifestEntry {
  readonly file: string;
  readonly isEntry?: boolean;
  readonly imports?: readonly string[];
}
type Manifest = Readonly<Record<string, ManifestEntry>>;

const isRecord = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null;
const isManifest = (value: unknown): value is Manifest =>
  isRecord(value) && Object.values(value).every((entry) => isRecord(entry) && typeof entry['file'] === 'string');

async function readManifest(folder: string): Promise<Manifest> {
  const manifest: unknown = JSON.parse(await readFile(join(folder, '.vite/manifest.json'), 'utf8'));
  if (!isManifest(manifest)) throw new Error('vite wrote a manifest of another form than expected');
  return manifest;
}

const packGzip = promisify(gzip);
const packBrotli = promisify(brotliCompress);

async function packFile(path: string): Promise<void> {
  const content = await readFile(path);
  if (content.length < WORTH_PACKING_BYTES) return;
  const [gz, br] = await Promise.all([
    packGzip(content, { level: 9 }),
    packBrotli(content, {
      params: { [constants.BROTLI_PARAM_QUALITY]: 11, [constants.BROTLI_PARAM_SIZE_HINT]: content.length },
    }),
  ]);
  await Promise.all([writeFile(`${path}.gz`, gz), writeFile(`${path}.br`, br)]);
}

/** Files a first visit fetches as JavaScript: the entry, what it imports, and the texts of one language. */
export function firstLoadFiles(manifest: Manifest): readonly string[] {
  const files = new Set<string>();
  const visit = (key: string): void => {
    const entry = manifest[key];
    if (!entry || files.has(entry.file)) return;
    files.add(entry.file);
    for (const imported of entry.imports ?? []) visit(imported);
  };
  for (const [key, entry] of Object.entries(manifest)) if (entry.isEntry) visit(key);
  visit('texts-ja.ts');
  return [...files].filter((file) => file.endsWith('.js'));
}

async function gzipSize(path: string): Promise<number> {
  return (await packGzip(await readFile(path), { level: 9 })).length;
}

export interface BuiltWeb {
  readonly folder: string;
  /** JavaScript of a first visit, before the page's own chunk, in bytes after gzip. */
  readonly firstLoadBytes: number;
}

export async function buildWeb(mode: 'production' | 'gallery' = 'production'): Promise<BuiltWeb> {
  const root = fileURLToPath(new URL('..', import.meta.url));
  await build({ configFile: join(root, 'vite.config.ts'), mode, logLevel: 'warn' });
  const folder = join(root, mode === 'gallery' ? 'dist/web-gallery' : 'dist/web');
  const names = await readdir(folder, { recursive: true });
  await Promise.all(names.filter((name) => PACKED.test(name)).map((name) => packFile(join(folder, name))));
  const manifest = await readManifest(folder);
  const sizes = await Promise.all(firstLoadFiles(manifest).map((file) => gzipSize(join(folder, file))));
  return { folder, firstLoadBytes: sizes.reduce((sum, size) => sum + size, 0) };
}

if (import.meta.main) {
  const { firstLoadBytes } = await buildWeb(process.argv.includes('--gallery') ? 'gallery' : 'production');
  const kilobytes = (bytes: number): string => `${(bytes / 1000).toFixed(1)} kB`;
  console.log(
    `web app built; first-load JavaScript ${kilobytes(firstLoadBytes)} gzip (limit ${kilobytes(FIRST_LOAD_LIMIT)})`,
  );
  if (firstLoadBytes > FIRST_LOAD_LIMIT) process.exitCode = 1;
}
