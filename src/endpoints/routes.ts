// SPDX-License-Identifier: Apache-2.0
import { Readable } from 'node:stream';
import { asUuid } from '../kernel/ids.ts';
import { notFound } from '../kernel/errors.ts';
import { createAttemptLimit } from '../platform/attempt-limit.ts';
import type { Answer, Routes } from '../platform/http/routes.ts';
import type { ScopedTx } from '../platform/postgres/database.ts';
import type { Scope } from '../platform/postgres/scope.ts';
import type { EndpointsContext } from './context.ts';
import { endpointsOperations as operations } from './contract.ts';
import type { FirstLook } from './contract.ts';
import * as credentialStore from './credential-store.ts';
import {
  AGENT_USER,
  createCode,
  createEnrolCredential,
  openSecret,
  revokeDeviceKeys,
  revokeEnrolCredential,
  takeEnrolSecret,
} from './credentials.ts';
import type { Doorkeeper } from './credentials.ts';
import { readDevice } from './device-store.ts';
import { deviceRoutes } from './device-routes.ts';
import { downloadDoor } from './download-door.ts';
import { glpiDoor } from './glpi-door.ts';
import { SECRET_FILE, clientFlags } from './sources/osquery/client-flags.ts';
import type { OsquerySystem } from './sources/osquery/client-flags.ts';
import { summarise } from './sources/collector/describe-verdicts.ts';
import { checkThisServer, importReport, takeCollected } from './take-collector-report.ts';
import { checkTitle } from './views.ts';

/** Wrong credentials from one address in ten minutes; an office behind one address sets up a handful of PCs at a time. */
export const MAX_WRONG_CREDENTIALS = 60;

/** A teleworker sees only the look they started; managers see every device anyway. */
function maySee({ actor }: Scope, ownerMemberId: string | null): boolean {
  if (actor.kind !== 'member') return false;
  return ownerMemberId === actor.memberId || actor.roles.some((role) => role !== 'teleworker');
}

async function readLook(tx: ScopedTx, context: EndpointsContext, lookId: string): Promise<FirstLook> {
  const code = await credentialStore.readCredential(tx, lookId);
  if (code?.kind !== 'code' || !code.expires_at) throw notFound('look_not_found');
  if (!maySee(tx.scope, code.owner_member_id)) throw notFound('look_not_found');
  const base = { lookId, expiresAt: code.expires_at.toISOString() };
  const device = code.device_id === null ? undefined : await readDevice(tx, code.device_id);
  if (!device) {
    const expired = code.expires_at <= context.platform.clock.now();
    return { ...base, state: expired ? 'expired' : 'waiting', deviceId: null, deviceLabel: null, verdicts: [] };
  }
  const verdicts = await context.assess.verdictsOf(tx, device.device_id);
  return { ...base, state: 'arrived', deviceId: device.device_id, deviceLabel: device.label, verdicts };
}

function lookRoutes(routes: Routes, context: EndpointsContext): void {
  const { platform } = context;
  routes.member(operations.startFirstLook, async ({ scope, body }) => {
    const code = await platform.db.scoped(scope, async (tx) => createCode(tx, platform));
    const fileName = `sonae-check.${body.kind}`;
    return {
      lookId: code.lookId,
      code: code.token,
      downloadPath: `/collect/${code.token}/${fileName}`,
      fileName,
      expiresAt: code.expiresAt.toISOString(),
    };
  });
  routes.member(operations.readFirstLook, async ({ scope, params }) =>
    platform.db.scoped(scope, async (tx) => ({ look: await readLook(tx, context, params.lookId) })),
  );
  routes.member(operations.checkServer, async ({ scope }) => {
    const { deviceId } = await checkThisServer(context, scope);
    return { deviceId };
  });
  routes.member(operations.importReport, async ({ scope, body }) => {
    const { deviceId } = await importReport(context, scope, body.report);
    return { deviceId };
  });
  routes.device(operations.collect, async ({ scope, body, caller }) => {
    const keep = caller.header('sonae-keep') !== 'no';
    const { recorded, deviceKey } = await takeCollected(context, scope, { body, keep });
    const results = recorded.verdicts.map(({ checkId, verdict }) => ({ checkId, verdict, title: checkTitle(checkId) }));
    return { deviceId: recorded.deviceId, deviceKey, results, summary: summarise(recorded) };
  });
}

