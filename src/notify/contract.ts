// SPDX-License-Identifier: Apache-2.0
import { z } from 'zod';
import { ADMINISTRATORS, OWN_PEOPLE, operation } from '../kernel/contract.ts';
import { LANGUAGES } from '../kernel/language.ts';
import { isoMoment, localDate, orgParams, uuid } from '../kernel/schemas.ts';

/** `contradiction`: answered yes, measured no; `safekeeping`: backups or their trial fail; `asked`: a colleague asks. */
export const NOTICE_KINDS = [
  'task_new',
  'task_due_soon',
  'task_overdue',
  'contradiction',
  'safekeeping',
  'asked',
] as const;
/** `refused`: the mail server does not take this mail (5yz); `sign_in_refused`: it does not take our name and password. */
export const MAIL_ERRORS = ['refused', 'sign_in_refused', 'unreachable', 'no_answer', 'failed'] as const;
/**
 * Of a post into a channel. `post_refused`: the receiver does not take it (4xx); `post_moved`: a redirect, which is not
 * followed; `post_busy`: try later (429, 5xx); `post_address`: not an address of the public internet;
 * `post_unreadable`: sealed with a key that is not there any more.
 */
export const POST_ERRORS = [
  'post_refused',
  'post_moved',
  'post_busy',
  'post_unreachable',
  'post_no_answer',
  'post_certificate',
  'post_address',
  'post_unreadable',
  'post_failed',
] as const;
export const DELIVERY_ERRORS = [...MAIL_ERRORS, ...POST_ERRORS] as const;
export const CHANNEL_KINDS = ['slack', 'teams', 'chatwork', 'generic'] as const;
export type ChannelKind = (typeof CHANNEL_KINDS)[number];

/** Minutes after local midnight. */
const minute = z.int().min(0).max(1439);

const choice = z.object({
  mail: z.boolean(),
  urgentInQuiet: z.boolean(),
  quietFrom: minute,
  quietUntil: minute,
  digestAt: minute,
});

const readNoticeChoice = operation({
  method: 'GET',
  path: '/api/v1/org/:orgId/notices/choice',
  summary: 'What the caller wants to be told by mail, and when; `available` says whether this server can send mail',
  access: OWN_PEOPLE,
  params: orgParams,
  response: choice.extend({ available: z.boolean() }),
});

const changeNoticeChoice = operation({
  method: 'PUT',
  path: '/api/v1/org/:orgId/notices/choice',
  summary: 'Changes what the caller is told by mail, and when',
  access: OWN_PEOPLE,
  params: orgParams,
  body: choice,
  response: choice.extend({ available: z.boolean() }),
});

const listNoticeDeliveries = operation({
  method: 'GET',
  path: '/api/v1/org/:orgId/notices/deliveries',
  summary: 'The last 100 mails and posts of notices, newest first, with how each went',
  access: ADMINISTRATORS,
  params: orgParams,
  response: z.object({
    available: z.boolean(),
    deliveries: z.array(
      z.object({
        deliveryId: uuid,
        /** A mail goes to a person, a post to a channel. */
        memberId: uuid.nullable(),
        channelId: uuid.nullable(),
        /** Name of the person or of the channel. */
        receiver: z.string(),
        kind: z.enum(['digest', 'urgent', 'test']),
        day: localDate,
        /** `nothing`: everything in it was done before it was sent. */
        state: z.enum(['waiting', 'sent', 'nothing', 'failed']),
        createdAt: isoMoment,
        endedAt: isoMoment.nullable(),
        attempts: z.int(),
        lastError: z.enum(DELIVERY_ERRORS).nullable(),
      }),
    ),
  }),
});

const channel = z.object({
  channelId: uuid,
  kind: z.enum(CHANNEL_KINDS),
  label: z.string(),
  language: z.enum(LANGUAGES),
  /** What is shown of the address: whoever knows all of it can write there. */
  host: z.string(),
  createdAt: isoMoment,
  /** Not null: the last try failed and nothing is sent until somebody switches it on again. */
  paused: z.object({ at: isoMoment, reason: z.enum(DELIVERY_ERRORS) }).nullable(),
});

