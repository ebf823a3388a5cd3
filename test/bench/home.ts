// SPDX-License-Identifier: Apache-2.0
import type { Figure } from './figures.ts';
export async function home(): Promise<Figure[]> {
  return [];
}
