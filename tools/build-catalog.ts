// SPDX-License-Identifier: Apache-2.0
// Reads and checks `catalog/` and keeps the result in dist/: a start reads that in some milliseconds.
import { join } from 'node:path';
import { CatalogError, compileCatalog, formatProblem } from '../src/catalog/index.ts';
import { CHECK_IDS } from '../src/endpoints/checks/registry.ts';

const root = join(import.meta.dirname, '..');
try {
  compileCatalog(join(root, 'catalog'), { checkIds: CHECK_IDS, file: join(root, 'dist', 'catalog.json') });
} catch (error) {
  if (!(error instanceof CatalogError)) throw error;
  process.stderr.write(`${error.problems.map(formatProblem).join('\n')}\n`);
  process.exitCode = 1;
}