const listChannels = operation({
  method: 'GET',
  path: '/api/v1/org/:orgId/notices/channels',
  summary: 'Channels (Slack, Teams, Chatwork, signed webhooks) into which the organisation’s notices are posted',
  access: ADMINISTRATORS,
  params: orgParams,
  response: z.object({ channels: z.array(channel) }),
});

const label = z
  .string()
  .trim()
  .min(1, 'name_missing')
  .max(60, 'too_long')
  .regex(/^[^\p{Cc}]*$/u, 'control_characters');
const webAddress = z
  .string()
  .trim()
  .max(2000, 'too_long')
  .refine((text) => /^https:\/\/[^\s\p{Cc}]+$/iu.test(text) && URL.canParse(text), 'channel_address');
const named = { label, language: z.enum(LANGUAGES) };

const newChannel = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('slack'),
    ...named,
    url: webAddress.refine((url) => url.startsWith('https://hooks.slack.com/'), 'channel_address_slack'),
  }),
  z.object({ kind: z.literal('teams'), ...named, url: webAddress }),
  z.object({ kind: z.literal('generic'), ...named, url: webAddress }),
  z.object({
    kind: z.literal('chatwork'),
    ...named,
    roomId: z
      .string()
      .trim()
      .regex(/^\d{1,20}$/, 'channel_room'),
    token: z
      .string()
      .trim()
      .regex(/^[\w-]{8,200}$/, 'channel_token'),
  }),
]);
export type NewChannel = z.output<typeof newChannel>;

const createChannel = operation({
  method: 'POST',
  path: '/api/v1/org/:orgId/notices/channels',
  summary: 'Adds a channel; the secret of a signed webhook is shown only in this answer',
  access: ADMINISTRATORS,
  params: orgParams,
  body: newChannel,
  response: z.object({ channel, secret: z.string().nullable() }),
  status: 201,
});

const channelParams = orgParams.extend({ channelId: uuid });

const removeChannel = operation({
  method: 'DELETE',
  path: '/api/v1/org/:orgId/notices/channels/:channelId',
  summary: 'Takes a channel away and forgets its address and secret',
  access: ADMINISTRATORS,
  params: channelParams,
  response: z.null(),
  status: 204,
});

const testChannel = operation({
  method: 'POST',
  path: '/api/v1/org/:orgId/notices/channels/:channelId/test',
  summary: 'Posts a test into a channel now, once, and tells how it went; also into one that is paused',
  access: ADMINISTRATORS,
  params: channelParams,
  response: z.object({ error: z.enum(DELIVERY_ERRORS).nullable() }),
});

const switchChannelOn = operation({
  method: 'POST',
  path: '/api/v1/org/:orgId/notices/channels/:channelId/on',
  summary: 'Switches a paused channel on again; what it missed is in the next post',
  access: ADMINISTRATORS,
  params: channelParams,
  response: z.object({ channel }),
});

const readFeed = operation({
  method: 'GET',
  path: '/api/v1/org/:orgId/notices/feed',
  summary: 'Whether the caller has a feed (Atom) of tasks; its address is never shown again',
  access: OWN_PEOPLE,
  params: orgParams,
  response: z.object({ feed: z.object({ createdAt: isoMoment, lastReadAt: isoMoment.nullable() }).nullable() }),
});

const renewFeed = operation({
  method: 'POST',
  path: '/api/v1/org/:orgId/notices/feed',
  summary: 'Makes a new address for the caller’s feed; the one before ends at once',
  access: OWN_PEOPLE,
  params: orgParams,
  response: z.object({ address: z.string() }),
  status: 201,
});

const endFeed = operation({
  method: 'DELETE',
  path: '/api/v1/org/:orgId/notices/feed',
  summary: 'Ends the caller’s feed',
  access: OWN_PEOPLE,
  params: orgParams,
  response: z.null(),
  status: 204,
});

export const notifyOperations = {
  readFeed,
  renewFeed,
  endFeed,
  readNoticeChoice,
  changeNoticeChoice,
  listNoticeDeliveries,
  listChannels,
  createChannel,
  removeChannel,
  testChannel,
  switchChannelOn,
} as const;
