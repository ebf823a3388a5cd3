// SPDX-License-Identifier: Apache-2.0
/** What a directory may ask about this server before it begins (RFC 7643 §5–7). */
import SCIMMY from 'scimmy';
import { URN } from './scim-shapes.ts';
import type { Place } from './scim-shapes.ts';

export const serviceProviderConfig = ({ base }: Place) => ({
  schemas: ['urn:ietf:params:scim:schemas:core:2.0:ServiceProviderConfig'],
  patch: { supported: true },
  bulk: { supported: false, maxOperations: 0, maxPayloadSize: 0 },
  filter: { supported: true, maxResults: 200 },
  changePassword: { supported: false },
  sort: { supported: false },
  etag: { supported: false },
  authenticationSchemes: [
    {
      type: 'oauthbearertoken',
      name: 'Bearer token',
      description: 'A token that an administrator of the organisation makes in Sonae.',
      primary: true,
    },
  ],
  meta: { resourceType: 'ServiceProviderConfig', location: `${base}/ServiceProviderConfig` },
});

const resourceType = (place: Place, { id, endpoint, schema }: { id: string; endpoint: string; schema: string }) => ({
  schemas: ['urn:ietf:params:scim:schemas:core:2.0:ResourceType'],
  id,
  name: id,
  endpoint,
  schema,
  meta: { resourceType: 'ResourceType', location: `${place.base}/ResourceTypes/${id}` },
});

export const resourceTypes = (place: Place) => [
  resourceType(place, { id: 'User', endpoint: '/Users', schema: URN.user }),
  resourceType(place, { id: 'Group', endpoint: '/Groups', schema: URN.group }),
];

const described = (definition: { describe(basepath?: string): object }, { base }: Place) => {
  const text: unknown = definition.describe(`${base}/Schemas`);
  return JSON.parse(JSON.stringify(text)) as { readonly id: string };
};

export const schemas = (place: Place) => [
  described(SCIMMY.Schemas.User.definition, place),
  described(SCIMMY.Schemas.Group.definition, place),
];
