// SPDX-License-Identifier: Apache-2.0
/** Rows of table.ts for the organisation's own sign-in provider. */
import type { MemberRow, Row } from './table.ts';

const O = '/api/v1/org/:orgId';
const administrator = (more: Omit<MemberRow, 'kind' | 'may'> = {}): MemberRow => ({
  kind: 'member',
  may: ['administrator'],
  ...more,
});

export const PROVIDER: Readonly<Record<string, Row>> = {
  [`GET ${O}/sign-in-provider`]: administrator(),
  // Nothing answers at this address: that the question was asked is what counts.
  [`PUT ${O}/sign-in-provider`]: administrator({
    status: 400,
    body: () => ({ kind: 'generic', issuer: 'https://127.0.0.1:1', clientId: 'x', clientSecret: 'x' }),
  }),
  [`DELETE ${O}/sign-in-provider`]: administrator({ status: 404 }),
  [`DELETE ${O}/sign-in-provider/people/:memberId`]: administrator({
    status: 404,
    places: ({ memberId }) => ({ memberId }),
  }),
};
