// SPDX-License-Identifier: Apache-2.0
import { decodeMessage } from './decode-message.ts';
import type { AgentMessage, AgentRequest } from './decode-message.ts';

/** What the worker thread runs: see `message-decoder.ts`. */
export function decodeInWorker(request: AgentRequest): AgentMessage {
  return decodeMessage(request);
}
