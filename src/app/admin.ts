// SPDX-License-Identifier: Apache-2.0
/** The product without its listeners, for commands on the server; works beside a running Sonae as well as alone. */
import type pg from 'pg';
import { createIdentity } from '../identity/index.ts';
import type { Identity } from '../identity/index.ts';
import { systemClock } from '../kernel/clock.ts';
import { secureRandom } from '../kernel/ids.ts';
import { SETTINGS } from '../platform/config/settings.ts';
import type { Settings } from '../platform/config/settings.ts';
import { refuseUnfinishedFolder } from '../platform/backup/restore-mark.ts';
import { readDataLockHolder } from '../platform/data-lock.ts';
import { createEvents } from '../platform/events.ts';
import { jobQueue } from '../platform/jobs.ts';
import { createLog } from '../platform/log.ts';
import { noMail } from '../platform/mail.ts';
import { createMetrics } from '../platform/metrics.ts';
import { systemOutbound } from '../platform/outbound-http.ts';
import type { Platform } from '../platform/module.ts';
import { openDatabase } from '../platform/postgres/database.ts';
import { readEmbeddedConnection } from '../platform/postgres/embedded/index.ts';
import { createSecretBox, ensureCanary, hasCanary, loadMasterKeys } from '../platform/secrets/index.ts';
import { ensureSigner } from '../platform/signing.ts';
import type { Signer } from '../platform/signing.ts';
import { StartProblem } from '../platform/start-problem.ts';
import { prepareDatabase } from './prepare-database.ts';
import { explainStartFailure } from './start-failure.ts';

export interface Admin {
  readonly platform: Platform;
  /** How the product's role connects, for what needs a connection of its own. */
  readonly connection: pg.ClientConfig;
  readonly identity: Identity;
  readonly signer: () => Promise<Signer>;
}

async function connect(settings: Settings) {
  const log = createLog('warn');
  const running = settings.databaseUrl === undefined && readDataLockHolder(settings.dataDir) !== undefined;
  const own = running ? readEmbeddedConnection(settings.dataDir) : undefined;
  if (own) {
    const { host, port, database, appUser, appPassword } = own;
    return { log, connection: { host, port, database, user: appUser, password: appPassword }, stop: async () => {} };
  }
  const prepared = await prepareDatabase({ settings, log, clock: systemClock, random: secureRandom });
  return { log, connection: prepared.connection, stop: async () => prepared.embedded?.stop() };
}

/**
 * Runs one piece of work with database and secrets, and closes everything after it.
 * @throws StartProblem where a person can do something about it.
 */
export async function withAdmin<T>(settings: Settings, work: (admin: Admin) => Promise<T>): Promise<T> {
  try {
    return await worked(settings, work);
  } catch (error) {
    throw explainStartFailure(error, settings);
  }
}

async function worked<T>(settings: Settings, work: (admin: Admin) => Promise<T>): Promise<T> {
  refuseUnfinishedFolder(settings.dataDir);
  // A mistyped folder must not become a new, empty installation.
  if (!(await hasCanary(settings.dataDir)))
    throw new StartProblem('data_missing', { folder: settings.dataDir, setting: SETTINGS.dataDir.env });
  const { keys } = await loadMasterKeys({
    file: settings.masterKeyFile,
    dataDir: settings.dataDir,
    ...(settings.masterKey === undefined ? {} : { environmentValue: settings.masterKey }),
    mayCreate: false,
  });
  const secrets = createSecretBox({ masterKeys: keys });
  await ensureCanary(settings.dataDir, secrets);
  const { log, connection, stop } = await connect(settings);
  const db = openDatabase({ connection, maxConnections: 2 });
  const platform: Platform = {
    settings,
    log,
    db,
    clock: systemClock,
    random: secureRandom,
    jobs: jobQueue,
    mail: noMail,
    outbound: systemOutbound(),
    metrics: createMetrics(),
    secrets,
    events: createEvents((name, error) => log.error({ event: name, error: String(error) }, 'event handler failed')),
  };
  try {
    const signer = async (): Promise<Signer> => ensureSigner(db, platform.secrets, systemClock);
    return await work({ platform, connection, identity: createIdentity(platform), signer });
  } finally {
    await db.close();
    await stop();
  }
}
