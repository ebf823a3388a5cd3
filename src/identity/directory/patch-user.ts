// SPDX-License-Identifier: Apache-2.0
/**
 * PATCH of a person (RFC 7644 §3.5.2). The operations themselves are scimmy's; what stands here is what directories
 * send besides the standard: Entra ID's booleans as strings, its work address by a filter that matches nothing yet, and
 * attributes of extensions that we do not keep.
 */
import SCIMMY from 'scimmy';
import { SafeError } from '../../kernel/errors.ts';
import { URN } from './scim-shapes.ts';
import type { PatchOperation, UserResource } from './scim-shapes.ts';

const WORK_ADDRESS = /^emails(?:\[\s*type\s+eq\s+"work"\s*\](?:\.value)?)?$/i;
/** Attributes of the core schema; of others (extensions, vendors' own) nothing is kept, so nothing is changed. */
const KNOWN =
  /^(?:urn:ietf:params:scim:schemas:core:2\.0:User:)?(?:userName|externalId|displayName|name|emails|active)\b/i;

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const asBoolean = (value: unknown): unknown =>
  typeof value === 'string' && /^(true|false)$/i.test(value) ? value.toLowerCase() === 'true' : value;

type Verb = 'add' | 'remove' | 'replace';
type Wanted = { readonly op: Verb; readonly path?: string; readonly value?: unknown };

const verbOf = (op: string): Verb => {
  const verb = op.toLowerCase();
  return verb === 'add' || verb === 'remove' ? verb : 'replace';
};

/** One address of each person is kept, so that adding one replaces it. */
const asAddresses = (value: unknown): unknown =>
  Array.isArray(value) ? value : [{ type: 'work', value: isRecord(value) ? value['value'] : value, primary: true }];

function atPath(op: Verb, path: string, value: unknown): Wanted[] {
  if (!KNOWN.test(path)) return [];
  if (op === 'remove') return [{ op, path }];
  if (WORK_ADDRESS.test(path)) return [{ op: 'replace', path: 'emails', value: asAddresses(value) }];
  return [{ op, path, value: /active$/i.test(path) ? asBoolean(value) : value }];
}

function normalised({ op, path, value }: PatchOperation): Wanted[] {
  const verb = verbOf(op);
  if (path !== undefined) return atPath(verb, path, value);
  return isRecord(value) ? Object.entries(value).flatMap(([key, item]) => atPath(verb, key, item)) : [];
}

/** The person as they would be afterwards; to be read by `userInput`. @throws SafeError `scim_patch_refused` */
export async function patchedUser(before: UserResource, operations: readonly PatchOperation[]): Promise<unknown> {
  const wanted = operations.flatMap(normalised);
  if (wanted.length === 0) return before;
  try {
    const { schemas: _schemas, meta: _meta, groups: _groups, ...fields } = before;
    const patch = new SCIMMY.Messages.PatchOp({ schemas: [URN.patch], Operations: wanted });
    const after: unknown = await patch.apply(new SCIMMY.Schemas.User(fields), async (done) => done);
    return structuredClone(JSON.parse(JSON.stringify(after ?? before)));
  } catch (cause) {
    throw new SafeError('invalid', 'scim_patch_refused', {
      message: cause instanceof Error ? cause.message.slice(0, 300) : 'patch refused',
      cause,
    });
  }
}
