// SPDX-License-Identifier: Apache-2.0
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { PROJECT_ROOT } from './project-root.ts';

/** As in package.json. */
export const VERSION: string = readVersion();

function readVersion(): string {
  const described: unknown = JSON.parse(readFileSync(join(PROJECT_ROOT, 'package.json'), 'utf8'));
  const version =
    typeof described === 'object' && described !== null && 'version' in described ? described.version : '';
  return String(version);
}
