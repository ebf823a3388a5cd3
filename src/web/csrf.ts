// SPDX-License-Identifier: Apache-2.0
// The session's own token. The server tells it with the session and whenever the session is renewed; another site
// cannot read it, so a request that carries it comes from our own pages.
let token: string | undefined;

export const csrfToken = (): string | undefined => token;

/** Keeps the token of any answer that carries one. */
export function learnCsrfToken(answer: unknown): void {
  if (typeof answer !== 'object' || answer === null || !('csrfToken' in answer)) return;
  if (typeof answer.csrfToken === 'string') token = answer.csrfToken;
}

export function forgetCsrfToken(): void {
  token = undefined;
}
