// SPDX-License-Identifier: Apache-2.0
/** Operations of organisations, members, invitations and operators. Moments are ISO 8601 in UTC. */
import { z } from 'zod';
import { ACCOUNT, ADMINISTRATORS, ANY_MEMBER, MANAGERS, PUBLIC, members, operation } from '../../kernel/contract.ts';
import { localDate } from '../../kernel/schemas.ts';
import { LANGUAGES } from '../../kernel/language.ts';
import { INDUSTRIES, SIZE_BANDS } from '../../kernel/organisation-kinds.ts';
import {
  email,
  id,
  inOrg,
  kana,
  line,
  measureBody,
  memberRoles,
  moment,
  name,
  nothing,
  operatorRoles,
  organisationFields,
  password,
  passwordMeasure,
  token,
} from '../shapes/contract.ts';

// --- invitations, as the invited person sees them ---------------------------------------------------------

const lookAtInvitation = operation({
  method: 'POST',
  path: '/api/v1/invitation/look',
  summary: 'Shows an invitation to the person who holds its link',
  access: PUBLIC,
  body: z.object({ token }),
  response: z.object({
    orgName: z.string(),
    name: z.string(),
    kana: z.string(),
    /** When given, the account must have this address. */
    email: z.string().nullable(),
    roles: memberRoles,
    expiresAt: moment,
    /** Address of the signed-in account, which may accept without a new password. */
    signedInAs: z.string().nullable(),
    /** The organisation's own sign-in provider, by which this invitation can be accepted too. */
    providerId: id.nullable(),
  }),
});

const invitationMeasurePassword = operation({
  method: 'POST',
  path: '/api/v1/invitation/measure-password',
  summary: 'Measures a password for an invited person',
  access: PUBLIC,
  body: z.object({ token, ...measureBody }),
  response: passwordMeasure,
});

const acceptInvitation = operation({
  method: 'POST',
  path: '/api/v1/invitation/accept',
  summary: 'Accepts an invitation with a new account, and signs in',
  access: PUBLIC,
  body: z.object({ token, name, kana, email, password, language: z.enum(LANGUAGES).default('ja') }),
  response: z.object({ orgId: id }),
  status: 201,
});

const acceptInvitationSignedIn = operation({
  method: 'POST',
  path: '/api/v1/invitation/accept-signed-in',
  summary: 'Accepts an invitation with the account that is signed in',
  access: ACCOUNT,
  body: z.object({ token, name, kana }),
  response: z.object({ orgId: id }),
  status: 201,
});

// --- the organisation -------------------------------------------------------------------------------------

const organisation = z.object({
  orgId: id,
  name: z.string(),
  kana: z.string(),
  industry: z.enum(INDUSTRIES),
  sizeBand: z.enum(SIZE_BANDS),
  timeZone: z.string(),
  createdAt: moment,
});

const getOrganisation = operation({
  method: 'GET',
  path: '/api/v1/org/:orgId/organisation',
  summary: 'The organisation',
  access: ANY_MEMBER,
  params: inOrg,
  response: organisation,
});

const updateOrganisation = operation({
  method: 'PUT',
  path: '/api/v1/org/:orgId/organisation',
  summary: 'Changes the organisation’s name, kind, size or time zone',
  access: ADMINISTRATORS,
  params: inOrg,
  body: z.object({ ...organisationFields, timeZone: line(64).min(1).default('Asia/Tokyo') }),
  response: organisation,
});

const member = z.object({
  memberId: id,
  name: z.string(),
  kana: z.string(),
  email: z.string(),
  roles: memberRoles,
  joinedAt: moment,
  /** Uses an authenticator app. */
  totp: z.boolean(),
  /** The last day with access; null = no end is planned. */
  lastDay: localDate.nullable(),
  /** The person who asks. */
  you: z.boolean(),
});

const listMembers = operation({
  method: 'GET',
  path: '/api/v1/org/:orgId/members',
  summary: 'People of the organisation',
  access: members('executive', 'administrator', 'watcher', 'responder'),
  params: inOrg,
  query: z.object({ after: id.optional(), limit: z.coerce.number().int().min(1).max(500).default(200) }),
  response: z.object({ members: z.array(member), next: id.nullable() }),
});

const inMember = inOrg.extend({ memberId: id });

const updateMember = operation({
  method: 'PUT',
  path: '/api/v1/org/:orgId/members/:memberId',
  summary: 'Changes a member’s name or roles; one administrator always remains',
  access: ADMINISTRATORS,
  params: inMember,
  body: z.object({ name, kana, roles: memberRoles }),
  response: member,
});

const removeMember = operation({
  method: 'DELETE',
  path: '/api/v1/org/:orgId/members/:memberId',
  summary: 'Removes a member at once; one administrator always remains',
  access: ADMINISTRATORS,
  params: inMember,
  response: nothing,
  status: 204,
});

