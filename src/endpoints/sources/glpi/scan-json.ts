// SPDX-License-Identifier: Apache-2.0
import { SafeError } from '../../../kernel/errors.ts';
import { GLPI_LIMITS } from './limits.ts';

/**
 * Parses JSON after one pass over the text that bounds its depth and number of values, so that the parser never meets
 * a document built to hurt. Errors: `invalid` `json_too_deep` / `json_malformed` / `nul_in_body`,
 * `too_large` `body_too_many_fields`.
 */
export function parseJson(text: string): unknown {
  const hasFraction = boundJson(text);
  try {
    const value: unknown = hasFraction ? JSON.parse(text, keepFractions) : JSON.parse(text);
    return value;
  } catch (error) {
    throw new SafeError('invalid', 'json_malformed', { cause: error });
  }
}

/** A version written as a number (3.10) would lose its last zero: fractions are kept as their source text. */
function keepFractions(_key: string, value: unknown, context?: { source?: string }): unknown {
  return typeof value === 'number' && !Number.isInteger(value) ? (context?.source ?? String(value)) : value;
}

const QUOTE = 34;
const BACKSLASH = 92;

/** Returns whether a number with a decimal point occurs. */
function boundJson(text: string): boolean {
  let depth = 0;
  let values = 0;
  let hasFraction = false;
  for (let at = 0; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    if (code === QUOTE) at = endOfString(text, at);
    else if (code === 123 || code === 91) {
      depth += 1;
      values += 1;
      if (depth > GLPI_LIMITS.maxDepth) throw new SafeError('invalid', 'json_too_deep');
    } else if (code === 125 || code === 93) depth -= 1;
    else if (code === 44) values += 1;
    else if (code === 46) hasFraction = true;
    if (values > GLPI_LIMITS.maxFields) throw new SafeError('too_large', 'body_too_many_fields');
  }
  return hasFraction;
}

/** Index of the closing quote of the string that opens at `start`. */
function endOfString(text: string, start: number): number {
  let at = start + 1;
  for (;;) {
    const quote = text.indexOf('"', at);
    if (quote === -1) throw new SafeError('invalid', 'json_malformed');
    if (quote - start > GLPI_LIMITS.maxTextLength) throw new SafeError('too_large', 'field_too_long');
    let slashes = 0;
    while (text.charCodeAt(quote - 1 - slashes) === BACKSLASH) slashes += 1;
    if (slashes % 2 === 0) return quote;
    at = quote + 1;
  }
}
