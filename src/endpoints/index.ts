// SPDX-License-Identifier: Apache-2.0
/** The door of endpoints: devices, what is known of them, and the ways in. */
import type { Authenticator } from '../platform/http/routes.ts';
import type { SonaeModule } from '../platform/module.ts';
import { createAttemptLimit } from '../platform/attempt-limit.ts';
import type { Scope } from '../platform/postgres/scope.ts';
import type { EndpointsContext } from './context.ts';
import { createDoorkeeper } from './credentials.ts';
import { markSilent } from './device-store.ts';
import { settleLeaver } from './settle-leaver.ts';
import type { Leaver } from './settle-leaver.ts';
import { osqueryDoor } from './osquery-door.ts';
import { MAX_WRONG_CREDENTIALS, endpointsRoutes } from './routes.ts';
import { createOsquery, osqueryJobs } from './sources/osquery/index.ts';

export type { EndpointsContext, Owner } from './context.ts';
export { CHECK_PLATFORMS } from './check-platforms.ts';
export { CHECK_IDS } from './checks/registry.ts';
export { createMessageDecoder } from './sources/glpi/message-decoder.ts';
export type { MessageDecoder } from './sources/glpi/message-decoder.ts';
export { seenSince } from './sources/osquery/seen-store.ts';
export { runCheckCommand } from './sources/collector/check-command.ts';

/** Agents of a whole fleet behind one address whose keys ended together: each says its old key once or twice. */
const MAX_WRONG_KEYS = 2000;

export interface Endpoints {
  /** Opens or closes what is to be settled when a person leaves or comes back. */
  someoneLeft(this: void, scope: Scope, left: Leaver): Promise<void>;
  readonly module: SonaeModule;
  readonly authenticateDevice: Authenticator['device'];
}

export function createEndpoints(context: EndpointsContext): Endpoints {
  const doorkeeper = createDoorkeeper(context.platform);
  const { events, db, clock } = context.platform;
  const wrongTokens = createAttemptLimit({ clock, max: MAX_WRONG_CREDENTIALS });
  const osquery = createOsquery(context.platform);
  const door = osqueryDoor({
    context,
    doorkeeper,
    agents: osquery.agents,
    decoder: osquery.decoder,
    wrongSecrets: createAttemptLimit({ clock, max: MAX_WRONG_CREDENTIALS }),
    wrongKeys: createAttemptLimit({ clock, max: MAX_WRONG_KEYS }),
  });
  events.on('assess.subjects_silent', async (scope, { subjectIds }) => {
    await db.scoped(scope, async (tx) => markSilent(tx, subjectIds));
  });
  return {
    authenticateDevice: async (caller) => {
      if (caller.header('authorization') === undefined) return undefined;
      wrongTokens.refuseIfExceeded(caller.address);
      const scope = await doorkeeper.device(caller);
      if (!scope) wrongTokens.count(caller.address);
      return scope;
    },
    someoneLeft: async (scope, left) => settleLeaver(context, scope, left),
    module: {
      name: 'endpoints',
      routes: (routes) => {
        endpointsRoutes(routes, context, doorkeeper);
        routes.door(door);
      },
      jobs: osqueryJobs(context),
      start: () => osquery.start(),
    },
  };
}
