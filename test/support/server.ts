// SPDX-License-Identifier: Apache-2.0
/** A listener on 127.0.0.1 with the given modules, a clock that stands still and mail that stays here. */
import { randomBytes } from 'node:crypto';
import { createIdentity } from '../../src/identity/index.ts';
import type { Identity } from '../../src/identity/index.ts';
import { manualClock } from '../../src/kernel/clock.ts';
import type { ManualClock } from '../../src/kernel/clock.ts';
import { secureRandom } from '../../src/kernel/ids.ts';
import { readSettings } from '../../src/platform/config/settings.ts';
import { createEvents } from '../../src/platform/events.ts';
import { operationRoutes } from '../../src/platform/http/register-operations.ts';
import type { AnyOperation, Authenticator } from '../../src/platform/http/routes.ts';
import { createListener } from '../../src/platform/http/server.ts';
import { createLog } from '../../src/platform/log.ts';
import type { OutgoingMail } from '../../src/platform/mail.ts';
import { createMetrics } from '../../src/platform/metrics.ts';
import type { OutboundHttp } from '../../src/platform/outbound-http.ts';
import type { Platform, SonaeModule } from '../../src/platform/module.ts';
import type { Database } from '../../src/platform/postgres/database.ts';
import { createSecretBox } from '../../src/platform/secrets/index.ts';
import { openBrowser } from './browser.ts';
import type { TestBrowser } from './browser.ts';

export interface TestMail {
  available: boolean;
  readonly sent: OutgoingMail[];
}

export interface TestServer {
  /** `http://127.0.0.1:<port>` */
  readonly origin: string;
  readonly platform: Platform;
  readonly clock: ManualClock;
  readonly mail: TestMail;
  readonly identity: Identity;
  /** Everything that was registered, in order. */
  readonly operations: readonly AnyOperation[];
  /** Each line that was logged. */
  readonly log: readonly string[];
  browser(headers?: Readonly<Record<string, string>>): TestBrowser;
  stop(): Promise<void>;
}

export interface TestServerOptions {
  readonly db: Database;
  /** Besides identity, which is always there. */
  readonly modules?: (platform: Platform, identity: Identity) => readonly SonaeModule[];
  readonly device?: Authenticator['device'];
  readonly start?: Date;
  readonly publicUrl?: string;
  /** Absent = any try to go out fails. */
  readonly outbound?: OutboundHttp;
}

const staysHere = async (): Promise<never> => {
  throw new Error('tests do not leave this machine');
};

export function testPlatform(options: Pick<TestServerOptions, 'db' | 'start' | 'publicUrl' | 'outbound'>): {
  platform: Platform;
  clock: ManualClock;
  mail: TestMail;
  log: string[];
} {
  const clock = manualClock(options.start ?? new Date('2026-11-20T03:00:00Z'));
  const mail: TestMail = { available: false, sent: [] };
  const log: string[] = [];
  const flags = options.publicUrl === undefined ? {} : { 'public-url': options.publicUrl };
  const platform: Platform = {
    settings: readSettings(flags, {}, { cwd: '/', home: '/', configHome: '/' }),
    log: createLog('debug', { write: (line: string) => void log.push(line) }),
    clock,
    random: secureRandom,
    db: options.db,
    events: createEvents((name, error) => {
      throw new Error(`a handler of ${name} failed`, { cause: error });
    }),
    // No worker runs here, and the database has no queue: jobs are tested with the whole product.
    jobs: { enqueue: async () => {} },
    outbound: options.outbound ?? { get: staysHere, send: staysHere },
    mail: {
      get available() {
        return mail.available;
      },
      send: async (one) => void mail.sent.push(one),
    },
    metrics: createMetrics(),
    secrets: createSecretBox({ masterKeys: [randomBytes(32)] }),
  };
  return { platform, clock, mail, log };
}

export async function startTestServer(options: TestServerOptions): Promise<TestServer> {
  const { platform, clock, mail, log } = testPlatform(options);
  const identity = createIdentity(platform);
  // The test itself is the trusted proxy: it may send X-Forwarded-For and X-Forwarded-Proto.
  const server = await createListener({ log: platform.log, metrics: platform.metrics, trustProxy: ['127.0.0.1'] });
  const operations: AnyOperation[] = [];
  const auth: Authenticator = { ...identity.authenticator, device: options.device ?? (async () => undefined) };
  const routes = operationRoutes({ server, auth, operations });
  for (const module of [identity.module, ...(options.modules?.(platform, identity) ?? [])]) module.routes?.(routes);
  const origin = await server.listen({ host: '127.0.0.1', port: 0 });
  return {
    origin,
    platform,
    clock,
    mail,
    identity,
    operations,
    log,
    browser: (headers) => openBrowser(origin, headers),
    stop: async () => server.close(),
  };
}
