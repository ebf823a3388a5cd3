// SPDX-License-Identifier: Apache-2.0
/**
 * First 16 hex characters of the SHA-256 of the PEM text, as `sonae verify` prints it (platform/signing.ts).
 * Rejects where the browser has no `crypto.subtle`: pages opened by http from another computer.
 */
export async function keyFingerprint(publicKeyPem: string): Promise<string> {
  const hash = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(publicKeyPem));
  return [...new Uint8Array(hash, 0, 8)].map((byte) => byte.toString(16).padStart(2, '0')).join('');
}
