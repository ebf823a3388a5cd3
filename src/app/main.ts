// SPDX-License-Identifier: Apache-2.0
/** The composition root: everything is made here, in order, and unmade in the reverse order. */
import { hostname } from 'node:os';
import { join } from 'node:path';
import type { FastifyInstance } from 'fastify';
import type { ClientConfig } from 'pg';
import { loadCatalog } from '../catalog/index.ts';
import { CHECK_IDS, createMessageDecoder } from '../endpoints/index.ts';
import { closePasswordMeasure } from '../identity/index.ts';
import type { Identity } from '../identity/index.ts';
import { SECOND_MS, systemClock } from '../kernel/clock.ts';
import type { Clock } from '../kernel/clock.ts';
import { secureRandom } from '../kernel/ids.ts';
import { SETTINGS } from '../platform/config/settings.ts';
import type { Settings } from '../platform/config/settings.ts';
import { refuseUnfinishedFolder } from '../platform/backup/restore-mark.ts';
import { acquireDataLock } from '../platform/data-lock.ts';
import { watchDisk } from '../platform/disk-space.ts';
import { createEvents } from '../platform/events.ts';
import { jobQueue, startJobs } from '../platform/jobs.ts';
import { createLog } from '../platform/log.ts';
import type { Log } from '../platform/log.ts';
import { noMail, smtpMailer } from '../platform/mail.ts';
import type { Mailer } from '../platform/mail.ts';
import { createMetrics } from '../platform/metrics.ts';
import { systemOutbound } from '../platform/outbound-http.ts';
import type { OutboundHttp } from '../platform/outbound-http.ts';
import type { Platform } from '../platform/module.ts';
import { openDatabase } from '../platform/postgres/database.ts';
import { createSecretBox, ensureCanary, hasCanary, loadMasterKeys } from '../platform/secrets/index.ts';
import type { SecretBox } from '../platform/secrets/index.ts';
import { ensureSigner } from '../platform/signing.ts';
import { listenerOptions } from '../platform/tls/index.ts';
import { demoModule } from './demo/demo-door.ts';
import { refuseDemoFolder } from './demo/folder.ts';
import { chooseCertificate, keepCertificateFresh } from './certificate.ts';
import { CLOSE_WITHIN_MS, closeListener, createRoutedListener } from './listeners.ts';
import { compose } from './modules.ts';
import { rememberOwnAddress } from './own-address.ts';
import { prepareDatabase } from './prepare-database.ts';
import { PROJECT_ROOT } from './project-root.ts';
import { createSafekeeping } from './safekeeping.ts';
import { startAgain } from './start-again.ts';
import { explainListenFailure, explainStartFailure } from './start-failure.ts';
import { Undo } from './undo.ts';
import { VERSION } from './version.ts';

export interface StartOptions {
  readonly settings: Settings;
  /** What tests replace. */
  readonly clock?: Clock;
  readonly mail?: Mailer;
  readonly outbound?: OutboundHttp;
  readonly log?: Log;
  /** A demo: fictitious people, said on every page (`demo/`). */
  readonly demo?: boolean;
}

export interface RunningSonae {
  readonly httpUrl: string;
  readonly httpsUrl: string;
  readonly identity: Identity;
  readonly platform: Platform;
  /** Runs a job now, in this process, and waits for its end. */
  readonly runJob: (name: string) => Promise<void>;
  stop(): Promise<void>;
}

async function openSecrets(settings: Settings): Promise<SecretBox> {
  refuseUnfinishedFolder(settings.dataDir);
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

async function makePlatform(options: StartOptions, undo: Undo, log: Log) {
  const { settings } = options;
  const clock = options.clock ?? systemClock;
  const secrets = await openSecrets(settings);
  const { stopping } = undo;
  const prepared = await prepareDatabase({ settings, log, clock, random: secureRandom });
  // PostgreSQL's own patience (a checkpoint on a slow disk) is 20 s, then 10 s.
  undo.add('postgres', async () => prepared.embedded?.stop(), 35 * SECOND_MS);
  const db = openDatabase({
    connection: prepared.connection,
    maxConnections: 16,
    onError: (error) => log[stopping() ? 'debug' : 'warn']({ error: error.message }, 'database connection lost'),
  });
  undo.add('database pool', async () => db.close());
  const mail =
    options.mail ?? (settings.smtpUrl === undefined ? noMail : smtpMailer(settings.smtpUrl, settings.mailFrom));
  const events = createEvents((name, error) =>
    log.error({ event: name, error: String(error) }, 'event handler failed'),
  );
  const platform: Platform = {
    settings,
    log,
    clock,
    random: secureRandom,
    db,
    events,
    jobs: jobQueue,
    mail,
    outbound: options.outbound ?? systemOutbound({ privateHosts: settings.outboundPrivateHosts }),
    metrics: createMetrics(),
    secrets,
  };
  return { platform, connection: prepared.connection };
}

/**
 * Connections that may wait to be taken; the kernel's own bound (net.core.somaxconn, 4096) holds as well. With Node's 511
 * a fleet that comes back all at once after a restart overflows it, and the kernel resets some of those connections.
 */
const WAITING_CONNECTIONS = 4096;

async function listen(
  server: FastifyInstance,
  { host, port, setting }: { readonly host: string; readonly port: number; readonly setting: string },
): Promise<void> {
  const address = { host, port, portSetting: setting, hostSetting: SETTINGS.tlsHost.env };
  await server.listen({ host, port, backlog: WAITING_CONNECTIONS }).catch((error: unknown) => {
    throw explainListenFailure(error, address);
  });
}

const portOf = (server: FastifyInstance): number => {
  const address = server.server.address();
  return typeof address === 'object' && address !== null ? address.port : 0;
};

interface Standing {
  readonly connection: ClientConfig;
  readonly demo: boolean;
}

/** What the modules stand on besides the platform: certificate, disk watch, workers, catalogue. */
async function composeProduct(platform: Platform, { connection, demo }: Standing, undo: Undo) {
  const { settings, secrets, clock, log, db } = platform;
  const certificateNeeds = { settings, secretBox: secrets, clock, log };
  const served = { certificate: await chooseCertificate(certificateNeeds), httpsUrl: '' };
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
    compiled: join(PROJECT_ROOT, 'dist', 'catalog.json'),
  });
  const signer = await ensureSigner(db, secrets, clock);
  const safekeeping = await createSafekeeping(platform, { connection, signer });
  const composed = compose({
    platform,
    catalog,
    signer,
    decoder,
    notices: () => [...(disk.low() ? ['disk_low'] : []), ...safekeeping.notices()],
    authority: () => {
      const { caFingerprint256: fingerprint256, caPem = '' } = served.certificate;
      return fingerprint256 === undefined ? null : { caPem, fingerprint256 };
    },
    agentUrl: () => settings.publicUrl ?? served.httpsUrl,
    requireSpace: disk.requireSpace,
  });
  return {
    ...composed,
    modules: [...composed.modules, safekeeping.module, demoModule(demo)],
    certificateNeeds,
    served,
  };
}

