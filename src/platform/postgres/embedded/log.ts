// SPDX-License-Identifier: Apache-2.0
/** Turns PostgreSQL's stderr into log lines of ours. */
import type { Readable } from 'node:stream';

export interface PostgresLogLine {
  readonly level: 'debug' | 'info' | 'warn' | 'error';
  readonly message: string;
}
export type PostgresLog = (line: PostgresLogLine) => void;

/** An ERROR ends one statement and a FATAL one session (a wrong password); only a PANIC ends the server. */
const LEVELS: Readonly<Record<string, PostgresLogLine['level']>> = {
  LOG: 'info',
  INFO: 'info',
  NOTICE: 'info',
  WARNING: 'warn',
  ERROR: 'warn',
  FATAL: 'warn',
  PANIC: 'error',
};

/** Longest part of a line that is kept, in UTF-16 units. */
const MAX_LINE = 2000;

export function parseLogLine(line: string): PostgresLogLine {
  const found = /^([A-Z]+):\s+(.*)$/s.exec(line);
  const level = LEVELS[found?.[1] ?? ''];
  const text = (found !== null && level !== undefined ? (found[2] ?? '') : line).slice(0, MAX_LINE);
  // `invalid input syntax for type date: "…"` would put a person's input into the log.
  const message = found?.[1] === 'ERROR' ? text.replace(/: ".*"$/s, ': "…"') : text;
  return { level: level ?? 'info', message };
}

/** Calls `each` for every whole line; an endless line is cut, so that memory stays bounded. */
export function eachLine(stream: Readable, each: (line: string) => void): void {
  let rest = '';
  stream.setEncoding('utf8');
  stream.on('data', (chunk: string) => {
    const lines = (rest + chunk).split('\n');
    rest = (lines.pop() ?? '').slice(0, MAX_LINE * 2);
    for (const line of lines) if (line.trim() !== '') each(line);
  });
  stream.on('end', () => {
    if (rest.trim() !== '') each(rest);
  });
  // The pipe breaks when the process is killed; its exit is what we act on.
  stream.on('error', () => {});
}
