// SPDX-License-Identifier: Apache-2.0
/** Signing in with the organisation's own provider (OpenID Connect). Moments are ISO 8601 in UTC. */
import { z } from 'zod';
import { ADMINISTRATORS, PUBLIC, operation } from '../../kernel/contract.ts';
import { id, inOrg, line, moment, nothing } from '../shapes/contract.ts';

export const PROVIDER_KINDS = ['entra', 'google', 'generic'] as const;
export type ProviderKind = (typeof PROVIDER_KINDS)[number];

const kind = z.enum(PROVIDER_KINDS);

/** A host name as people write their company's domain. */
const domain = line(253).regex(/^(?=.{4,253}$)([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]{2,63}$/i, 'domain_shape');

/** OpenID Connect Discovery 1.0 §3: https, without query and fragment. */
const issuer = line(500).regex(/^https:\/\/[^\s?#@]+$/, 'issuer_shape');

const client = {
  clientId: line(255).min(1, 'client_id_missing'),
  /** Absent = the one there stays. */
  clientSecret: line(500).min(1, 'client_secret_missing').optional(),
};

const providerBody = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('entra'), tenantId: z.guid('tenant_shape'), ...client }),
  z.object({ kind: z.literal('google'), domain, ...client }),
  z.object({ kind: z.literal('generic'), issuer, ...client }),
]);

const provider = z.object({
  providerId: id,
  kind,
  issuer: z.string(),
  realm: z.string().nullable(),
  clientId: z.string(),
  changedAt: moment,
  /** Opens the provider's own page at once; for the company's portal or a bookmark. */
  signInLink: z.string(),
});

const connectedPerson = z.object({
  memberId: id,
  name: z.string(),
  connectedAt: moment,
  lastUsedAt: moment,
});

const readProvider = operation({
  method: 'GET',
  path: '/api/v1/org/:orgId/sign-in-provider',
  summary: 'The organisation’s own sign-in provider and who has used it',
  access: ADMINISTRATORS,
  params: inOrg,
  response: z.object({
    provider: provider.nullable(),
    /** To be registered with the provider, letter by letter. */
    redirectUri: z.string(),
    /** At most 200, last used first. */
    people: z.array(connectedPerson),
  }),
});

const setProvider = operation({
  method: 'PUT',
  path: '/api/v1/org/:orgId/sign-in-provider',
  summary: 'Connects a sign-in provider; another issuer or client ends what the former one opened',
  access: ADMINISTRATORS,
  params: inOrg,
  body: providerBody,
  response: provider,
});

const removeProvider = operation({
  method: 'DELETE',
  path: '/api/v1/org/:orgId/sign-in-provider',
  summary: 'Disconnects the provider; whoever is signed in by it is signed out at once',
  access: ADMINISTRATORS,
  params: inOrg,
  response: nothing,
  status: 204,
});

const disconnectPerson = operation({
  method: 'DELETE',
  path: '/api/v1/org/:orgId/sign-in-provider/people/:memberId',
  summary: 'Forgets which of the provider’s people this person is, and signs them out there',
  access: ADMINISTRATORS,
  params: inOrg.extend({ memberId: id }),
  response: nothing,
  status: 204,
});

const signInChoices = operation({
  method: 'POST',
  path: '/api/v1/session/provider-choices',
  summary: 'Which providers a sign-in page offers: those this browser used, or the only one there is',
  access: PUBLIC,
  body: z.object({ known: z.array(id).max(5, 'too_many').default([]) }),
  response: z.object({
    choices: z.array(
      z.object({
        providerId: id,
        kind,
        /** Only for a browser that knows the provider already. */
        orgName: z.string().nullable(),
      }),
    ),
  }),
});

/** A page of our own, as in `/tasks/…`; anything else is dropped. */
const page = z.string().max(500, 'too_long').optional();

const beginProviderSignIn = operation({
  method: 'POST',
  path: '/api/v1/session/provider',
  summary: 'Begins signing in with a provider',
  access: PUBLIC,
  body: z.object({ providerId: id, next: page }),
  response: z.object({
    /** The provider's page, where the browser goes on. */
    location: z.string(),
  }),
});

const finishProviderSignIn = operation({
  method: 'POST',
  path: '/api/v1/session/provider/finish',
  summary: 'Finishes signing in with what the provider has answered',
  access: PUBLIC,
  body: z.object({
    /** The query with which the provider sent the browser back, without `?`. */
    answer: z.string().max(8000, 'too_long'),
  }),
  response: z.object({ orgId: id, providerId: id, next: z.string().nullable() }),
});

export const federationOperations = {
  readProvider,
  setProvider,
  removeProvider,
  disconnectPerson,
  signInChoices,
  beginProviderSignIn,
  finishProviderSignIn,
} as const;
