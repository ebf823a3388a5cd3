// SPDX-License-Identifier: Apache-2.0
import type { Routes } from '../../platform/http/routes.ts';
import { linkOrigin } from '../context.ts';
import type { Context } from '../context.ts';
import { byLink } from '../sign-in/routes.ts';
import { federationOperations as operations } from './contract.ts';
import { disconnectPerson, readProvider, removeProvider, setProvider } from './manage-provider.ts';
import { providerClients } from './provider-client.ts';
import { beginProviderSignIn, finishProviderSignIn, signInChoices } from './provider-sign-in.ts';

export function federationRoutes(routes: Routes, context: Context): void {
  const { db } = context;
  const clients = providerClients(context);
  routes.open(operations.signInChoices, async ({ body }) => signInChoices(context, body.known));
  routes.open(operations.beginProviderSignIn, async ({ body, caller, answer }) =>
    byLink(context, caller, async () =>
      beginProviderSignIn(context, { clients, providerId: body.providerId, next: body.next }, { caller, answer }),
    ),
  );
  routes.open(operations.finishProviderSignIn, async ({ body, caller, answer }) =>
    finishProviderSignIn(context, { clients, answer: body.answer }, { caller, answer }),
  );
  routes.member(operations.readProvider, async ({ scope, caller }) =>
    db.scoped(scope, async (tx) => readProvider(tx, linkOrigin(context, caller))),
  );
  routes.member(operations.setProvider, async ({ scope, body, caller }) =>
    setProvider(context, clients, { scope, given: body, origin: linkOrigin(context, caller) }),
  );
  routes.member(operations.removeProvider, async ({ scope }) => {
    await db.scoped(scope, async (tx) => removeProvider(tx, context));
    return null;
  });
  routes.member(operations.disconnectPerson, async ({ scope, params }) => {
    await db.scoped(scope, async (tx) => disconnectPerson(tx, context, params.memberId));
    return null;
  });
}
