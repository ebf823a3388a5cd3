// SPDX-License-Identifier: Apache-2.0
/** Outgoing mail; without a mail server links are shown on screen to copy instead. */
import { createTransport } from 'nodemailer';

export interface OutgoingMail {
  readonly to: string;
  readonly subject: string;
  readonly text: string;
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
    send: async ({ to, subject, text }) => {
      await transport.sendMail({ to, subject, text });
    },
  };
}
