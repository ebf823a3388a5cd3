// SPDX-License-Identifier: Apache-2.0
/** Outgoing mail; without a mail server links are shown on screen to copy instead. */
import { createTransport } from 'nodemailer';

export interface OutgoingMail {
  readonly to: string;
  readonly subject: string;
  readonly text: string;
  /** The same as HTML, for programs that show it. */
  readonly html?: string;
  /** Makes the Message-ID: a mail that is sent twice can be known as one. */
  readonly id?: string;
}

export interface Mailer {
  /** False when no mail server is set: then nothing is sent and callers offer another way. */
  readonly available: boolean;
  send(mail: OutgoingMail): Promise<void>;
}

export const noMail: Mailer = { available: false, send: async () => {} };

export function smtpMailer(url: string, from: string): Mailer {
  const transport = createTransport(url, { from });
  return {
    available: true,
    send: async ({ to, subject, text, html, id }) => {
      const domain = from.slice(from.lastIndexOf('@') + 1).replaceAll(/[^\w.-]/g, '');
      await transport.sendMail({
        // An address of a person, never a list: nodemailer would read commas as several (its addressparser).
        to: { name: '', address: to },
        subject,
        text,
        ...(html === undefined ? {} : { html }),
        ...(id === undefined ? {} : { messageId: `<${id}@${domain}>` }),
      });
    },
  };
}
