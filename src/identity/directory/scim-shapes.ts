// SPDX-License-Identifier: Apache-2.0
/** SCIM resources as they come in (tolerant, bounded) and go out (RFC 7643). */
import { z } from 'zod';
import { emailKey } from '../email-address.ts';
import type { GroupRow, PersonFields, PersonRow } from './directory-store.ts';

export const URN = {
  user: 'urn:ietf:params:scim:schemas:core:2.0:User',
  group: 'urn:ietf:params:scim:schemas:core:2.0:Group',
  list: 'urn:ietf:params:scim:api:messages:2.0:ListResponse',
  patch: 'urn:ietf:params:scim:api:messages:2.0:PatchOp',
  error: 'urn:ietf:params:scim:api:messages:2.0:Error',
} as const;

/** One line without control characters; what is longer is refused, not cut. */
const text = (max: number) =>
  z
    .string()
    .trim()
    .max(max)
    .regex(/^[^\p{Cc}]*$/u);
const optionalText = text(256).nullish();

/** Entra ID sends booleans as the strings "True" and "False" unless a flag is set in its address. */
const looseBoolean = z.preprocess(
  (value) => (typeof value === 'string' && /^(true|false)$/i.test(value) ? value.toLowerCase() === 'true' : value),
  z.boolean(),
);

const email = z.object({
  value: text(254).regex(/^[^\s@"<>()[\]\\,;:]+@[^\s@"<>()[\]\\,;:]+$/u),
  type: optionalText,
  primary: looseBoolean.nullish(),
});

export const userInput = z.object({
  userName: text(254).min(1),
  externalId: optionalText,
  displayName: optionalText,
  name: z.object({ givenName: optionalText, familyName: optionalText, formatted: optionalText }).nullish(),
  emails: z.array(email).max(20).nullish(),
  active: looseBoolean.default(true),
});
export type UserInput = z.output<typeof userInput>;

const ADDRESS = /^[^\s@"<>()[\]\\,;:]+@[^\s@"<>()[\]\\,;:]+$/u;

/** The primary address, else the one for work, else the first; a user name that is an address will do. */
function mainEmail({ emails, userName }: UserInput): string | null {
  const all = emails ?? [];
  const found = all.find(({ primary }) => primary === true) ?? all.find(({ type }) => type === 'work') ?? all[0];
  return found?.value ?? (ADDRESS.test(userName) ? userName : null);
}

export const nameKey = (name: string): string => name.trim().normalize('NFKC').toLowerCase();

export function personFields(input: UserInput): PersonFields {
  const address = mainEmail(input);
  return {
    userName: input.userName,
    userNameKey: nameKey(input.userName),
    externalId: input.externalId ?? null,
    givenName: (input.name?.givenName ?? '').slice(0, 100),
    familyName: (input.name?.familyName ?? '').slice(0, 100),
    displayName: (input.displayName ?? input.name?.formatted ?? '').slice(0, 100),
    email: address,
    emailKey: address === null ? null : emailKey(address),
    active: input.active,
  };
}

const MEMBER_LIMIT = 5000;
const reference = z.object({ value: z.uuid() });
export const groupInput = z.object({
  displayName: text(256).min(1),
  externalId: optionalText,
  members: z.array(reference).max(MEMBER_LIMIT).nullish(),
});

export const patchInput = z.object({
  schemas: z.array(z.string().max(200)).max(10),
  Operations: z
    .array(
      z.object({
        op: z.string().regex(/^(add|remove|replace)$/i),
        path: z.string().max(300).optional(),
        value: z.unknown().optional(),
      }),
    )
    .min(1)
    .max(200),
});
export type PatchOperation = z.output<typeof patchInput>['Operations'][number];

export interface Place {
  /** `https://sonae.example.jp:8443/scim/v2` */
  readonly base: string;
}

const meta = (
  kind: 'User' | 'Group',
  row: { created_at: Date; updated_at: Date; version: number },
  location: string,
) => ({
  resourceType: kind,
  created: row.created_at.toISOString(),
  lastModified: row.updated_at.toISOString(),
  version: `W/"${row.version}"`,
  location,
});

/** What is absent is left out, as RFC 7643 §2.5 counts null and absent the same. */
export function userResource(person: PersonRow, { base }: Place) {
  const name = {
    ...(person.given_name === '' ? {} : { givenName: person.given_name }),
    ...(person.family_name === '' ? {} : { familyName: person.family_name }),
  };
  return {
    schemas: [URN.user],
    id: person.person_id,
    ...(person.external_id === null ? {} : { externalId: person.external_id }),
    userName: person.user_name,
    ...(Object.keys(name).length > 0 ? { name } : {}),
    ...(person.display_name === '' ? {} : { displayName: person.display_name }),
    ...(person.email === null ? {} : { emails: [{ value: person.email, type: 'work', primary: true }] }),
    active: person.active,
    ...(person.groups.length > 0 ? { groups: person.groups.map((group) => ({ ...group })) } : {}),
    meta: meta('User', person, `${base}/Users/${person.person_id}`),
  };
}
export type UserResource = ReturnType<typeof userResource>;

export function groupResource(
  group: GroupRow,
  { members, base }: Place & { readonly members: readonly { value: string; display: string }[] | undefined },
) {
  return {
    schemas: [URN.group],
    id: group.group_id,
    ...(group.external_id === null ? {} : { externalId: group.external_id }),
    displayName: group.display_name,
    ...(members === undefined ? {} : { members }),
    meta: meta('Group', group, `${base}/Groups/${group.group_id}`),
  };
}

export const listResponse = (all: { total: number; start: number; resources: readonly object[] }) => ({
  schemas: [URN.list],
  totalResults: all.total,
  startIndex: all.start,
  itemsPerPage: all.resources.length,
  Resources: all.resources,
});
