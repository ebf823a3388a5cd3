// SPDX-License-Identifier: Apache-2.0
/**
 * The same words in the form that each receiver wants. What people named themselves (an organisation, a step of their
 * own) must not become a link, a mention of everybody, or markup: every form says how it keeps that out.
 */
import type { ChannelKind } from './contract.ts';

export interface PostItem {
  /** Task id, or the name of what stands. */
  readonly id: string;
  readonly kind: string;
  readonly label: string;
  readonly title: string;
  /** With its words: "Due 20 December". */
  readonly due: string | undefined;
  readonly dueOn: string | null;
  readonly link: string | undefined;
}

export interface PostWords {
  readonly kind: 'digest' | 'urgent' | 'test';
  readonly organisation: string;
  readonly title: string;
  readonly lead: string;
  readonly items: readonly PostItem[];
  /** What is said at the end. */
  readonly ends: readonly string[];
  /** How a link is called. */
  readonly open: string;
  readonly at: Date;
}

interface Body {
  readonly contentType: string;
  readonly body: string;
}

const json = (value: unknown): Body => ({ contentType: 'application/json', body: JSON.stringify(value) });
const about = ({ label, due }: PostItem): string => (due === undefined ? label : `${label} · ${due}`);

/** docs.slack.dev/messaging/formatting-message-text, "Escaping text": these three, and no others. */
const escapeSlack = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');

/**
 * docs.slack.dev/messaging/sending-messages-using-incoming-webhooks: `text` is what notifications show, `blocks` what the
 * channel shows (at most 50, 3000 signs each). `verbatim` keeps Slack from making links of what looks like one.
 */
function slackBody({ title, lead, items, ends, open }: PostWords): Body {
  const section = (text: string, link?: string): object => ({
    type: 'section',
    text: { type: 'mrkdwn', text, verbatim: true },
    ...(link === undefined
      ? {}
      : { accessory: { type: 'button', text: { type: 'plain_text', text: open, emoji: false }, url: link } }),
  });
  const head = `*${escapeSlack(title)}*\n${escapeSlack(lead)}`;
  return json({
    text: escapeSlack(title),
    blocks: [
      section(head),
      ...items.map((item) => section(`*${escapeSlack(item.title)}*\n${escapeSlack(about(item))}`, item.link)),
      ...ends.map((end) => ({
        type: 'context',
        elements: [{ type: 'mrkdwn', text: escapeSlack(end), verbatim: true }],
      })),
    ],
  });
}

/**
 * learn.microsoft.com/microsoftteams/platform/webhooks-and-connectors/how-to/connectors-using ("Send Adaptive Cards using
 * an Incoming Webhook"), taken by the workflow "When a Teams webhook request is received"; at most 28 KB. RichTextBlock
 * (Adaptive Cards 1.2), for its runs know no Markdown, unlike TextBlock.
 */
function teamsBody({ title, lead, items, ends, open }: PostWords): Body {
  const runs = (...parts: readonly { text: string; bold?: boolean; link?: string | undefined }[]): object => ({
    type: 'RichTextBlock',
    spacing: 'Medium',
    inlines: parts.map(({ text, bold, link }) => ({
      type: 'TextRun',
      text,
      ...(bold === true ? { weight: 'Bolder' } : {}),
      ...(link === undefined ? {} : { selectAction: { type: 'Action.OpenUrl', title: open, url: link } }),
    })),
  });
  const lines = items.map((item) =>
    runs({ text: item.title, bold: true, link: item.link }, { text: `  ${about(item)}` }),
  );
  const card = {
    $schema: 'http://adaptivecards.io/schemas/adaptive-card.json',
    type: 'AdaptiveCard',
    version: '1.4',
    msteams: { width: 'Full' },
    body: [runs({ text: title, bold: true }), runs({ text: lead }), ...lines, ...ends.map((text) => runs({ text }))],
  };
  const contentType = 'application/vnd.microsoft.card.adaptive';
  return json({ type: 'message', attachments: [{ contentType, contentUrl: null, content: card }] });
}

/** developer.chatwork.com/docs/message-notation knows no way to write a bracket that is none: `[toall]` would call everybody. */
const withoutBrackets = (text: string): string => text.replaceAll('[', '［').replaceAll(']', '］');

/** developer.chatwork.com/reference/post-rooms-room_id-messages: a form with `body`. */
function chatworkBody({ title, lead, items, ends }: PostWords): Body {
  const lines = items.map((item) =>
    [`■ ${item.title}`, about(item), ...(item.link === undefined ? [] : [item.link])].map(withoutBrackets).join('\n'),
  );
  const inside = [withoutBrackets(lead), ...lines, ...ends.map(withoutBrackets)].join('\n\n');
  const body = new URLSearchParams({ body: `[info][title]${withoutBrackets(title)}[/title]${inside}[/info]` });
  return { contentType: 'application/x-www-form-urlencoded', body: body.toString() };
}

/** Standard Webhooks, "Payload structure": type, timestamp, data. Names here are a promise: see the guide. */
function genericBody({ kind, organisation, title, items, at }: PostWords): Body {
  return json({
    type: `sonae.notice.${kind}`,
    timestamp: at.toISOString(),
    data: {
      organisation,
      title,
      items: items.map((item) => ({
        id: item.id,
        kind: item.kind,
        title: item.title,
        dueOn: item.dueOn,
        link: item.link ?? null,
      })),
    },
  });
}

const BODIES: Readonly<Record<ChannelKind, (words: PostWords) => Body>> = {
  slack: slackBody,
  teams: teamsBody,
  chatwork: chatworkBody,
  generic: genericBody,
};

export const channelBody = (kind: ChannelKind, words: PostWords): Body => BODIES[kind](words);
