// SPDX-License-Identifier: Apache-2.0
/**
 * Signatures of Standard Webhooks 1.0.0 (github.com/standard-webhooks/standard-webhooks, spec/standard-webhooks.md,
 * "Signature scheme" and "Webhook headers"), so that a receiver verifies with a library that exists.
 */
import { createHmac } from 'node:crypto';
import type { RandomBytes } from '../kernel/ids.ts';

const PREFIX = 'whsec_';
/** The specification: at least 24 bytes, at most 64. */
const SECRET_BYTES = 32;

export const newWebhookSecret = (random: RandomBytes): string =>
  PREFIX + Buffer.from(random(SECRET_BYTES)).toString('base64');

export interface SignedPost {
  /** The same for every try of one post: the receiver knows it again by it. Holds no full stop. */
  readonly id: string;
  /** Of this try. */
  readonly at: Date;
  readonly body: string;
}

/** HMAC-SHA256 over `id.timestamp.body` with the decoded secret. */
export function signatureHeaders(secret: string, { id, at, body }: SignedPost): Readonly<Record<string, string>> {
  const key = Buffer.from(secret.slice(PREFIX.length), 'base64');
  const timestamp = String(Math.floor(at.getTime() / 1000));
  const signature = createHmac('sha256', key).update(`${id}.${timestamp}.${body}`).digest('base64');
  return { 'webhook-id': id, 'webhook-timestamp': timestamp, 'webhook-signature': `v1,${signature}` };
}
