// SPDX-License-Identifier: Apache-2.0
import { createAttemptLimit } from '../../platform/attempt-limit.ts';
import type { Caller, Routes } from '../../platform/http/routes.ts';
import { linkOrigin } from '../context.ts';
import type { Context } from '../context.ts';
import { directoryOperations as operations } from './contract.ts';
import {
  createDirectoryToken,
  inviteDirectoryPerson,
  readDirectory,
  revokeDirectoryToken,
  setGroupRole,
} from './manage-directory.ts';
import { SCIM_PATH, scimDoor } from './scim-door.ts';

/** Wrong tokens of one network within ten minutes. */
const MAX_WRONG_TOKENS = 20;

export function directoryRoutes(routes: Routes, context: Context): void {
  const { db, clock } = context;
  const syncing = (caller: Caller) => ({ context, origin: linkOrigin(context, caller) });
  routes.member(operations.readDirectory, async ({ scope, caller }) =>
    db.scoped(scope, async (tx) => readDirectory(tx, context, `${linkOrigin(context, caller)}${SCIM_PATH}`)),
  );
  routes.member(operations.createDirectoryToken, async ({ scope, body }) =>
    db.scoped(scope, async (tx) => createDirectoryToken(tx, context, body.label)),
  );
  routes.member(operations.revokeDirectoryToken, async ({ scope, params }) => {
    await db.scoped(scope, async (tx) => revokeDirectoryToken(tx, context, params.tokenId));
    return null;
  });
  routes.member(operations.setDirectoryGroupRole, async ({ scope, params, body, caller }) =>
    db.scoped(scope, async (tx) => setGroupRole(tx, syncing(caller), { groupId: params.groupId, role: body.role })),
  );
  routes.member(operations.inviteDirectoryPerson, async ({ scope, params, caller }) =>
    db.scoped(scope, async (tx) => inviteDirectoryPerson(tx, syncing(caller), params.personId)),
  );
  routes.door(scimDoor({ context, wrongTokens: createAttemptLimit({ clock, max: MAX_WRONG_TOKENS }) }));
}
