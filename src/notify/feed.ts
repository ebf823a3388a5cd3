// SPDX-License-Identifier: Apache-2.0
/**
 * A person's own feed: made, renewed and ended by themselves, read by any feed reader without signing in. Whoever has the
 * address reads what is in it, so it holds titles, due dates and links, which open nothing without signing in.
 */
import { createHash } from 'node:crypto';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { notFound } from '../kernel/errors.ts';
import { asUuid } from '../kernel/ids.ts';
import { createAttemptLimit } from '../platform/attempt-limit.ts';
import type { AttemptLimit } from '../platform/attempt-limit.ts';
import { audit } from '../platform/audit.ts';
import { callerOf } from '../platform/http/caller.ts';
import type { Caller } from '../platform/http/routes.ts';
import type { ScopedTx } from '../platform/postgres/database.ts';
import { makeScope, seenFrom } from '../platform/postgres/scope.ts';
import { makeToken, parseToken, sameHash } from '../platform/tokens.ts';
import type { ParsedScopedToken } from '../platform/tokens.ts';
import { composeFeed } from './compose-feed.ts';
import type { NotifyContext } from './context.ts';
import { deleteFeed, keepFeed, readFeed, touchFeed } from './feed-store.ts';
import { URGENT_SEVERITY } from './plan-notices.ts';
import { localMoment } from './when.ts';

const FEED_PATH = '/feed';
/** Wrong addresses from one network, and readings of one feed, within ten minutes: readers ask every 5 to 60 minutes. */
const MAX_WRONG = 20;
const MAX_READINGS = 60;

const originOf = ({ platform }: NotifyContext, caller: Caller): string => platform.settings.publicUrl ?? caller.origin;

export async function shownFeed(tx: ScopedTx, memberId: string) {
  const row = await readFeed(tx, memberId);
  return {
    feed: row ? { createdAt: row.created_at.toISOString(), lastReadAt: row.last_read_at?.toISOString() ?? null } : null,
  };
}

export async function renewFeed(
  tx: ScopedTx,
  context: NotifyContext,
  { memberId, caller }: { readonly memberId: string; readonly caller: Caller },
): Promise<{ address: string }> {
  const { clock, random } = context.platform;
  const { token, hash } = makeToken('feed', { orgId: tx.orgId, subjectId: asUuid(memberId) }, random);
  await keepFeed(tx, { memberId, hash, at: clock.now() });
  await audit(tx, clock, { action: 'notify.feed_created', subject: memberId });
  return { address: new URL(`${FEED_PATH}/${token}`, originOf(context, caller)).href };
}

export async function endFeed(tx: ScopedTx, { platform }: NotifyContext, memberId: string): Promise<void> {
  if (!(await deleteFeed(tx, memberId))) return;
  await audit(tx, platform.clock, { action: 'notify.feed_revoked', subject: memberId });
}

/** Undefined when the address was renewed or ended, or the person is no member any more, or one anew. */
async function feedOf(
  tx: ScopedTx,
  context: NotifyContext,
  { token, origin }: { readonly token: ParsedScopedToken; readonly origin: string },
): Promise<string | undefined> {
  const row = await readFeed(tx, token.subjectId);
  if (!row || !sameHash(row.secret_hash, token.hash)) return undefined;
  const member = (await context.members(tx)).find(({ memberId }) => memberId === token.subjectId);
  if (!member || row.created_at < member.joinedAt) return undefined;
  const { memberId, language } = member;
  const { clock } = context.platform;
  await touchFeed(tx, memberId, clock.now());
  const { name: organisation, timeZone } = await context.organisation(tx);
  const { day } = localMoment(clock.now(), timeZone);
  const own = await context.assess.tasksToTell(tx, { memberId, day });
  const ids = new Set(own.map(({ taskId }) => taskId));
  const urgent = (await context.assess.openTasks(tx)).filter(
    ({ taskId, severity }) => severity >= URGENT_SEVERITY && !ids.has(taskId),
  );
  return composeFeed({ memberId, language, organisation, own, urgent, origin, since: row.created_at });
}

interface Limits {
  readonly wrong: AttemptLimit;
  readonly readings: AttemptLimit;
}

async function answer(context: NotifyContext, limits: Limits, request: FastifyRequest): Promise<string> {
  limits.wrong.refuseIfExceeded(request.ip);
  const { params } = request;
  const text = typeof params === 'object' && params !== null && 'token' in params ? String(params.token) : '';
  const token = parseToken(text);
  if (token?.kind === 'feed') {
    limits.readings.refuseIfExceeded(token.subjectId);
    // What a person reads by their own address they read as a credential: nothing can be changed by it.
    const scope = seenFrom(makeScope(token.orgId, { kind: 'credential', credentialId: token.subjectId }), request.ip);
    const origin = originOf(context, callerOf(request));
    const feed = await context.platform.db.scoped(scope, async (tx) => feedOf(tx, context, { token, origin }));
    if (feed !== undefined) {
      limits.readings.count(token.subjectId);
      return feed;
    }
  }
  limits.wrong.count(request.ip);
  throw notFound('feed_not_found');
}

/** RFC 9110 §13.1.2: a list of tags, weak ones too, or a star. */
const matches = (asked: string | undefined, etag: string): boolean =>
  (asked ?? '')
    .slice(0, 1000)
    .split(',')
    .some((one) => one.trim().replace(/^W\//, '') === etag || one.trim() === '*');

export function feedDoor(context: NotifyContext): (server: FastifyInstance) => void {
  const { clock } = context.platform;
  const limits = {
    wrong: createAttemptLimit({ clock, max: MAX_WRONG }),
    readings: createAttemptLimit({ clock, max: MAX_READINGS }),
  };
  return (server) => {
    server.get(`${FEED_PATH}/:token`, async (request: FastifyRequest, reply: FastifyReply) => {
      const feed = await answer(context, limits, request);
      const etag = `"${createHash('sha256').update(feed).digest('base64url')}"`;
      reply.headers({ etag, 'cache-control': 'private, no-cache', 'x-robots-tag': 'noindex' });
      if (matches(request.headers['if-none-match'], etag)) return reply.status(304).send();
      return reply.type('application/atom+xml; charset=utf-8').send(feed);
    });
  };
}
