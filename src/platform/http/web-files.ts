// SPDX-License-Identifier: Apache-2.0
/** Serves the built web app: hashed assets for ever, everything else the one page that loads them. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import fastifyStatic from '@fastify/static';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { notFound } from '../../kernel/errors.ts';

/** Paths that belong to machines: an unknown one is an error, not a page. */
const MACHINE_PATHS = [
  '/api/',
  '/agent/',
  '/plugins/',
  '/front/',
  '/collect/',
  '/osq/',
  '/assets/',
  '/healthz',
  '/readyz',
  '/metrics',
];

/** No page of ours has a dot in its address: what has one was meant as a file. */
function isPage({ method, url }: FastifyRequest): boolean {
  const [path = ''] = url.split('?');
  if (method !== 'GET' && method !== 'HEAD') return false;
  return !path.includes('.') && !MACHINE_PATHS.some((start) => path.startsWith(start));
}

/** The builder's own notes and the compressed twins, which are sent in place of their originals only. */
const isInner = (path: string): boolean => path.split(/[/\\]/).includes('.vite') || /\.(br|gz)$/.test(path);

export async function serveWebFiles(server: FastifyInstance, folder: string): Promise<void> {
  if (!existsSync(join(folder, 'index.html'))) {
    server.setNotFoundHandler(async () => {
      throw notFound();
    });
    return;
  }
  await server.register(fastifyStatic, {
    root: folder,
    wildcard: false,
    index: false,
    allowedPath: (path) => !isInner(path),
    globIgnore: ['.vite/**', '**/.vite/**', '**/*.br', '**/*.gz', '**/index.html'],
    preCompressed: true,
    setHeaders: (reply, path) => {
      const hashed = path.includes('/assets/');
      void reply.header('cache-control', hashed ? 'public, max-age=31536000, immutable' : 'no-cache');
    },
  });
  server.setNotFoundHandler(async (request, reply) => {
    if (!isPage(request)) throw notFound();
    return reply.header('cache-control', 'no-cache').sendFile('index.html', folder);
  });
}
