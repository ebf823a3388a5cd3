// SPDX-License-Identifier: Apache-2.0
/** What every act of the demo is played on. */
import { DAY_MS } from '../../kernel/clock.ts';
import type { Clock } from '../../kernel/clock.ts';
import type { Company } from './company.ts';

export interface Scene {
  readonly origin: string;
  readonly clock: Clock;
  readonly main: Company;
  readonly small: Company;
}

export type Act = (scene: Scene) => Promise<void>;

/** `2026-11-21`, so many days after the demo's today. */
export const dateAfter = (clock: Clock, days: number): string =>
  new Date(clock.now().getTime() + days * DAY_MS).toISOString().slice(0, 10);
