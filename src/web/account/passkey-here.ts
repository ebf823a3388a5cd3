// SPDX-License-Identifier: Apache-2.0
export type PasskeyHere = 'yes' | 'needs_name' | 'unsupported';

interface Place {
  readonly hostname: string;
  /** Encrypted, or this very machine. */
  readonly secure: boolean;
  readonly supported: boolean;
}

/** Passkeys belong to a name and are made on safe pages only (WebAuthn Level 3 §5.1.3, step 5; Secure Contexts §3). */
export function passkeyAt({ hostname, secure, supported }: Place): PasskeyHere {
  const address = /^\d{1,3}(\.\d{1,3}){3}$/.test(hostname) || hostname.startsWith('[');
  if (!secure || address) return 'needs_name';
  return supported ? 'yes' : 'unsupported';
}

export const passkeyHere = (): PasskeyHere =>
  passkeyAt({
    hostname: location.hostname,
    secure: window.isSecureContext,
    supported: typeof window.PublicKeyCredential === 'function',
  });
