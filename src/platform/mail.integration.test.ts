// SPDX-License-Identifier: Apache-2.0
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startMailReceiver } from '../../test/support/mail-receiver.ts';
import type { MailReceiver } from '../../test/support/mail-receiver.ts';
import { noMail, smtpMailer } from './mail.ts';

describe('mail', () => {
  let mails: MailReceiver;

  beforeAll(async () => {
    mails = await startMailReceiver();
  });
  afterAll(() => mails.close());

  it('reaches a mail server with Japanese subject and text whole', async () => {
    const mailer = smtpMailer(mails.url, 'sonae@example.jp');
    expect(mailer.available).toBe(true);
    await mailer.send({ to: 'hanako@example.jp', subject: '備えへの招待', text: 'リンクを開いてください。\n' });
    const [mail] = mails.received;
    expect(mail).toMatchObject({ from: 'sonae@example.jp', to: ['hanako@example.jp'] });
    expect(mail?.raw).toContain(`=?UTF-8?B?${Buffer.from('備えへの招待').toString('base64')}?=`);
    const encoded = mail?.raw.split('\r\n\r\n')[1] ?? '';
    expect(Buffer.from(encoded, 'base64').toString('utf8').trim()).toBe('リンクを開いてください。');
  });

  it('a subject cannot add headers', async () => {
    await smtpMailer(mails.url, 'sonae@example.jp').send({
      to: 'a@example.jp',
      subject: 'x\r\nBcc: b@example.jp',
      text: 'y',
    });
    expect(mails.received.at(-1)?.to).toEqual(['a@example.jp']);
    expect(mails.received.at(-1)?.raw).not.toMatch(/^Bcc:/m);
  });

  it('is not available without a server, and says so', () => {
    expect(noMail.available).toBe(false);
  });
});
