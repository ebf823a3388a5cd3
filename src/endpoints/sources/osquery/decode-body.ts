// SPDX-License-Identifier: Apache-2.0
import { SafeError } from '../../../kernel/errors.ts';
import { decodeLog } from './decode-log.ts';
import type { DecodedLog } from './decode-log.ts';
import { decodeWrite } from './decode-write.ts';
import type { DecodedWrite } from './decode-write.ts';

export interface DecodeJob {
  readonly what: 'write' | 'log';
  readonly bytes: Uint8Array;
}
export type Decoded =
  | { readonly what: 'write'; readonly write: DecodedWrite }
  | { readonly what: 'log'; readonly log: DecodedLog };

/** Errors: `invalid` `json_broken`. Half characters become U+FFFD: names of files on an agent may hold any bytes. */
export function parseJson(bytes: Uint8Array): unknown {
  try {
    const value: unknown = JSON.parse(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('utf8'));
    return value;
  } catch (cause) {
    throw new SafeError('invalid', 'json_broken', { cause });
  }
}

/** Errors: `invalid` `json_broken`, `request_not_understood`. */
export function decodeBytes({ what, bytes }: DecodeJob): Decoded {
  const body = parseJson(bytes);
  return what === 'write' ? { what, write: decodeWrite(body) } : { what, log: decodeLog(body) };
}
