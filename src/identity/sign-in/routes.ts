// SPDX-License-Identifier: Apache-2.0
import { asUuid } from '../../kernel/ids.ts';
import type { Caller, Routes } from '../../platform/http/routes.ts';
import type { Context } from '../context.ts';
import { accountById, updateLanguage } from './account-store.ts';
import { beginTotp, confirmTotp, disableTotp, renewRecoveryCodes } from './authenticator-app.ts';
import { signInOperations as operations } from './contract.ts';
import { dropCookie } from './cookies.ts';
import { currentSession } from './current-session.ts';
import { addressBucket, countAttempt, settleAttempt } from './limits.ts';
import {
  accountSecurity,
  changePassword,
  endOwnSession,
  ownSessions,
  ownSignIns,
  ownWords,
  signOutEverywhere,
} from './own-account.ts';
import { changeOwnName } from './own-name.ts';
import { measured, ownWordsOf } from './password-choice.ts';
import { completeReset, lookAtReset, measureForReset } from './reset.ts';
import { deleteSession } from './session-store.ts';
import { completeSetup, requireSetupToken } from './setup.ts';
import { signIn, signInSecond } from './sign-in.ts';

/**
 * Runs work that a link or one-time code opens; failed tries from one address are counted.
 * The codes cannot be guessed; the limit bounds the load.
 */
export async function byLink<T>(context: Context, caller: Caller, work: () => Promise<T>): Promise<T> {
  const buckets = [addressBucket('link', caller.address)];
  await context.db.global(async (tx) => countAttempt(tx, context.clock, buckets));
  const result = await work();
  await context.db.global(async (tx) => settleAttempt(tx, buckets));
  return result;
}

function setupRoutes(routes: Routes, context: Context): void {
  routes.open(operations.setupBegin, async ({ body, caller }) =>
    byLink(context, caller, async () => {
      await requireSetupToken(context, body.token);
      return { ready: true as const };
    }),
  );
  routes.open(operations.setupMeasurePassword, async ({ body, caller }) =>
    byLink(context, caller, async () => {
      await requireSetupToken(context, body.token);
      return measured(body.password, ownWordsOf(body.words));
    }),
  );
  routes.open(operations.setupComplete, async ({ body, caller, answer }) =>
    byLink(context, caller, async () => ({ orgId: await completeSetup(context, body, { caller, answer }) })),
  );
}

function sessionRoutes(routes: Routes, context: Context): void {
  routes.open(operations.currentSession, async ({ caller, session }) => currentSession(context, caller, session));
  routes.open(operations.signIn, async ({ body, caller, answer }) => signIn(context, body, { caller, answer }));
  routes.open(operations.signInSecond, async ({ body, caller, answer }) =>
    signInSecond(context, body, { caller, answer }),
  );
  routes.account(operations.signOut, async ({ session, caller, answer }) => {
    await context.db.global(async (tx) => deleteSession(tx, session.accountId, session.sessionId));
    dropCookie(answer, caller, 'session');
    return null;
  });
}

function accountRoutes(routes: Routes, context: Context): void {
  routes.account(operations.accountSecurity, async ({ session }) => accountSecurity(context, session));
  routes.account(operations.listSessions, async ({ session }) => ({ sessions: await ownSessions(context, session) }));
  routes.account(operations.endSession, async ({ session, params }) => {
    await endOwnSession(context, session, asUuid(params.sessionId));
    return null;
  });
  routes.account(operations.signOutEverywhere, async ({ session, body, caller, answer }) => {
    const ended = await signOutEverywhere(context, session, body.keepThis);
    if (!body.keepThis) dropCookie(answer, caller, 'session');
    return { ended };
  });
  routes.account(operations.signInHistory, async ({ session, query }) =>
    ownSignIns(context, session, { before: query.before, limit: query.limit }),
  );
  routes.account(operations.accountMeasurePassword, async ({ session, body }) => {
    const account = await context.db.global(async (tx) => accountById(tx, session.accountId));
    return measured(body.password, ownWordsOf(body.words, await ownWords(context, session, account)));
  });
  routes.account(operations.changePassword, async ({ session, body, caller, answer }) =>
    changePassword(context, { session, ...body }, { caller, answer }),
  );
  routes.account(operations.setLanguage, async ({ session, body }) => {
    await context.db.global(async (tx) => updateLanguage(tx, session.accountId, body.language));
    return null;
  });
  routes.account(operations.changeOwnName, async ({ session, body }) => {
    await changeOwnName(context, session, body);
    return null;
  });
  routes.account(operations.beginTotp, async ({ session, body }) => beginTotp(context, session, body.password));
  routes.account(operations.confirmTotp, async ({ session, body, caller, answer }) =>
    confirmTotp(context, { session, code: body.code }, { caller, answer }),
  );
  routes.account(operations.disableTotp, async ({ session, body, caller }) => {
    await disableTotp(context, { session, ...body }, caller);
    return null;
  });
  routes.account(operations.renewRecoveryCodes, async ({ session, body, caller }) => ({
    recoveryCodes: await renewRecoveryCodes(context, { session, ...body }, caller),
  }));
}

function resetRoutes(routes: Routes, context: Context): void {
  routes.open(operations.lookAtReset, async ({ body, caller }) =>
    byLink(context, caller, async () => lookAtReset(context, body.token)),
  );
  routes.open(operations.resetMeasurePassword, async ({ body, caller }) =>
    byLink(context, caller, async () => measureForReset(context, body)),
  );
  routes.open(operations.completeReset, async ({ body, caller, answer }) =>
    byLink(context, caller, async () => {
      await completeReset(context, body, { caller, answer });
      return null;
    }),
  );
}

export function signInRoutes(routes: Routes, context: Context): void {
  setupRoutes(routes, context);
  sessionRoutes(routes, context);
  accountRoutes(routes, context);
  resetRoutes(routes, context);
}