type Product = Awaited<ReturnType<typeof composeProduct>>;

interface Listeners {
  readonly http: FastifyInstance;
  readonly https: FastifyInstance;
  readonly ready: (now: boolean) => void;
}

async function makeListeners(platform: Platform, { modules, authenticator, served }: Product): Promise<Listeners> {
  let ready = false;
  const needs = { platform, modules, authenticator, version: VERSION, ready: () => ready };
  const http = await createRoutedListener(needs);
  const https = await createRoutedListener({ ...needs, tls: listenerOptions(served.certificate) });
  return {
    http,
    https,
    ready: (now) => {
      ready = now;
    },
  };
}

async function runNow(modules: Product['modules'], name: string): Promise<void> {
  const job = modules.flatMap((module) => module.jobs ?? []).find((one) => one.name === name);
  if (!job) throw new Error(`there is no job ${name}`);
  await job.run(job.payload.parse({}));
}

async function build(options: StartOptions, undo: Undo, log: Log): Promise<RunningSonae> {
  const { settings } = options;
  const clock = options.clock ?? systemClock;
  if (options.demo !== true) refuseDemoFolder(settings.dataDir);
  const lock = acquireDataLock({ dataDir: settings.dataDir, clock, random: secureRandom });
  undo.add('data lock', () => lock.release());
  const { platform, connection } = await makePlatform(options, undo, log);
  const product = await composeProduct(platform, { connection, demo: options.demo === true }, undo);
  const { identity, served } = product;
  for (const module of product.modules) {
    const end = module.start?.();
    if (end) undo.add(module.name, end);
  }
  const { http, https, ready } = await makeListeners(platform, product);
  undo.add('listeners', async () => Promise.all([closeListener(http), closeListener(https)]), 2 * CLOSE_WITHIN_MS);
  const jobs = await startJobs({
    pool: platform.db.pool,
    jobs: product.modules.flatMap((module) => module.jobs ?? []),
    log,
    metrics: platform.metrics,
    concurrency: 2,
    alone: settings.databaseUrl === undefined,
  });
  undo.add('jobs', async () => jobs.stop(), 10 * SECOND_MS);
  await listen(http, { host: '127.0.0.1', port: settings.port, setting: SETTINGS.port.env });
  await listen(https, { host: settings.tlsHost, port: settings.tlsPort, setting: SETTINGS.tlsPort.env });
  const stopRenewing = keepCertificateFresh(product.certificateNeeds, https, (renewed) => {
    served.certificate = renewed;
  });
  undo.add('certificate', stopRenewing);
  const name = served.certificate.names.dns.find((dns) => dns !== 'localhost') ?? hostname();
  served.httpsUrl = `https://${name}:${portOf(https)}`;
  const httpUrl = `http://127.0.0.1:${portOf(http)}`;
  rememberOwnAddress(settings.dataDir, settings.publicUrl ?? httpUrl);
  ready(true);
  undo.add('readiness', () => ready(false));
  const runJob = async (named: string): Promise<void> => runNow(product.modules, named);
  return { httpUrl, httpsUrl: served.httpsUrl, identity, platform, runJob, stop: async () => undo.all() };
}

/**
 * Starts the whole product, or throws after having undone what was begun.
 * @throws StartProblem where a person can do something about it.
 */
export async function startSonae(options: StartOptions): Promise<RunningSonae> {
  const log = options.log ?? createLog(options.settings.logLevel);
  const attempt = async (): Promise<RunningSonae> => {
    const undo = new Undo(log);
    try {
      return await build(options, undo, log);
    } catch (error) {
      await undo.all();
      throw explainStartFailure(error, options.settings);
    }
  };
  return startAgain(attempt, (failed, error) =>
    log.warn({ failed, error: String(error) }, 'the database did not answer in time; starting again'),
  );
}
