// SPDX-License-Identifier: Apache-2.0
/** The page of the operator's staff: organisations that let them in, and making new ones. */
import { linkOrigin } from '../identity/index.ts';
import type { Identity } from '../identity/index.ts';
import { OPERATOR_ROLES } from '../kernel/contract.ts';
import type { Routes } from '../platform/http/routes.ts';
import type { Platform, SonaeModule } from '../platform/module.ts';
import { backupRoutes } from './backup-routes.ts';
import { operateOperations as operations } from './contract.ts';

function operateRoutes(routes: Routes, platform: Platform, identity: Identity): void {
  routes.operator(operations.listOperatedOrganisations, async ({ session, query }) => {
    const { organisations, next } = await identity.grantedOrganisations(session, {
      after: query.after,
      limit: query.limit,
    });
    return {
      organisations: organisations.flatMap(({ orgId, name, kana, roles, grantedAt }) =>
        // One who is a member there too acts as a member; the grant then adds nothing to show here.
        grantedAt
          ? [
              {
                orgId,
                name,
                kana,
                roles: OPERATOR_ROLES.filter((role) => roles.includes(role)),
                grantedAt: grantedAt.toISOString(),
              },
            ]
          : [],
      ),
      next,
    };
  });
  routes.operator(operations.createOperatedOrganisation, async ({ session, body, caller }) =>
    identity.createOrganisation({
      ...body,
      origin: linkOrigin(platform, caller),
      actor: `operator:${session.accountId}`,
      address: caller.address,
    }),
  );
}

export const createOperate = (platform: Platform, identity: Identity): SonaeModule => ({
  name: 'operate',
  routes: (routes) => {
    operateRoutes(routes, platform, identity);
    backupRoutes(routes, platform);
  },
});
