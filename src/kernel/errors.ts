// SPDX-License-Identifier: Apache-2.0
/**
 * The few kinds of error that are safe to show. Everything else is opaque outside
 * (kind `internal`, an id to quote) and whole inside the log.
 */
export const ERROR_KINDS = {
  invalid: 400,
  unauthenticated: 401,
  forbidden: 403,
  not_found: 404,
  conflict: 409,
  too_large: 413,
  rate_limited: 429,
  internal: 500,
  unavailable: 503,
} as const;

export type ErrorKind = keyof typeof ERROR_KINDS;

export interface SafeErrorDetail {
  /** Dotted path of the field at fault, as the caller named it. */
  readonly field: string;
  /** Text key of what is wrong with it. */
  readonly reason: string;
}

/** An error whose kind, code, hint and details may be shown to the caller. */
export class SafeError extends Error {
  override readonly name = 'SafeError';
  readonly kind: ErrorKind;
  /** Stable snake_case code, which is also the text key `error.<code>` of the user interface. */
  readonly code: string;
  readonly details: readonly SafeErrorDetail[];
  /** Seconds after which trying again makes sense. */
  readonly retryAfterSeconds: number | undefined;

  constructor(
    kind: ErrorKind,
    code: string,
    more: { message?: string; details?: readonly SafeErrorDetail[]; retryAfterSeconds?: number; cause?: unknown } = {},
  ) {
    super(more.message ?? code, more.cause === undefined ? undefined : { cause: more.cause });
    this.kind = kind;
    this.code = code;
    this.details = more.details ?? [];
    this.retryAfterSeconds = more.retryAfterSeconds;
  }

  get status(): number {
    return ERROR_KINDS[this.kind];
  }
}

export const notFound = (code = 'not_found'): SafeError => new SafeError('not_found', code);
export const invalid = (code: string, details?: readonly SafeErrorDetail[]): SafeError =>
  new SafeError('invalid', code, details ? { details } : {});
export const forbidden = (code = 'forbidden'): SafeError => new SafeError('forbidden', code);
export const conflict = (code: string): SafeError => new SafeError('conflict', code);