const planLeaving = operation({
  method: 'PUT',
  path: '/api/v1/org/:orgId/members/:memberId/last-day',
  summary: 'Sets the last day a member has access; one administrator always remains',
  access: ADMINISTRATORS,
  params: inMember,
  body: z.object({ lastDay: localDate.nullable() }),
  response: member,
});

const givenThings = z.object({
  /** Names, as the organisation calls them. */
  things: z.array(line(60).min(1, 'name_missing')).max(20, 'too_long'),
});

const readGivenThings = operation({
  method: 'GET',
  path: '/api/v1/org/:orgId/given-things',
  summary: 'What people are given here and give back when they leave',
  access: ADMINISTRATORS,
  params: inOrg,
  response: givenThings,
});

const replaceGivenThings = operation({
  method: 'PUT',
  path: '/api/v1/org/:orgId/given-things',
  summary: 'Changes the list of what people are given; it counts for those who leave from now on',
  access: ADMINISTRATORS,
  params: inOrg,
  body: givenThings,
  response: givenThings,
});

const invitation = z.object({
  inviteId: id,
  name: z.string(),
  kana: z.string(),
  email: z.string().nullable(),
  roles: memberRoles,
  createdAt: moment,
  expiresAt: moment,
  state: z.enum(['open', 'expired', 'accepted', 'revoked']),
});

const listInvitations = operation({
  method: 'GET',
  path: '/api/v1/org/:orgId/invitations',
  summary: 'Invitations of the last 90 days (at most 200)',
  access: ADMINISTRATORS,
  params: inOrg,
  response: z.object({ invitations: z.array(invitation) }),
});

const createInvitation = operation({
  method: 'POST',
  path: '/api/v1/org/:orgId/invitations',
  summary: 'Invites a person; the link is shown only in this answer',
  access: ADMINISTRATORS,
  params: inOrg,
  body: z.object({
    name,
    kana,
    roles: memberRoles,
    email: email.optional(),
    language: z.enum(LANGUAGES).default('ja'),
  }),
  response: z.object({ invitation, link: z.string(), mailed: z.boolean() }),
  status: 201,
});

const revokeInvitation = operation({
  method: 'DELETE',
  path: '/api/v1/org/:orgId/invitations/:inviteId',
  summary: 'Takes an invitation back',
  access: ADMINISTRATORS,
  params: inOrg.extend({ inviteId: id }),
  response: nothing,
  status: 204,
});

// --- staff of the operator, let in by the organisation ----------------------------------------------------

const operatorGrant = z.object({
  grantId: id,
  name: z.string(),
  email: z.string(),
  roles: operatorRoles,
  grantedAt: moment,
});

const listOperators = operation({
  method: 'GET',
  path: '/api/v1/org/:orgId/operators',
  summary: 'Staff of the operator who may see this organisation',
  access: MANAGERS,
  params: inOrg,
  response: z.object({ operators: z.array(operatorGrant) }),
});

const grantOperator = operation({
  method: 'POST',
  path: '/api/v1/org/:orgId/operators',
  summary: 'Lets a person of the operator in; granting again replaces the roles',
  access: ADMINISTRATORS,
  params: inOrg,
  body: z.object({ email, roles: operatorRoles }),
  response: operatorGrant,
  status: 201,
});

const revokeOperator = operation({
  method: 'DELETE',
  path: '/api/v1/org/:orgId/operators/:grantId',
  summary: 'Ends a grant at once',
  access: ADMINISTRATORS,
  params: inOrg.extend({ grantId: id }),
  response: nothing,
  status: 204,
});

const readAudit = operation({
  method: 'GET',
  path: '/api/v1/org/:orgId/audit',
  summary: 'What people with rights did in this organisation',
  access: MANAGERS,
  params: inOrg,
  query: z.object({
    /** Both from `next` of the page before. */
    beforeAt: moment.optional(),
    beforeId: id.optional(),
    limit: z.coerce.number().int().min(1).max(200).default(50),
  }),
  response: z.object({
    entries: z.array(
      z.object({
        auditId: id,
        at: moment,
        /** `member:<id>`, `operator:<id>`, `device:<id>`, `credential:<id>`, `system:<job>` */
        actor: z.string(),
        /** Name of the person, when it is one. */
        actorName: z.string().nullable(),
        /** Text key `audit.<action>`. */
        action: z.string(),
        subject: z.string().nullable(),
        address: z.string().nullable(),
        detail: z.record(z.string(), z.union([z.string(), z.number(), z.boolean(), z.null()])),
      }),
    ),
    next: z.object({ beforeAt: moment, beforeId: id }).nullable(),
  }),
});

export const peopleOperations = {
  lookAtInvitation,
  invitationMeasurePassword,
  acceptInvitation,
  acceptInvitationSignedIn,
  getOrganisation,
  updateOrganisation,
  listMembers,
  updateMember,
  removeMember,
  planLeaving,
  readGivenThings,
  replaceGivenThings,
  listInvitations,
  createInvitation,
  revokeInvitation,
  listOperators,
  grantOperator,
  revokeOperator,
  readAudit,
} as const;
