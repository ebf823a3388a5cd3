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
import { PAGE_CSS, renderNoPage, renderPublicPage } from './public-page.ts';
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

  interface Found {
    readonly row: PublicationRow;
    readonly published: Published;
  }

  /** undefined when nothing is published there. */
  async function look(request: FastifyRequest): Promise<Found | undefined> {
    looks.refuseIfExceeded(request.ip);
    looks.count(request.ip);
    const asked = params.safeParse(request.params);
    if (!asked.success) return undefined;
    const { slug } = asked.data;
    const orgId = await db.global(async (tx) => organisationOfSlug(tx, slug));
    if (orgId === undefined) return undefined;
    const scope = makeScope(asUuid(orgId), { kind: 'system', job: 'govern.public_page' });
    const row = await db.scoped(scope, readPublication);
    if (!row || row.slug !== slug) return undefined;
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
      const found = await look(request);
      const html = reply.type('text/html; charset=utf-8');
      // People come here by links on paper and old pages: they get words, programs get the error of the file below.
      if (!found)
        return html
          .status(404)
          .headers({ 'cache-control': 'no-store', 'x-robots-tag': 'noindex' })
          .send(renderNoPage());
      return marked(html, found.row).send(renderPublicPage(found.published, found.row));
    });
    server.get('/public/:slug/signed.json', async (request, reply) => {
      const found = await look(request);
      if (!found) throw notFound('page_not_found');
      const { row } = found;
      const { content: text, signature, key_id: keyId } = row;
      const signed = { head: 'sonae-publication-1\n', content: text, signature, keyId };
      return marked(reply, row).send({ ...signed, publicKeyPem: context.signer.publicKeyPem });
    });
  };
}
