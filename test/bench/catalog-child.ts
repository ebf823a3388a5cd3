// SPDX-License-Identifier: Apache-2.0
/** Loads the shipped catalogue once, as a start does, and prints how long that took: `{"wallMs": 31.2, "cpuMs": 33.0}`. */
import { join } from 'node:path';
import { loadCatalog } from '../../src/catalog/index.ts';
import { CHECK_IDS } from '../../src/endpoints/checks/registry.ts';

const root = join(import.meta.dirname, '../..');
const compiled = process.argv.includes('--from-texts') ? undefined : join(root, 'dist', 'catalog.json');

const began = performance.now();
const before = process.cpuUsage();
const { controls } = loadCatalog(join(root, 'catalog'), { checkIds: CHECK_IDS, compiled });
const { user, system } = process.cpuUsage(before);
const wallMs = performance.now() - began;
if (controls.size === 0) throw new Error('the catalogue is empty');
process.stdout.write(JSON.stringify({ wallMs, cpuMs: (user + system) / 1000 }));
