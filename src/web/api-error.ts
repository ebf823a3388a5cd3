// SPDX-License-Identifier: Apache-2.0
import type { ErrorBody } from '../kernel/contract.ts';

type Told = ErrorBody['error'];

/** An answer of the server that is not a success. `kind` is one of the kernel's error kinds. */
export class ApiError extends Error {
  override readonly name = 'ApiError';
  readonly status: number;
  readonly kind: string;
  readonly code: string;
  /** To quote to whoever helps; empty when the answer carried none. */
  readonly id: string;
  readonly details: Told['details'];
  readonly retryAfterSeconds: number | undefined;

  constructor(status: number, told: Told) {
    super(`${told.kind}: ${told.code}`);
    this.status = status;
    this.kind = told.kind;
    this.code = told.code;
    this.id = told.id;
    this.details = told.details;
    this.retryAfterSeconds = told.retryAfterSeconds;
  }
}

/** No answer came at all: the cable, the wireless network, or the server is not there. */
export class ConnectionError extends Error {
  override readonly name = 'ConnectionError';
}

const isRecord = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null;
const text = (value: unknown): string => (typeof value === 'string' ? value : '');

function detailsOf(value: unknown): Told['details'] {
  if (!Array.isArray(value)) return [];
  return value.filter(isRecord).map((detail) => ({ field: text(detail['field']), reason: text(detail['reason']) }));
}

/** Reads an error answer without trusting its form: a proxy in between answers with pages of its own. */
export function readError(status: number, body: unknown): ApiError {
  const told = isRecord(body) && isRecord(body['error']) ? body['error'] : {};
  const retry = told['retryAfterSeconds'];
  const fallback = status >= 502 && status <= 504 ? 'unavailable' : 'internal';
  return new ApiError(status, {
    kind: text(told['kind']) || fallback,
    code: text(told['code']) || fallback,
    id: text(told['id']),
    details: detailsOf(told['details']),
    ...(typeof retry === 'number' ? { retryAfterSeconds: retry } : {}),
  });
}

/** The server is away or asks for patience; worth trying again by itself. */
export const isOutage = (error: unknown): boolean =>
  error instanceof ConnectionError || (error instanceof ApiError && error.status >= 502 && error.status <= 504);

export const isSignedOut = (error: unknown): boolean => error instanceof ApiError && error.status === 401;
