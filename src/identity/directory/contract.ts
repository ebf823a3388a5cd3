// SPDX-License-Identifier: Apache-2.0
/** Operations with which an administrator connects the organisation's own directory. Moments are ISO 8601 in UTC. */
import { z } from 'zod';
import { ADMINISTRATORS, MEMBER_ROLES, operation } from '../../kernel/contract.ts';
import { id, inOrg, line, moment, nothing } from '../shapes/contract.ts';

const directoryToken = z.object({
  tokenId: id,
  label: z.string(),
  createdAt: moment,
  lastUsedAt: moment.nullable(),
});

const directoryGroup = z.object({
  groupId: id,
  name: z.string(),
  people: z.number().int(),
  /** The role its people have here; null = the group decides nothing. */
  role: z.enum(MEMBER_ROLES).nullable(),
});

const directoryPerson = z.object({
  personId: id,
  name: z.string(),
  userName: z.string(),
  email: z.string().nullable(),
  /**
   * `member`: is one of the people here. `invited`: has not accepted the invitation yet. `no_invitation`: the invitation
   * has expired, or there is no address to send one to. `left`: the directory has ended it.
   */
  state: z.enum(['member', 'invited', 'no_invitation', 'left']),
  memberId: id.nullable(),
  /** What the directory's groups give. */
  roles: z.array(z.enum(MEMBER_ROLES)),
});

const readDirectory = operation({
  method: 'GET',
  path: '/api/v1/org/:orgId/directory',
  summary:
    'The connection with the organisation’s own directory: tokens, groups, and people who have not signed in yet',
  access: ADMINISTRATORS,
  params: inOrg,
  response: z.object({
    /** Address to give to the directory. */
    address: z.string(),
    tokens: z.array(directoryToken),
    groups: z.array(directoryGroup),
    /** At most 200: first those who are not members yet. */
    people: z.array(directoryPerson),
    total: z.number().int(),
  }),
});

const createDirectoryToken = operation({
  method: 'POST',
  path: '/api/v1/org/:orgId/directory/tokens',
  summary: 'Makes a token for the directory; it is shown only in this answer',
  access: ADMINISTRATORS,
  params: inOrg,
  body: z.object({ label: line(100).min(1, 'name_missing') }),
  response: z.object({ tokenId: id, token: z.string() }),
  status: 201,
});

const revokeDirectoryToken = operation({
  method: 'DELETE',
  path: '/api/v1/org/:orgId/directory/tokens/:tokenId',
  summary: 'Ends a token of the directory at once',
  access: ADMINISTRATORS,
  params: inOrg.extend({ tokenId: id }),
  response: nothing,
  status: 204,
});

const setDirectoryGroupRole = operation({
  method: 'PUT',
  path: '/api/v1/org/:orgId/directory/groups/:groupId',
  summary: 'Says which role the people of a group have; one administrator always remains',
  access: ADMINISTRATORS,
  params: inOrg.extend({ groupId: id }),
  body: z.object({ role: z.enum(MEMBER_ROLES).nullable() }),
  response: directoryGroup,
});

const inviteDirectoryPerson = operation({
  method: 'POST',
  path: '/api/v1/org/:orgId/directory/people/:personId/invitation',
  summary: 'Makes a new invitation for a person of the directory; the link is shown only in this answer',
  access: ADMINISTRATORS,
  params: inOrg.extend({ personId: id }),
  response: z.object({ link: z.string(), mailed: z.boolean() }),
  status: 201,
});

export const directoryOperations = {
  readDirectory,
  createDirectoryToken,
  revokeDirectoryToken,
  setDirectoryGroupRole,
  inviteDirectoryPerson,
} as const;
