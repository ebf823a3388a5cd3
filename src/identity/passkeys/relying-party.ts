// SPDX-License-Identifier: Apache-2.0
import { isIP } from 'node:net';
import { conflict } from '../../kernel/errors.ts';
import type { Caller } from '../../platform/http/routes.ts';
import { linkOrigin } from '../context.ts';
import type { Context } from '../context.ts';

export interface RelyingParty {
  /** A host name: passkeys belong to it and work nowhere else. */
  readonly rpId: string;
  readonly origin: string;
}

/**
 * The public address decides; without one, the address the caller used, which the passkey's own name then has to match.
 * @throws SafeError `passkey_needs_name` for an IP address: browsers make passkeys for names only (WebAuthn Level 3 §5.1.3).
 */
export function relyingParty(context: Context, caller: Caller): RelyingParty {
  const address = linkOrigin(context, caller);
  const url = URL.canParse(address) ? new URL(address) : undefined;
  if (!url || url.hostname.startsWith('[') || isIP(url.hostname) !== 0) throw conflict('passkey_needs_name');
  return { rpId: url.hostname, origin: url.origin };
}
