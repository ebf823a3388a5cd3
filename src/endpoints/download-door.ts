// SPDX-License-Identifier: Apache-2.0
/** Files to download: a collector with its one-hour code inside, and the authority's certificate. */
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { SafeError, notFound } from '../kernel/errors.ts';
import { isOneOf } from '../kernel/one-of.ts';
import { callerOf } from '../platform/http/caller.ts';
import { COLLECTOR_KINDS } from './contract.ts';
import type { GlpiDoorNeeds } from './glpi-door.ts';
import { collectorOrigin, renderCollector } from './sources/collector/render-collector.ts';

const textOf = (params: unknown, name: string): string => {
  if (typeof params !== 'object' || params === null) return '';
  const value: unknown = Object.entries(params).find(([key]) => key === name)?.[1];
  return typeof value === 'string' ? value : '';
};

/** Where the collector reports to: as the visitor addressed us when that is safe, else the address for agents. */
function reportAddress({ context }: GlpiDoorNeeds, request: FastifyRequest): string {
  const { origin } = callerOf(request);
  try {
    return collectorOrigin(origin);
  } catch {
    return context.agentUrl();
  }
}

async function renderFor(door: GlpiDoorNeeds, request: FastifyRequest) {
  door.wrongCredentials.refuseIfExceeded(request.ip);
  const token = textOf(request.params, 'code');
  const kind = textOf(request.params, 'file').replace(/^sonae-check\./, '');
  if (!isOneOf(COLLECTOR_KINDS, kind)) throw notFound();
  const scope = await door.doorkeeper.code(token);
  if (!scope) {
    door.wrongCredentials.count(request.ip);
    throw new SafeError('not_found', 'code_expired');
  }
  return renderCollector(kind, {
    serverUrl: reportAddress(door, request),
    token,
    caPem: door.context.authority()?.caPem,
  });
}

export function downloadDoor(door: GlpiDoorNeeds): (server: FastifyInstance) => void {
  return (server) => {
    server.get('/collect/:code/:file', async (request, reply) => {
      const file = await renderFor(door, request);
      return reply
        .header('content-disposition', `attachment; filename="${file.fileName}"`)
        .header('cache-control', 'no-store')
        .type(file.contentType)
        .send(file.body);
    });
    server.get('/ca.pem', async (_request, reply) => {
      const authority = door.context.authority();
      if (!authority) throw notFound('own_certificate');
      return reply
        .header('content-disposition', 'attachment; filename="sonae-ca.pem"')
        .type('application/x-pem-file')
        .send(authority.caPem);
    });
  };
}
