// SPDX-License-Identifier: Apache-2.0
/** The catalogue that ships, for tests that do not care which checks exist: whatever a control names is taken as one. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { loadCatalog, type Catalog } from './index.ts';

export const SHIPPED = join(import.meta.dirname, '../../catalog');

export function namedChecks(): readonly string[] {
  const files = readdirSync(join(SHIPPED, 'controls')).map((name) =>
    readFileSync(join(SHIPPED, 'controls', name), 'utf8'),
  );
  const lists = files.flatMap((text) => [...text.matchAll(/checks: \[([^\]]*)\]/g)].map(([, list = '']) => list));
  return [...new Set(lists.flatMap((list) => list.split(',').map((id) => id.trim())))];
}

export const shippedCatalog = (): Catalog => loadCatalog(SHIPPED, { checkIds: namedChecks() });
