// SPDX-License-Identifier: Apache-2.0
/** The composition root: everything is made here, in order, and unmade in the reverse order. */
import { readFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import type { FastifyInstance } from 'fastify';
import { loadCatalog } from '../catalog/index.ts';
import { CHECK_IDS, createMessageDecoder } from '../endpoints/index.ts';
import { closePasswordMeasure } from '../identity/index.ts';
import type { Identity } from '../identity/index.ts';
import { systemClock } from '../kernel/clock.ts';
import type { Clock } from '../kernel/clock.ts';
import { secureRandom } from '../kernel/ids.ts';
import type { Settings } from '../platform/config/settings.ts';
import { acquireDataLock } from '../platform/data-lock.ts';
import { watchDisk } from '../platform/disk-space.ts';
import { createEvents } from '../platform/events.ts';
import { jobQueue, startJobs } from '../platform/jobs.ts';
import { createLog } from '../platform/log.ts';
import type { Log } from '../platform/log.ts';
import { noMail, smtpMailer } from '../platform/mail.ts';
import type { Mailer } from '../platform/mail.ts';
import { createMetrics } from '../platform/metrics.ts';
import type { Platform } from '../platform/module.ts';
import { openDatabase } from '../platform/postgres/database.ts';
import { createSecretBox, ensureCanary, hasCanary, loadMasterKeys } from '../platform/secrets/index.ts';
import type { SecretBox } from '../platform/secrets/index.ts';
import { ensureSigner } from '../platform/signing.ts';
import { chooseCertificate, keepCertificateFresh } from './certificate.ts';
import { createRoutedListener } from './listeners.ts';
import { compose } from './modules.ts';
import { prepareDatabase } from './prepare-database.ts';
import { PROJECT_ROOT } from './project-root.ts';

export interface StartOptions {
  readonly settings: Settings;
  /** What tests replace. */
  readonly clock?: Clock;
  readonly mail?: Mailer;
  readonly log?: Log;
}

export interface RunningSonae {
  readonly httpUrl: string;
  readonly httpsUrl: string;
  readonly identity: Identity;
  readonly platform: Platform;
  stop(): Promise<void>;
}

export const VERSION: string = readVersion();

function readVersion(): string {
  const described: unknown = JSON.parse(readFileSync(join(PROJECT_ROOT, 'package.json'), 'utf8'));
  const version = typeof described === 'object' && described !== null && 'version' in described ? described.version : '';
  return String(version);
}

async function openSecrets(settings: Settings): Promise<SecretBox> {
  const { dataDir, masterKeyFile, masterKey } = settings;
  const { keys } = await loadMasterKeys({
    file: masterKeyFile,
    dataDir,
    ...(masterKey === undefined ? {} : { environmentValue: masterKey }),
    // Where something is sealed already, a new key would only lock us out.
    mayCreate: !(await hasCanary(dataDir)),
  });
  const box = createSecretBox({ masterKeys: keys });
  await ensureCanary(dataDir, box);
  return box;
}

/** Things to undo, last made first; each is undone even when another fails. */
class Undo {
  readonly #steps: { readonly name: string; readonly run: () => unknown }[] = [];
  readonly #log: Log;

  constructor(log: Log) {
    this.#log = log;
  }

  add(name: string, run: () => unknown): void {
    this.#steps.push({ name, run });
  }

  async all(): Promise<void> {
    for (const { name, run } of this.#steps.splice(0).toReversed()) {
      try {
        await run();
      } catch (error) {
        this.#log.warn({ step: name, error: String(error) }, 'stopping went on after a failure');
      }
    }
  }
}

async function makePlatform(options: StartOptions, undo: Undo, log: Log): Promise<Platform> {
  const { settings } = options;
  const clock = options.clock ?? systemClock;
  const secrets = await openSecrets(settings);
  const prepared = await prepareDatabase({ settings, log, clock, random: secureRandom });
  undo.add('postgres', async () => prepared.embedded?.stop());
  const db = openDatabase({
    connection: prepared.connection,
    maxConnections: 16,
    onError: (error) => log.warn({ error: error.message }, 'database connection lost'),
  });
  undo.add('database pool', async () => db.close());
  const mail = options.mail ?? (settings.smtpUrl === undefined ? noMail : smtpMailer(settings.smtpUrl, settings.mailFrom));
  const events = createEvents((name, error) => log.error({ event: name, error: String(error) }, 'event handler failed'));
  return { settings, log, clock, random: secureRandom, db, events, jobs: jobQueue, mail, metrics: createMetrics(), secrets };
}

const portOf = (server: FastifyInstance): number => {
  const address = server.server.address();
  return typeof address === 'object' && address !== null ? address.port : 0;
};

async function build(options: StartOptions, undo: Undo, log: Log): Promise<RunningSonae> {
  const { settings } = options;
  const lock = acquireDataLock({ dataDir: settings.dataDir, clock: options.clock ?? systemClock, random: secureRandom });
  undo.add('data lock', () => lock.release());
  const platform = await makePlatform(options, undo, log);
  const { clock, secrets, db } = platform;
  const certificateNeeds = { settings, secretBox: secrets, clock, log };
  let certificate = await chooseCertificate(certificateNeeds);
  const disk = await watchDisk({
    folder: settings.dataDir,
    reserveMb: settings.diskReserveMb,
    onChange: (low, freeMb) => log.warn({ low, freeMb, reserveMb: settings.diskReserveMb }, 'disk space'),
  });
  undo.add('disk watch', () => disk.stop());
  const decoder = createMessageDecoder();
  undo.add('message decoder', async () => decoder.close());
  undo.add('password measure', async () => closePasswordMeasure());
  const catalog = loadCatalog(join(PROJECT_ROOT, 'catalog'), {
    checkIds: CHECK_IDS,
    cacheFile: join(settings.dataDir, 'cache', 'catalog.json'),
  });
  let httpsUrl = '';
  const { modules, authenticator, identity } = compose({
    platform,
    catalog,
    signer: await ensureSigner(db, secrets, clock),
    decoder,
    notices: () => (disk.low() ? ['disk_low'] : []),
    authority: () =>
      certificate.caFingerprint256 === undefined
        ? null
        : { caPem: certificate.caPem ?? '', fingerprint256: certificate.caFingerprint256 },
    agentUrl: () => settings.publicUrl ?? httpsUrl,
    requireSpace: disk.requireSpace,
  });
  let ready = false;
  const needs = { platform, modules, authenticator, version: VERSION, ready: () => ready };
  const http = await createRoutedListener(needs);
  const https = await createRoutedListener({ ...needs, tls: { key: certificate.keyPem, cert: certificate.certPem } });
  undo.add('http', async () => http.close());
  undo.add('https', async () => https.close());
  const jobs = await startJobs({
    pool: db.pool,
    jobs: modules.flatMap((module) => module.jobs ?? []),
    log,
    metrics: platform.metrics,
    concurrency: 2,
  });
  undo.add('jobs', async () => jobs.stop());
  await http.listen({ host: '127.0.0.1', port: settings.port });
  await https.listen({ host: settings.tlsHost, port: settings.tlsPort });
  undo.add(
    'certificate',
    keepCertificateFresh(certificateNeeds, https, (renewed) => {
      certificate = renewed;
    }),
  );
  const name = certificate.names.dns.find((dns) => dns !== 'localhost') ?? hostname();
  httpsUrl = `https://${name}:${portOf(https)}`;
  ready = true;
  undo.add('readiness', () => {
    ready = false;
  });
  return { httpUrl: `http://127.0.0.1:${portOf(http)}`, httpsUrl, identity, platform, stop: async () => undo.all() };
}

/** Starts the whole product, or throws after having undone what was begun. */
export async function startSonae(options: StartOptions): Promise<RunningSonae> {
  const log = options.log ?? createLog(options.settings.logLevel);
  const undo = new Undo(log);
  try {
    return await build(options, undo, log);
  } catch (error) {
    await undo.all();
    throw error;
  }
}
