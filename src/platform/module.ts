// SPDX-License-Identifier: Apache-2.0
/** What every module gives to the composition root, and what it gets from it. */
import type { Clock } from '../kernel/clock.ts';
import type { RandomBytes } from '../kernel/ids.ts';
import type { Settings } from './config/settings.ts';
import type { Events } from './events.ts';
import type { Routes } from './http/routes.ts';
import type { JobDefinition, JobQueue } from './jobs.ts';
import type { Log } from './log.ts';
import type { Mailer } from './mail.ts';
import type { Metrics } from './metrics.ts';
import type { OutboundHttp } from './outbound-http.ts';
import type { Database } from './postgres/database.ts';
import type { SecretBox } from './secrets/index.ts';

/** Everything of the platform that a module may use; each part can be replaced in tests. */
export interface Platform {
  readonly settings: Settings;
  readonly log: Log;
  readonly clock: Clock;
  readonly random: RandomBytes;
  readonly db: Database;
  readonly events: Events;
  readonly jobs: JobQueue;
  readonly mail: Mailer;
  readonly outbound: OutboundHttp;
  readonly metrics: Metrics;
  readonly secrets: SecretBox;
}

export interface SonaeModule {
  readonly name: string;
  routes?(routes: Routes): void;
  readonly jobs?: readonly JobDefinition[];
  /** Begins what goes on beside requests and jobs. Returns how to end it, which happens once nobody can come in any more. */
  start?(): () => Promise<void>;
}
