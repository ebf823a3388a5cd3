// SPDX-License-Identifier: Apache-2.0
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { SMTPServer } from 'smtp-server';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { noMail, smtpMailer } from './mail.ts';

describe('mail', () => {
  const received: { from: string; to: string[]; text: string }[] = [];
  const server = new SMTPServer({
    authOptional: true,
    disabledCommands: ['STARTTLS'],
    onData(stream, session, done) {
      const chunks: Buffer[] = [];
      stream.on('data', (chunk: Buffer) => chunks.push(chunk));
      stream.on('end', () => {
        const { mailFrom, rcptTo } = session.envelope;
        const from = mailFrom === false ? '' : mailFrom.address;
        received.push({ from, to: rcptTo.map(({ address }) => address), text: Buffer.concat(chunks).toString('utf8') });
        done();
      });
    },
  });
  let url = '';

  beforeAll(async () => {
    server.listen(0, '127.0.0.1');
    await once(server.server, 'listening');
    const address = server.server.address() as AddressInfo;
    url = `smtp://127.0.0.1:${address.port}`;
  });
  afterAll(() => server.close());

  it('reaches a mail server with Japanese subject and text whole', async () => {
    const mailer = smtpMailer(url, 'sonae@example.jp');
    expect(mailer.available).toBe(true);
    await mailer.send({ to: 'hanako@example.jp', subject: '備えへの招待', text: 'リンクを開いてください。\n' });
    const [mail] = received;
    expect(mail).toMatchObject({ from: 'sonae@example.jp', to: ['hanako@example.jp'] });
    expect(mail?.text).toContain(`=?UTF-8?B?${Buffer.from('備えへの招待').toString('base64')}?=`);
    const encoded = mail?.text.split('\r\n\r\n')[1] ?? '';
    expect(Buffer.from(encoded, 'base64').toString('utf8').trim()).toBe('リンクを開いてください。');
  });

  it('a subject cannot add headers', async () => {
    await smtpMailer(url, 'sonae@example.jp').send({
      to: 'a@example.jp',
      subject: 'x\r\nBcc: b@example.jp',
      text: 'y',
    });
    expect(received.at(-1)?.to).toEqual(['a@example.jp']);
    expect(received.at(-1)?.text).not.toMatch(/^Bcc:/m);
  });

  it('is not available without a server, and says so', () => {
    expect(noMail.available).toBe(false);
  });
});
