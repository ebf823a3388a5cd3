// SPDX-License-Identifier: Apache-2.0
export type TlsProblem =
  /** A file cannot be read, or holds no certificate or key. */
  | 'unreadable'
  /** The private key is not the certificate's. */
  | 'key_mismatch'
  | 'expired'
  | 'not_yet_valid'
  /** The certificate does not name the host of the public URL. */
  | 'wrong_name'
  /** Not fit for a server: an authority's certificate, or for another use. */
  | 'not_for_servers'
  /** Others than the owner may read the key. */
  | 'permissions'
  /** The files of the own authority are incomplete or do not belong together. */
  | 'authority_broken';

/** A start-time problem with certificates; the message is one line and says what to do. */
export class TlsError extends Error {
  override readonly name = 'TlsError';
  readonly code: TlsProblem;
  constructor(code: TlsProblem, message: string, cause?: unknown) {
    super(message, cause === undefined ? undefined : { cause });
    this.code = code;
  }
}
