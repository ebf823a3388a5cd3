// SPDX-License-Identifier: Apache-2.0
import { fileURLToPath } from 'node:url';

/** The folder that holds `catalog/`, `migrations/` and `dist/`. */
export const PROJECT_ROOT = fileURLToPath(new URL('../..', import.meta.url));
