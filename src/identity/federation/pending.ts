// SPDX-License-Identifier: Apache-2.0
/**
 * What has to be the same when the browser comes back from the provider. It travels in the browser's own cookie, sealed
 * with the master key: a crowd that only opens the page fills no table, and nobody else's browser can finish it.
 */
import { z } from 'zod';
import type { Uuid } from '../../kernel/ids.ts';
import type { Context, Exchange } from '../context.ts';
import { PENDING_MS, cookieName, dropCookie, writeCookie } from '../sign-in/cookies.ts';

const PURPOSE = 'identity.provider_sign_in';
const BOUND_TO = 'cookie';

const pending = z.object({
  providerId: z.uuid().transform((value) => value as Uuid),
  redirectUri: z.string(),
  state: z.string(),
  nonce: z.string(),
  verifier: z.string(),
  next: z.string().nullable(),
  /** Milliseconds since 1970. */
  until: z.number(),
});
export type Pending = z.output<typeof pending>;

export function keepPending(context: Context, { caller, answer }: Exchange, what: Omit<Pending, 'until'>): void {
  const until = context.clock.now().getTime() + PENDING_MS;
  const plain = Buffer.from(JSON.stringify({ ...what, until }));
  const secret = Buffer.from(context.secrets.seal(PURPOSE, plain, BOUND_TO)).toString('base64url');
  writeCookie(answer, caller, { kind: 'provider', secret });
}

/** The one there is, which this ends; undefined when there is none of ours, or it is too old. */
export function takePending(context: Context, { caller, answer }: Exchange): Pending | undefined {
  const sealed = caller.cookies[cookieName('provider', caller.secure)];
  dropCookie(answer, caller, 'provider');
  if (sealed === undefined) return undefined;
  try {
    const plain = Buffer.from(context.secrets.open(PURPOSE, Buffer.from(sealed, 'base64url'), BOUND_TO));
    const found = pending.parse(JSON.parse(plain.toString('utf8')));
    return found.until > context.clock.now().getTime() ? found : undefined;
  } catch {
    return undefined; // not sealed by us
  }
}