const flagsFor = (context: EndpointsContext, system: OsquerySystem): string =>
  clientFlags({ system, agentUrl: context.agentUrl(), ownAuthority: context.authority() !== null });

/** Files for whoever sets up osquery. The address names the credential, never its secret. */
function fileRoutes(routes: Routes, context: EndpointsContext): void {
  const { platform } = context;
  const file = (answer: Answer, name: string, content: string) => {
    answer.header('content-disposition', `attachment; filename="${name}"`);
    answer.header('cache-control', 'no-store');
    return answer.stream('text/plain; charset=utf-8', Readable.from([content]));
  };
  routes.member(operations.downloadOsqueryFlags, async ({ query, answer }) =>
    file(answer, 'sonae.flags', flagsFor(context, query.system)),
  );
  routes.member(operations.downloadEnrolSecret, async ({ scope, params, answer }) => {
    const secret = await platform.db.scoped(scope, async (tx) => takeEnrolSecret(tx, platform, params.credentialId));
    return file(answer, SECRET_FILE, secret);
  });
}

function setupRoutes(routes: Routes, context: EndpointsContext): void {
  const { platform } = context;
  routes.member(operations.readAgentSetup, async ({ scope }) =>
    platform.db.scoped(scope, async (tx) => {
      const rows = await credentialStore.listEnrolCredentials(tx);
      return {
        url: `${context.agentUrl()}/agent/glpi`,
        user: AGENT_USER,
        caFingerprint: context.authority()?.fingerprint256 ?? '',
        credentials: rows.map((row) => ({
          credentialId: row.credential_id,
          label: row.label,
          secret: openSecret(platform, row),
          createdAt: row.created_at.toISOString(),
          lastUsedAt: row.last_used_at?.toISOString() ?? null,
        })),
        osqueryFlags: {
          windows: flagsFor(context, 'windows'),
          macos: flagsFor(context, 'macos'),
          linux: flagsFor(context, 'linux'),
        },
      };
    }),
  );
  routes.member(operations.createCredential, async ({ scope, body }) => {
    const credentialId = await platform.db.scoped(scope, async (tx) => createEnrolCredential(tx, platform, body.label));
    return { credentialId };
  });
  routes.member(operations.revokeCredential, async ({ scope, params }) => {
    await platform.db.scoped(scope, async (tx) => revokeEnrolCredential(tx, platform, asUuid(params.credentialId)));
    return null;
  });
  routes.member(operations.listDeviceKeys, async ({ scope, params }) =>
    platform.db.scoped(scope, async (tx) => {
      if (!(await readDevice(tx, params.deviceId))) throw notFound('device_not_found');
      const rows = await credentialStore.listDeviceKeys(tx, params.deviceId);
      return {
        keys: rows.map(({ key_id, holder, created_at }) => ({
          keyId: key_id,
          holder,
          createdAt: created_at.toISOString(),
        })),
      };
    }),
  );
  routes.member(operations.revokeDeviceKeys, async ({ scope, params }) => {
    await platform.db.scoped(scope, async (tx) => revokeDeviceKeys(tx, platform, params.deviceId));
    return null;
  });
  routes.open(operations.downloadCa, async () => {
    const authority = context.authority();
    if (!authority) throw notFound('own_certificate');
    return { pem: authority.caPem, fingerprint256: authority.fingerprint256 };
  });
}

export function endpointsRoutes(routes: Routes, context: EndpointsContext, doorkeeper: Doorkeeper): void {
  deviceRoutes(routes, context);
  lookRoutes(routes, context);
  setupRoutes(routes, context);
  fileRoutes(routes, context);
  const { clock } = context.platform;
  const wrongCredentials = createAttemptLimit({ clock, max: MAX_WRONG_CREDENTIALS });
  routes.door(glpiDoor({ context, doorkeeper, wrongCredentials }));
  routes.door(downloadDoor({ context, doorkeeper, wrongCredentials }));
}
