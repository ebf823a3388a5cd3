// SPDX-License-Identifier: Apache-2.0
/** Anybody may read what was published, and nothing besides. Unknown and withdrawn addresses look the same. */
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { notFound } from '../../kernel/errors.ts';
import { asUuid } from '../../kernel/ids.ts';
import { createAttemptLimit } from '../../platform/attempt-limit.ts';
import { makeScope } from '../../platform/postgres/scope.ts';
import type { GovernContext } from '../context.ts';
import { policy } from './contract.ts';
import { organisationOfSlug, readPublication } from './declaration-store.ts';
import type { PublicationRow } from './declaration-store.ts';
import { PAGE_CSS, renderPublicPage } from './public-page.ts';
import type { Published } from './publish.ts';

/** From one address in ten minutes; a whole office reads it without meeting this. */
const MAX_LOOKS = 300;
const params = z.object({ slug: z.string().regex(/^[a-z0-9-]{3,60}$/) });

/** What was signed is read back through the shape it was made of. */
const content = z.object({
  slug: z.string(),
  publishedAt: z.string(),
  version: z.int(),
  policy,
  declared: z.array(z.object({ star: z.union([z.literal(1), z.literal(2)]), declaredOn: z.string() })),
});

export function publicDoor(context: GovernContext): (server: FastifyInstance) => void {
  const { db, clock } = context.platform;
  const looks = createAttemptLimit({ clock, max: MAX_LOOKS });

  async function find(request: FastifyRequest): Promise<{ row: PublicationRow; published: Published }> {
    looks.refuseIfExceeded(request.ip);
    looks.count(request.ip);
    const asked = params.safeParse(request.params);
    if (!asked.success) throw notFound('page_not_found');
    const { slug } = asked.data;
    const orgId = await db.global(async (tx) => organisationOfSlug(tx, slug));
    if (orgId === undefined) throw notFound('page_not_found');
    const scope = makeScope(asUuid(orgId), { kind: 'system', job: 'govern.public_page' });
    const row = await db.scoped(scope, readPublication);
    if (!row || row.slug !== slug) throw notFound('page_not_found');
    return { row, published: content.parse(JSON.parse(row.content)) };
  }

  const marked = (reply: FastifyReply, { noindex }: PublicationRow): FastifyReply => {
    if (noindex) reply.header('x-robots-tag', 'noindex');
    // Short: what is taken back must be gone soon.
    return reply.header('cache-control', 'public, max-age=60');
  };

  return (server) => {
    server.get('/public/page.css', async (_request, reply) => reply.type('text/css; charset=utf-8').send(PAGE_CSS));
    server.get('/public/:slug', async (request, reply) => {
      const { row, published } = await find(request);
      return marked(reply, row).type('text/html; charset=utf-8').send(renderPublicPage(published, row));
    });
    server.get('/public/:slug/signed.json', async (request, reply) => {
      const { row } = await find(request);
      const { content: text, signature, key_id: keyId } = row;
      const signed = { head: 'sonae-publication-1\n', content: text, signature, keyId };
      return marked(reply, row).send({ ...signed, publicKeyPem: context.signer.publicKeyPem });
    });
  };
}
