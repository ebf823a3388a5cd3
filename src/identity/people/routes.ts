// SPDX-License-Identifier: Apache-2.0
import type { Routes } from '../../platform/http/routes.ts';
import { linkOrigin } from '../context.ts';
import type { Context } from '../context.ts';
import { byLink } from '../sign-in/routes.ts';
import { acceptSignedIn, acceptWithNewAccount, lookAtInvitation, measureForInvitation } from './accept-invitation.ts';
import { readAudit } from './audit-log.ts';
import { peopleOperations as operations } from './contract.ts';
import { grantOperator, listGrants, revokeOperator } from './grants.ts';
import { issueInvitation, listInvitations, mailInvitation, revokeInvitation, shownInvite } from './invitations.ts';
import { changeThingsGiven, thingsGiven } from './leaving.ts';
import { listMembers, planLeaving, removeMember, updateMember } from './members.ts';
import { organisationOf, updateOrganisation } from './organisation.ts';

function invitedRoutes(routes: Routes, context: Context): void {
  routes.open(operations.lookAtInvitation, async ({ body, caller, session }) =>
    byLink(context, caller, async () => lookAtInvitation(context, body.token, session)),
  );
  routes.open(operations.invitationMeasurePassword, async ({ body, caller }) =>
    byLink(context, caller, async () => measureForInvitation(context, body)),
  );
  routes.open(operations.acceptInvitation, async ({ body, caller, answer }) =>
    byLink(context, caller, async () => ({ orgId: await acceptWithNewAccount(context, body, { caller, answer }) })),
  );
  routes.account(operations.acceptInvitationSignedIn, async ({ body, session, caller, answer }) =>
    byLink(context, caller, async () => ({
      orgId: await acceptSignedIn(context, { ...body, session }, { caller, answer }),
    })),
  );
}

function organisationRoutes(routes: Routes, context: Context): void {
  const { db } = context;
  routes.member(operations.getOrganisation, async ({ scope }) => db.scoped(scope, organisationOf));
  routes.member(operations.updateOrganisation, async ({ scope, body }) =>
    db.scoped(scope, async (tx) => updateOrganisation(tx, context, body)),
  );
  routes.member(operations.readAudit, async ({ scope, query }) =>
    db.scoped(scope, async (tx) =>
      readAudit(tx, { beforeAt: query.beforeAt, beforeId: query.beforeId, limit: query.limit }),
    ),
  );
}

function memberRoutes(routes: Routes, context: Context): void {
  const { db } = context;
  routes.member(operations.listMembers, async ({ scope, query }) =>
    db.scoped(scope, async (tx) => listMembers(tx, { after: query.after, limit: query.limit })),
  );
  routes.member(operations.updateMember, async ({ scope, params, body }) =>
    db.scoped(scope, async (tx) => updateMember(tx, context, { memberId: params.memberId, ...body })),
  );
  routes.member(operations.removeMember, async ({ scope, params }) => {
    await db.scoped(scope, async (tx) => removeMember(tx, context, params.memberId));
    return null;
  });
  routes.member(operations.planLeaving, async ({ scope, params, body }) =>
    db.scoped(scope, async (tx) => planLeaving(tx, context, { memberId: params.memberId, lastDay: body.lastDay })),
  );
  routes.member(operations.readGivenThings, async ({ scope, session }) =>
    db.scoped(scope, async (tx) => ({ things: await thingsGiven(tx, session.language) })),
  );
  routes.member(operations.replaceGivenThings, async ({ scope, body, session }) =>
    db.scoped(scope, async (tx) => {
      await changeThingsGiven(tx, context, body.things);
      return { things: await thingsGiven(tx, session.language) };
    }),
  );
}

function invitationRoutes(routes: Routes, context: Context): void {
  const { db } = context;
  routes.member(operations.listInvitations, async ({ scope }) => ({
    invitations: await db.scoped(scope, async (tx) => listInvitations(tx, context)),
  }));
  routes.member(operations.createInvitation, async ({ scope, body, caller }) => {
    const { issued, orgName } = await db.scoped(scope, async (tx) => ({
      issued: await issueInvitation(tx, context, { ...body, origin: linkOrigin(context, caller) }),
      orgName: (await organisationOf(tx)).name,
    }));
    const mailed = await mailInvitation(context, issued, orgName);
    return { invitation: shownInvite(issued.row, context.clock), link: issued.link, mailed };
  });
  routes.member(operations.revokeInvitation, async ({ scope, params }) => {
    await db.scoped(scope, async (tx) => revokeInvitation(tx, context, params.inviteId));
    return null;
  });
}

function grantRoutes(routes: Routes, context: Context): void {
  const { db } = context;
  routes.member(operations.listOperators, async ({ scope }) => ({ operators: await db.scoped(scope, listGrants) }));
  routes.member(operations.grantOperator, async ({ scope, body }) =>
    db.scoped(scope, async (tx) => grantOperator(tx, context, body)),
  );
  routes.member(operations.revokeOperator, async ({ scope, params }) => {
    await db.scoped(scope, async (tx) => revokeOperator(tx, context, params.grantId));
    return null;
  });
}

export function peopleRoutes(routes: Routes, context: Context): void {
  invitedRoutes(routes, context);
  organisationRoutes(routes, context);
  memberRoutes(routes, context);
  invitationRoutes(routes, context);
  grantRoutes(routes, context);
}
