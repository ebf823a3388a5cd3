// SPDX-License-Identifier: Apache-2.0
import { createHmac, randomBytes } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { channelBody } from './channel-body.ts';
import { composePost } from './compose-post.ts';
import { newWebhookSecret, signatureHeaders } from './sign-webhook.ts';

describe('a signature', () => {
  // The example of the specification's libraries: github.com/standard-webhooks/standard-webhooks.
  const secret = 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw';
  const post = { id: 'msg_p5jXN8AQM9LWM0D4loKWxJek', at: new Date(1614265330_000), body: '{"test": 2432232314}' };

  it('is the one that receivers compute', () => {
    expect(signatureHeaders(secret, post)).toEqual({
      'webhook-id': 'msg_p5jXN8AQM9LWM0D4loKWxJek',
      'webhook-timestamp': '1614265330',
      'webhook-signature': 'v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=',
    });
    const key = Buffer.from('MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw', 'base64');
    const content = 'msg_p5jXN8AQM9LWM0D4loKWxJek.1614265330.{"test": 2432232314}';
    expect(createHmac('sha256', key).update(content, 'utf8').digest('base64')).toBe(
      'g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=',
    );
  });

  it('depends on the secret, the id, the moment and each sign of the body', () => {
    const of = (given: Partial<typeof post>, by = secret) =>
      signatureHeaders(by, { ...post, ...given })['webhook-signature'];
    const all = [of({}), of({ id: 'msg_other' }), of({ at: new Date(1614265331_000) }), of({ body: '{"test":2}' })];
    expect(new Set([...all, of({}, newWebhookSecret(randomBytes))]).size).toBe(5);
  });

  it('is made with a secret of 32 bytes', () => {
    const made = newWebhookSecret(randomBytes);
    expect(made).toMatch(/^whsec_[A-Za-z0-9+/]{43}=$/);
    expect(newWebhookSecret(randomBytes)).not.toBe(made);
  });
});

