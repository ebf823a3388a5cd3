// SPDX-License-Identifier: Apache-2.0
/** One try to post into one channel. */
import type { OutboundMessage } from '../platform/outbound-http.ts';
import type { Platform } from '../platform/module.ts';
import { SECOND_MS } from '../kernel/clock.ts';
import { channelBody } from './channel-body.ts';
import type { PostWords } from './channel-body.ts';
import { openWay } from './channel-secret.ts';
import type { ChannelWay } from './channel-secret.ts';
import type { ChannelRow } from './channel-store.ts';
import { postErrorOf, postErrorOfStatus } from './retry.ts';
import type { PostError } from './retry.ts';
import { signatureHeaders } from './sign-webhook.ts';

const TIMEOUT_MS = 15 * SECOND_MS;
/** What a receiver answers is not kept; a little more than any of them says. */
const MAX_ANSWER_BYTES = 256 * 1024;

export interface Post {
  readonly orgId: string;
  readonly channel: ChannelRow;
  /** The same for every try. */
  readonly id: string;
  readonly words: PostWords;
}

function wayTo(box: Platform['secrets'], { orgId, channel }: Post): ChannelWay | undefined {
  if (channel.sealed === null) return undefined;
  try {
    return openWay(box, { orgId, channelId: channel.channel_id }, channel.sealed);
  } catch {
    return undefined;
  }
}

function headersFor({ channel, id }: Post, secret: string, { body, at }: { body: string; at: Date }) {
  if (channel.kind === 'generic') return signatureHeaders(secret, { id, at, body });
  // developer.chatwork.com/docs/endpoints: the token goes into this header, never into the address.
  return channel.kind === 'chatwork' ? { 'x-chatworktoken': secret } : {};
}

/** null = taken. Never throws: what went wrong is written down and tried again. */
export async function sendPost({ secrets, outbound, clock }: Platform, post: Post): Promise<PostError | null> {
  const way = wayTo(secrets, post);
  if (!way) return 'post_unreadable';
  const { contentType, body } = channelBody(post.channel.kind, post.words);
  const message: OutboundMessage = {
    method: 'POST',
    url: way.url,
    headers: { 'content-type': contentType, ...headersFor(post, way.secret ?? '', { body, at: clock.now() }) },
    body,
    maxBytes: MAX_ANSWER_BYTES,
    timeoutMs: TIMEOUT_MS,
  };
  return outbound.send(message).then(({ status }) => postErrorOfStatus(status), postErrorOf);
}
