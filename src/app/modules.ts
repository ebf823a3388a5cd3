// SPDX-License-Identifier: Apache-2.0
/** Which modules the product has and how they are joined: one line each in `modules`. */
import { createAssess } from '../assess/index.ts';
import type { People } from '../assess/index.ts';
import type { Catalog } from '../catalog/index.ts';
import { CHECK_PLATFORMS, createEndpoints, seenSince } from '../endpoints/index.ts';
import type { EndpointsContext, MessageDecoder } from '../endpoints/index.ts';
import { createGovern, exceptionsToReport } from '../govern/index.ts';
import { createIdentity, membersOf, operatorAccounts, organisationOf, thingsGiven } from '../identity/index.ts';
import type { Identity } from '../identity/index.ts';
import { createNotify } from '../notify/index.ts';
import { createOperate } from '../operate/index.ts';
import { createReport } from '../report/index.ts';
import type { Authenticator } from '../platform/http/routes.ts';
import type { Platform, SonaeModule } from '../platform/module.ts';
import { createPress } from '../platform/pdf/press.ts';
import type { ScopedTx } from '../platform/postgres/database.ts';
import type { Signer } from '../platform/signing.ts';

export interface Parts {
  readonly platform: Platform;
  readonly catalog: Catalog;
  readonly signer: Signer;
  readonly decoder: MessageDecoder;
  readonly notices: () => readonly string[];
  readonly authority: EndpointsContext['authority'];
  readonly agentUrl: EndpointsContext['agentUrl'];
  readonly requireSpace: EndpointsContext['requireSpace'];
}

export interface Composed {
  readonly modules: readonly SonaeModule[];
  readonly authenticator: Authenticator;
  readonly identity: Identity;
}

/** More people than this work in no small organisation; names of the rest are not shown, not lost. */
const MAX_PEOPLE = 5000;

const people: People = {
  members: async (tx) =>
    (await membersOf(tx, { after: undefined, limit: MAX_PEOPLE })).map(({ member_id, name, roles }) => ({
      memberId: member_id,
      name,
      roles,
    })),
  timeZone: async (tx) => (await organisationOf(tx)).timeZone,
  organisationName: async (tx) => (await organisationOf(tx)).name,
  administratorMail: async (tx) =>
    (await membersOf(tx, { after: undefined, limit: MAX_PEOPLE })).filter(({ roles }) =>
      roles.includes('administrator'),
    ),
};

const owners = async (tx: ScopedTx) =>
  (await membersOf(tx, { after: undefined, limit: MAX_PEOPLE })).map(({ member_id, name, roles }) => ({
    memberId: member_id,
    name,
    manager: roles.some((role) => role !== 'teleworker'),
  }));

const readers = async (tx: ScopedTx) =>
  (await membersOf(tx, { after: undefined, limit: MAX_PEOPLE })).map(
    ({ member_id, account_id, joined_at, ...member }) => ({
      ...member,
      memberId: member_id,
      accountId: account_id,
      joinedAt: joined_at,
    }),
  );

const operators = async ({ db }: Platform) =>
  (await db.global(async (tx) => operatorAccounts(tx, MAX_PEOPLE))).map(({ account_id, ...account }) => ({
    ...account,
    accountId: account_id,
  }));

export function compose(parts: Parts): Composed {
  const { platform, catalog, signer, notices } = parts;
  const identity = createIdentity(platform, { onLeft: async (scope, left) => endpoints.someoneLeft(scope, left) });
  const { allScopes } = identity;
  const assess = createAssess({
    platform,
    catalog,
    signer,
    people,
    notices,
    allScopes,
    present: seenSince,
    checkPlatforms: CHECK_PLATFORMS,
    countsChanged: new Set(),
  });
  const endpoints = createEndpoints({
    platform,
    assess,
    owners,
    decoder: parts.decoder,
    authority: parts.authority,
    agentUrl: parts.agentUrl,
    requireSpace: parts.requireSpace,
    allScopes,
    thingsGiven: async (tx) => thingsGiven(tx, 'ja'),
  });
  const govern = createGovern({ platform, catalog, assess, people, signer, allScopes });
  const told = {
    platform,
    assess,
    allScopes,
    members: readers,
    organisation: organisationOf,
    origin: parts.agentUrl,
  };
  const notify = createNotify({ ...told, operators: async () => operators(platform), installationNotices: notices });
  const report = createReport({
    ...told,
    exceptions: exceptionsToReport,
    press: createPress(),
    edition: catalog.edition.id,
  });
  const operate = createOperate(platform, identity);
  const modules = [identity.module, assess.module, endpoints.module, govern, notify, report, operate];
  return { modules, identity, authenticator: { ...identity.authenticator, device: endpoints.authenticateDevice } };
}