describe('a post', () => {
  const at = new Date('2026-11-20T00:00:00Z');
  const words = (more: object = {}, title = 'ディスクを暗号化する') =>
    composePost({
      kind: 'digest',
      language: 'ja',
      organisation: 'みどり商店',
      origin: 'https://s.example.jp',
      at,
      told: [
        {
          id: 't1',
          kind: 'task_new',
          title: { ja: title, en: title },
          dueOn: '2026-12-20',
          path: '/tasks/t1',
          isToday: false,
        },
        {
          id: 'contradiction:disk',
          kind: 'contradiction',
          title: { ja: '食い違い', en: 'Differs' },
          dueOn: null,
          path: '/controls/disk',
          isToday: false,
        },
      ],
      ...more,
    });

  it('for Slack has a text for notifications and blocks with a button for each task', () => {
    const { contentType, body } = channelBody('slack', words());
    expect(contentType).toBe('application/json');
    expect(JSON.parse(body)).toEqual({
      text: '【備え】みどり商店：お知らせ2件',
      blocks: [
        {
          type: 'section',
          text: {
            type: 'mrkdwn',
            verbatim: true,
            text: '*【備え】みどり商店：お知らせ2件*\n新しいこと、期限が近いことをお知らせします。担当の人は、自分のものを開いてください。',
          },
        },
        {
          type: 'section',
          text: {
            type: 'mrkdwn',
            verbatim: true,
            text: '*ディスクを暗号化する*\n新しいやること · 期限 12月20日(日)',
          },
          accessory: {
            type: 'button',
            text: { type: 'plain_text', text: '開く', emoji: false },
            url: 'https://s.example.jp/tasks/t1',
          },
        },
        {
          type: 'section',
          text: { type: 'mrkdwn', verbatim: true, text: '*食い違い*\n回答と実測の食い違い' },
          accessory: {
            type: 'button',
            text: { type: 'plain_text', text: '開く', emoji: false },
            url: 'https://s.example.jp/controls/disk',
          },
        },
      ],
    });
  });

  it('for Teams is a message with one adaptive card whose titles are links', () => {
    const { body } = channelBody('teams', words({ language: 'en' }));
    const message = JSON.parse(body);
    expect(message).toMatchObject({
      type: 'message',
      attachments: [
        {
          contentType: 'application/vnd.microsoft.card.adaptive',
          contentUrl: null,
          content: { type: 'AdaptiveCard', version: '1.4' },
        },
      ],
    });
    const [card] = message.attachments;
    expect(card.content.body[2].inlines[0]).toEqual({
      type: 'TextRun',
      text: 'ディスクを暗号化する',
      weight: 'Bolder',
      selectAction: { type: 'Action.OpenUrl', title: 'Open', url: 'https://s.example.jp/tasks/t1' },
    });
    // A TextBlock would read Markdown: [words](https://elsewhere).
    expect(body).not.toContain('"TextBlock"');
  });

  it('for Chatwork is a form with the addresses written out', () => {
    const { contentType, body } = channelBody('chatwork', words());
    expect(contentType).toBe('application/x-www-form-urlencoded');
    const form = new URLSearchParams(body);
    expect([...form.keys()]).toEqual(['body']);
    expect(form.get('body')).toMatch(/^\[info\]\[title\]【備え】みどり商店：お知らせ2件\[\/title\]/);
    expect(form.get('body')).toContain('\nhttps://s.example.jp/tasks/t1\n\n');
  });

  it('for a program of their own has names that stay', () => {
    expect(JSON.parse(channelBody('generic', words()).body)).toEqual({
      type: 'sonae.notice.digest',
      timestamp: '2026-11-20T00:00:00.000Z',
      data: {
        organisation: 'みどり商店',
        title: '【備え】みどり商店：お知らせ2件',
        items: [
          {
            id: 't1',
            kind: 'task_new',
            title: 'ディスクを暗号化する',
            dueOn: '2026-12-20',
            link: 'https://s.example.jp/tasks/t1',
          },
          {
            id: 'contradiction:disk',
            kind: 'contradiction',
            title: '食い違い',
            dueOn: null,
            link: 'https://s.example.jp/controls/disk',
          },
        ],
      },
    });
  });

  it('never calls everybody, links elsewhere or adds lines by what people named', () => {
    const bad = '<!channel> [toall] [To:1] <https://evil.example|click>\r\n[/info] &lt; [x](https://evil.example)';
    const hostile = words({ organisation: bad }, bad);
    const slack = channelBody('slack', hostile).body;
    expect(slack).not.toMatch(/<!channel>|<https/);
    expect(slack).toContain('&lt;!channel&gt;');
    expect(slack).toContain('&amp;lt;');
    const chatwork = new URLSearchParams(channelBody('chatwork', hostile).body).get('body') ?? '';
    expect(chatwork.match(/\[[^\]]*\]/g)).toEqual(['[info]', '[title]', '[/title]', '[/info]']);
    const [, first = ''] = /\[title\]([\s\S]*)\[\/title\]/.exec(chatwork) ?? [];
    expect(first).not.toContain('\n');
    const teams = JSON.parse(channelBody('teams', hostile).body);
    const types = new Set<string>();
    JSON.stringify(teams, (key, value: unknown) => {
      if (key === 'type') types.add(String(value));
      return value;
    });
    expect([...types]).toEqual(['message', 'AdaptiveCard', 'RichTextBlock', 'TextRun', 'Action.OpenUrl']);
  });

  it('stays within what the receivers take, however much there is', () => {
    const long = '備'.repeat(20_000);
    const told = Array.from({ length: 200 }, (_, index) => ({
      id: `t${index}`,
      kind: 'task_overdue' as const,
      title: { ja: long, en: long },
      dueOn: '2026-12-20',
      path: `/tasks/t${index}`,
      isToday: false,
    }));
    for (const kind of ['slack', 'teams', 'chatwork', 'generic'] as const) {
      const { body } = channelBody(kind, words({ told }));
      // Teams: 28 KB; the others take more. The form of Chatwork triples what is not ASCII.
      expect([kind, Buffer.byteLength(body) < (kind === 'chatwork' ? 60 : 28) * 1024]).toEqual([kind, true]);
    }
    const { blocks } = JSON.parse(channelBody('slack', words({ told })).body);
    expect(blocks).toHaveLength(12);
    for (const { text } of blocks.slice(0, 11)) expect(text.text.length).toBeLessThan(3000);
  });

  it('of a test says that there is nothing to do', () => {
    const { title, lead, items, ends } = words({ kind: 'test', told: [], origin: undefined });
    expect([title, items, ends]).toEqual(['【備え】みどり商店：届くかどうかのテストです', [], []]);
    expect(lead).toContain('することはありません');
  });
});
