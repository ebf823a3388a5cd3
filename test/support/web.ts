// SPDX-License-Identifier: Apache-2.0
/** The pages are built once, before the first of several files that open them at the same time. */
import { ensureWeb } from './sonae.ts';

export async function setup(): Promise<void> {
  await ensureWeb();
}
