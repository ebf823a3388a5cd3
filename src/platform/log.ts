// SPDX-License-Identifier: Apache-2.0
/** Structured logs, one JSON object a line on standard output, without secrets. */
import { pino, stdTimeFunctions } from 'pino';
import type { DestinationStream, Logger } from 'pino';

export type Log = Logger;
export const LOG_LEVELS = ['debug', 'info', 'warn', 'error', 'silent'] as const;
export type LogLevel = (typeof LOG_LEVELS)[number];

/** Names of fields that never reach a log line, wherever they stand in an object. */
const SECRET_FIELDS = ['password', 'token', 'secret', 'authorization', 'cookie', 'code', 'key', 'totp'];

export function createLog(level: LogLevel, destination?: DestinationStream): Log {
  const paths = SECRET_FIELDS.flatMap((field) => [field, `*.${field}`, `*.*.${field}`]);
  const options = {
    level,
    base: null,
    timestamp: stdTimeFunctions.isoTime,
    redact: { paths, censor: '[secret]' },
    formatters: { level: (label: string) => ({ level: label }) },
  };
  return destination ? pino(options, destination) : pino(options);
}

/** Tokens end up in error texts now and then; what looks like one is masked before logging. */
export const maskTokens = (text: string): string => text.replaceAll(/sonae_[a-z]+_\w+/g, 'sonae_[token]');
