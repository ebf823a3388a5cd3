// SPDX-License-Identifier: Apache-2.0
/** Outgoing mail; without a mail server links are shown on screen to copy instead. */
import { createTransport } from 'nodemailer';
import { SafeError } from '../kernel/errors.ts';

export interface MailAttachment {
  readonly name: string;
  readonly contentType: string;
  readonly content: Uint8Array;
}

/** Mail servers begin to refuse at 10 MB; base64 adds a third. */
const MAX_ATTACHED = 6 * 1024 * 1024;
const MAX_ATTACHMENTS = 5;

export interface OutgoingMail {
  readonly to: string;
  readonly subject: string;
  readonly text: string;
  /** The same as HTML, for programs that show it. */
  readonly html?: string;
  /** Makes the Message-ID: a mail that is sent twice can be known as one. */
  readonly id?: string;
  /** At most five, 6 MiB together. */
  readonly attachments?: readonly MailAttachment[];
}

export interface Mailer {
  /** False when no mail server is set: then nothing is sent and callers offer another way. */
  readonly available: boolean;
  /** @throws SafeError `too_large` `mail_too_large`; else what the mail server said (src/notify/retry.ts reads it). */
  send(mail: OutgoingMail): Promise<void>;
}

export const noMail: Mailer = { available: false, send: async () => {} };

function refuseTooMuch(attachments: readonly MailAttachment[]): void {
  const bytes = attachments.reduce((sum, { content }) => sum + content.byteLength, 0);
  if (attachments.length > MAX_ATTACHMENTS || bytes > MAX_ATTACHED) throw new SafeError('too_large', 'mail_too_large');
}

export function smtpMailer(url: string, from: string): Mailer {
  const transport = createTransport(url, { from });
  return {
    available: true,
    send: async ({ to, subject, text, html, id, attachments = [] }) => {
      refuseTooMuch(attachments);
      const domain = from.slice(from.lastIndexOf('@') + 1).replaceAll(/[^\w.-]/g, '');
      await transport.sendMail({
        // An address of a person, never a list: nodemailer would read commas as several (its addressparser).
        to: { name: '', address: to },
        subject,
        text,
        ...(html === undefined ? {} : { html }),
        attachments: attachments.map(({ name, contentType, content }) => ({
          filename: name,
          contentType,
          content: Buffer.from(content),
        })),
        ...(id === undefined ? {} : { messageId: `<${id}@${domain}>` }),
      });
    },
  };
}
