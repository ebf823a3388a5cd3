// SPDX-License-Identifier: Apache-2.0
/** People, organisations, sign-in. */
import type { Uuid } from '../kernel/ids.ts';
import type { Authenticator, SignedIn } from '../platform/http/routes.ts';
import type { Platform, SonaeModule } from '../platform/module.ts';
import { makeScope } from '../platform/postgres/scope.ts';
import type { Scope } from '../platform/postgres/scope.ts';
import { directoryRoutes } from './directory/routes.ts';
import { federationRoutes } from './federation/routes.ts';
import { identityJobs } from './jobs.ts';
import { passkeyRoutes } from './passkeys/routes.ts';
import { createOrganisation } from './people/create-organisation.ts';
import type { CreateOrganisation, CreatedOrganisation } from './people/create-organisation.ts';
import { allOrganisationIds, membershipsOf } from './people/organisation-store.ts';
import type { LeftHandler } from './people/left-job.ts';
import { personScope, reachable } from './people/person-scope.ts';
import type { ReachableOrganisation } from './people/person-scope.ts';
import { peopleRoutes } from './people/routes.ts';
import { csrfIsRight } from './sign-in/cookies.ts';
import { resetAccount, setOperator } from './sign-in/reset.ts';
import type { ResetRequest } from './sign-in/reset.ts';
import { signInRoutes } from './sign-in/routes.ts';
import { signedInCaller } from './sign-in/sessions.ts';
import { ensureSetupToken } from './sign-in/setup.ts';

export { linkOrigin } from './context.ts';
export type { CreateOrganisation, CreatedOrganisation, OrganisationInput } from './people/create-organisation.ts';
export { membersOf } from './people/member-store.ts';
export type { MemberRole, MemberRow } from './people/member-store.ts';
export { thingsGiven } from './people/leaving.ts';
export { organisationOf } from './people/organisation.ts';
export type { Organisation } from './people/organisation.ts';
export type { ReachableOrganisation } from './people/person-scope.ts';
export { closePasswordMeasure } from './credentials/index.ts';

export { operatorAccounts } from './sign-in/account-store.ts';
export { deleteEverySession as endEverySession } from './sign-in/session-store.ts';

export interface Identity {
  readonly module: SonaeModule;
  /** Everything an `Authenticator` needs but `device`, which the owner of the devices gives. */
  readonly authenticator: Omit<Authenticator, 'device'>;
  /** Opens the setup wizard as `/setup#<token>`; undefined once an account exists. New at each call. */
  ensureSetupToken(): Promise<string | undefined>;
  /** @throws SafeError `account_not_found`. The link is valid for one hour, once. */
  resetAccount(request: ResetRequest): Promise<{ link: string; expiresAt: Date }>;
  /** @throws SafeError `account_not_found`. */
  setOperator(given: { email: string; operator: boolean }): Promise<void>;
  createOrganisation(input: CreateOrganisation): Promise<CreatedOrganisation>;
  /** Organisations that let this operator in, in order of their ids; at most `limit`. */
  grantedOrganisations(
    session: SignedIn,
    page: { after: string | undefined; limit: number },
  ): Promise<{ organisations: ReachableOrganisation[]; next: Uuid | null }>;
  /** For work of the server itself in one organisation; `job` names it in audit and evidence. */
  systemScope(orgId: Uuid, job: string): Scope;
  /** The same for every organisation that has people, in order of their ids. */
  allScopes(this: void, job: string): Promise<Scope[]>;
}

export interface IdentityNeeds {
  /** What others do when somebody has left or come back; after the commit, again until it works. */
  readonly onLeft: LeftHandler;
}

/** Commands of the command line have nobody to tell: their jobs wait for the server. */
const NOBODY: IdentityNeeds = { onLeft: async () => {} };

export function createIdentity(platform: Platform, { onLeft }: IdentityNeeds = NOBODY): Identity {
  const allScopes = async (job: string): Promise<Scope[]> => {
    const ids = await platform.db.global(allOrganisationIds);
    return ids.map((orgId) => systemScope(orgId, job));
  };
  return {
    module: {
      name: 'identity',
      routes: (routes) => {
        signInRoutes(routes, platform);
        passkeyRoutes(routes, platform);
        peopleRoutes(routes, platform);
        directoryRoutes(routes, platform);
        federationRoutes(routes, platform);
      },
      jobs: identityJobs({ context: platform, allScopes, onLeft }),
    },
    authenticator: {
      session: async (caller) => signedInCaller(platform, caller),
      csrf: csrfIsRight,
      scope: async (session, orgId) => personScope(platform, session, orgId),
    },
    ensureSetupToken: async () => ensureSetupToken(platform),
    resetAccount: async (request) => resetAccount(platform, request),
    setOperator: async (given) => setOperator(platform, given),
    createOrganisation: async (input) => createOrganisation(platform, input),
    grantedOrganisations: async (session, page) => grantedOrganisations(platform, session, page),
    systemScope,
    allScopes,
  };
}

export const systemScope = (orgId: Uuid, job: string): Scope => makeScope(orgId, { kind: 'system', job });

async function grantedOrganisations(
  platform: Platform,
  session: SignedIn,
  { after, limit }: { after: string | undefined; limit: number },
): Promise<{ organisations: ReachableOrganisation[]; next: Uuid | null }> {
  const ids = await platform.db.global(async (tx) =>
    membershipsOf(tx, session.accountId, { kinds: ['grant'], after, limit: limit + 1 }),
  );
  const organisations: ReachableOrganisation[] = [];
  for (const orgId of ids.slice(0, limit)) {
    const found = await reachable(platform, session, orgId);
    if (found) organisations.push(found);
  }
  return { organisations, next: ids.length > limit ? (ids[limit - 1] ?? null) : null };
}
