// SPDX-License-Identifier: Apache-2.0
/** What the use cases of this module work with. */
import type { Platform } from '../platform/module.ts';
import type { Answer, Caller } from '../platform/http/routes.ts';

export type Context = Pick<
  Platform,
  'clock' | 'random' | 'db' | 'events' | 'jobs' | 'mail' | 'log' | 'secrets' | 'settings' | 'outbound'
>;

/** The two sides of one request that sets cookies. */
export interface Exchange {
  readonly caller: Caller;
  readonly answer: Answer;
}

/** Where links in mails and on screen lead: the configured address, else the one the caller used. */
export const linkOrigin = (context: Context, caller: Caller): string => context.settings.publicUrl ?? caller.origin;
