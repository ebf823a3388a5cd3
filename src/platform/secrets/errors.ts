// SPDX-License-Identifier: Apache-2.0
/** What can go wrong with the master key or with something sealed by it. The message is one line and names the cure. */
export type SecretProblem =
  /** No key file, though the data folder already holds sealed data. */
  | 'missing'
  /** The key file or the environment value is no key. */
  | 'bad_format'
  /** Others than the owner may read the key file. */
  | 'permissions'
  /** The key file lies inside the data folder, so that one stolen backup would hold both. */
  | 'inside_data'
  /** The key file cannot be read or written. */
  | 'unreadable'
  /** The data were sealed with a key that is not among ours. */
  | 'wrong_key'
  /** The right key, but the sealed bytes (or what they were bound to) have changed. */
  | 'tampered'
  /** Not something that was ever sealed. */
  | 'malformed';

export class SecretError extends Error {
  override readonly name = 'SecretError';
  readonly code: SecretProblem;
  constructor(code: SecretProblem, message: string, cause?: unknown) {
    super(message, cause === undefined ? undefined : { cause });
    this.code = code;
  }
}
