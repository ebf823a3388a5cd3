// SPDX-License-Identifier: Apache-2.0
import { asUuid } from '../../kernel/ids.ts';
import type { Routes } from '../../platform/http/routes.ts';
import type { Context } from '../context.ts';
import { passkeyOperations as operations } from './contract.ts';
import { addPasskey, beginPasskey, namePasskey, ownPasskeys, removePasskey } from './own-passkeys.ts';
import { beginPasskeySignIn, signInWithPasskey } from './passkey-sign-in.ts';

export function passkeyRoutes(routes: Routes, context: Context): void {
  routes.open(operations.beginPasskeySignIn, async ({ caller, answer }) =>
    beginPasskeySignIn(context, { caller, answer }),
  );
  routes.open(operations.passkeySignIn, async ({ body, caller, answer }) =>
    signInWithPasskey(context, body.credential, { caller, answer }),
  );
  routes.account(operations.listPasskeys, async ({ session, caller }) => ({
    passkeys: await ownPasskeys(context, session, caller),
  }));
  routes.account(operations.beginPasskey, async ({ session, body, caller }) =>
    beginPasskey(context, { session, password: body.password }, caller),
  );
  routes.account(operations.addPasskey, async ({ session, body, caller, answer }) =>
    addPasskey(context, { session, ...body }, { caller, answer }),
  );
  routes.account(operations.namePasskey, async ({ session, params, body }) => {
    await namePasskey(context, session, { passkeyId: asUuid(params.passkeyId), name: body.name });
    return null;
  });
  routes.account(operations.removePasskey, async ({ session, params, body, caller, answer }) =>
    removePasskey(context, { session, passkeyId: asUuid(params.passkeyId), ...body }, { caller, answer }),
  );
}
