// SPDX-License-Identifier: Apache-2.0
/** Two listeners with the same routes: plain HTTP on loopback, HTTPS on all interfaces. */
import { join } from 'node:path';
import type { TlsOptions } from 'node:tls';
import type { FastifyInstance } from 'fastify';
import { SECOND_MS } from '../kernel/clock.ts';
import { openApiDocument } from '../platform/http/openapi.ts';
import { operationRoutes } from '../platform/http/register-operations.ts';
import type { AnyOperation, Authenticator } from '../platform/http/routes.ts';
import { createListener } from '../platform/http/server.ts';
import { serveWebFiles } from '../platform/http/web-files.ts';
import type { Settings } from '../platform/config/settings.ts';
import type { Platform, SonaeModule } from '../platform/module.ts';
import { PROJECT_ROOT } from './project-root.ts';

export interface ListenerNeeds {
  readonly platform: Platform;
  readonly modules: readonly SonaeModule[];
  readonly authenticator: Authenticator;
  readonly version: string;
  /** True once migrations are done and until stopping begins. */
  readonly ready: () => boolean;
  readonly tls?: TlsOptions;
}

/** A proxy on this machine passes the public name on. */
function loopbackNames({ publicUrl }: Settings): string[] {
  const own = ['localhost', '127.0.0.1', '[::1]', '::1'];
  return publicUrl === undefined ? own : [...own, new URL(publicUrl).hostname];
}

/** What proxies add (RFC 7239, RFC 9110 7.6.3, and the older names). */
const PROXY_HEADERS = ['forwarded', 'via', 'x-forwarded-for', 'x-forwarded-host', 'x-forwarded-proto', 'x-real-ip'];

const isLoopback = (address: string): boolean =>
  address === '127.0.0.1' || address === '::1' || address === '::ffff:127.0.0.1';

function statusRoutes(server: FastifyInstance, { platform, ready }: ListenerNeeds): void {
  server.get('/healthz', async () => ({ status: 'ok' }));
  server.get('/readyz', async (_request, reply) => {
    const up =
      ready() &&
      (await platform.db.ping().then(
        () => true,
        () => false,
      ));
    return reply
      .status(up ? 200 : 503)
      .header('cache-control', 'no-store')
      .send({ status: up ? 'ready' : 'not_ready' });
  });
  // Figures tell about the installation: only this machine reads them, and nobody through a proxy that runs on it.
  server.get('/metrics', async (request, reply) => {
    const throughProxy = PROXY_HEADERS.some((name) => request.headers[name] !== undefined);
    if (throughProxy || !isLoopback(request.socket.remoteAddress ?? '')) return reply.callNotFound();
    const { registry } = platform.metrics;
    return reply.type(registry.contentType).send(await registry.metrics());
  });
}

/** Running requests may end in peace; what is still open after this is cut off. */
export const CLOSE_WITHIN_MS = 5 * SECOND_MS;

export async function closeListener(server: FastifyInstance): Promise<void> {
  const cut = setTimeout(() => server.server.closeAllConnections(), CLOSE_WITHIN_MS);
  await server.close();
  clearTimeout(cut);
}

export async function createRoutedListener(needs: ListenerNeeds): Promise<FastifyInstance> {
  const { platform, modules, authenticator, version } = needs;
  const { settings, log, metrics } = platform;
  const server = await createListener({
    log,
    metrics,
    trustProxy: settings.trustProxy,
    ...(needs.tls ? { tls: needs.tls } : { hostNames: loopbackNames(settings) }),
  });
  const operations: AnyOperation[] = [];
  const routes = operationRoutes({ server, auth: authenticator, operations });
  for (const module of modules) module.routes?.(routes);
  statusRoutes(server, needs);
  let document: object | undefined;
  server.get('/api/openapi.json', async (_request, reply) => {
    document ??= openApiDocument(operations, version);
    return reply.header('cache-control', 'public, max-age=300').send(document);
  });
  await serveWebFiles(server, join(PROJECT_ROOT, 'dist', 'web'));
  return server;
}
