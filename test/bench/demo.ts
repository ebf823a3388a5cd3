// SPDX-License-Identifier: Apache-2.0
/** How long somebody waits who wants to look at the demo. See README.md. */
import { spawnSonae, newInstallation, until } from '../operations/sonae-process.ts';
import { SECOND_MS } from '../../src/kernel/clock.ts';
import { atMost } from './figures.ts';
import type { Figure } from './figures.ts';

const READY_S = 60;

export async function demo(): Promise<Figure[]> {
  const place = await newInstallation('sonae-bench-demo-');
  const began = performance.now();
  const running = spawnSonae(['serve', '--demo', ...place.flags]);
  try {
    await until('the demo', () => (running.stdout().includes('Press Ctrl-C') ? true : undefined), 5);
    const value = (performance.now() - began) / SECOND_MS;
    return [atMost('endpoints', { id: 'demo_ready', value, unit: 's' }, READY_S)];
  } finally {
    running.child.kill('SIGTERM');
    await running.ended;
    place.remove();
  }
}
