// SPDX-License-Identifier: Apache-2.0
/** How much JavaScript a first visit loads, from the built web app. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import { FIRST_LOAD_LIMIT, firstLoadFiles } from '../../tools/build-web.ts';
import { atMost } from './figures.ts';
import type { Figure } from './figures.ts';
import { ROOT } from './server.ts';

const packed = promisify(gzip);

export async function web(): Promise<Figure[]> {
  const folder = join(ROOT, 'dist', 'web');
  const manifest: Parameters<typeof firstLoadFiles>[0] = JSON.parse(
    await readFile(join(folder, '.vite', 'manifest.json'), 'utf8'),
  );
  const sizes = await Promise.all(
    firstLoadFiles(manifest).map(
      async (file) => (await packed(await readFile(join(folder, file)), { level: 9 })).length,
    ),
  );
  const bytes = sizes.reduce((sum, size) => sum + size, 0);
  return [atMost('web', { id: 'first_load_js', value: bytes / 1000, unit: 'kB gzip' }, FIRST_LOAD_LIMIT / 1000)];
}
