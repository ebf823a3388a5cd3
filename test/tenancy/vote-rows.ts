// SPDX-License-Identifier: Apache-2.0
/** Rows of table.ts for the vote on threats. */
import type { Role } from '../../src/kernel/contract.ts';
import { must } from './fill.ts';
import type { Filled } from './fill.ts';
import type { MemberRow, Places, Row } from './table.ts';

const ANYONE: readonly Role[] = ['executive', 'administrator', 'teleworker', 'watcher', 'responder'];
const OWN: readonly Role[] = ['executive', 'administrator', 'teleworker'];
const MANAGERS: readonly Role[] = ['executive', 'administrator'];
const O = '/api/v1/org/:orgId/threat-vote';

const member = (may: readonly Role[], more: Omit<MemberRow, 'kind' | 'may'> = {}): MemberRow => ({
  kind: 'member',
  may,
  ...more,
});
const vote = { places: ({ voteId }: Filled): Places => ({ voteId }) };
/** There is only one at a time; it has one choice. */
const openVote: MemberRow['fresh'] = async ({ administrator, orgId }) => {
  const path = `/api/v1/org/${orgId}/threat-vote`;
  const held = must(await administrator.get(path)).vote.open ?? must(await administrator.post(path, {})).vote.open;
  must(await administrator.put(`${path}/${held.voteId}/ballot`, { threatIds: ['ransomware'] }));
  return { voteId: held.voteId };
};

export const VOTE: Readonly<Record<string, Row>> = {
  [`GET ${O}`]: member(ANYONE),
  // One is open already.
  [`POST ${O}`]: member(MANAGERS, { status: 409 }),
  [`PUT ${O}/:voteId/ballot`]: member(OWN, { ...vote, body: () => ({ threatIds: ['remote-work'] }) }),
  [`POST ${O}/:voteId/count`]: member(MANAGERS, { ...vote, fresh: openVote }),
  [`DELETE ${O}/:voteId`]: member(MANAGERS, { ...vote, fresh: openVote }),
};
