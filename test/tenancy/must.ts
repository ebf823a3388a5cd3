// SPDX-License-Identifier: Apache-2.0
import type { Reply } from '../support/browser.ts';

export function must<B>(reply: Reply<B>, status = 200): B {
  if (reply.status !== status) throw new Error(`answered ${reply.status}: ${JSON.stringify(reply.body)}`);
  return reply.body;
}
