// SPDX-License-Identifier: Apache-2.0
// The one place that says where the operations come from. Until the whole list of the server exists here stand
// the few operations the shell itself calls; then: export type { Api } from '../app/contract.ts';
import type { Role } from '../kernel/contract.ts';

interface Call<Params, Query, Body, Response> {
  params: Params;
  query: Query;
  body: Body;
  response: Response;
}

export interface Session {
  readonly account: { readonly name: string; readonly email: string };
  /** The organisation at work; missing when the person belongs to none yet. */
  readonly organisation?: {
    readonly id: string;
    readonly name: string;
    readonly timeZone: string;
    readonly roles: readonly Role[];
  };
}

export interface Api {
  'GET /api/v1/session': Call<undefined, undefined, undefined, Session>;
  'POST /api/v1/session': Call<undefined, undefined, { email: string; password: string; code?: string }, Session>;
  'DELETE /api/v1/session': Call<undefined, undefined, undefined, undefined>;
}
