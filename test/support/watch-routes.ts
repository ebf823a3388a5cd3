// SPDX-License-Identifier: Apache-2.0
/** Every route of every listener made while watching, as fastify itself tells (`GET /healthz`). */
import { channel } from 'node:diagnostics_channel';
import type { FastifyInstance } from 'fastify';

const isServer = (value: unknown): value is FastifyInstance =>
  typeof value === 'object' && value !== null && 'addHook' in value && typeof value.addHook === 'function';

export function watchRoutes(): { readonly routes: ReadonlySet<string>; stop(): void } {
  const routes = new Set<string>();
  const made = channel('fastify.initialization');
  const listen = (message: unknown): void => {
    if (typeof message !== 'object' || message === null || !('fastify' in message) || !isServer(message.fastify))
      return;
    message.fastify.addHook('onRoute', ({ method, url }) => {
      for (const one of [method].flat()) routes.add(`${one} ${url}`);
    });
  };
  made.subscribe(listen);
  return { routes, stop: () => made.unsubscribe(listen) };
}
