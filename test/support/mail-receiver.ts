// SPDX-License-Identifier: Apache-2.0
/** A real mail server on loopback that keeps what it is given. */
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { SMTPServer } from 'smtp-server';

export interface ReceivedMail {
  readonly from: string;
  readonly to: readonly string[];
  readonly raw: string;
}

export interface MailReceiver {
  /** `smtp://127.0.0.1:<port>` */
  readonly url: string;
  readonly received: readonly ReceivedMail[];
  /** How often somebody named a receiver. */
  readonly knocks: number;
  /** Answers every receiver so from now on; undefined = takes everything. */
  refusal: Error | undefined;
  close(): void;
}

export async function startMailReceiver(): Promise<MailReceiver> {
  const received: ReceivedMail[] = [];
  const state: { knocks: number; refusal: Error | undefined } = { knocks: 0, refusal: undefined };
  const server = new SMTPServer({
    authOptional: true,
    disabledCommands: ['STARTTLS'],
    onRcptTo(_address, _session, done) {
      state.knocks += 1;
      done(state.refusal);
    },
    onData(stream, { envelope }, done) {
      const chunks: Buffer[] = [];
      stream.on('data', (chunk: Buffer) => chunks.push(chunk));
      stream.on('end', () => {
        const { mailFrom, rcptTo } = envelope;
        const from = mailFrom === false ? '' : mailFrom.address;
        const to = rcptTo.map(({ address }) => address);
        received.push({ from, to, raw: Buffer.concat(chunks).toString('utf8') });
        done();
      });
    },
  });
  server.listen(0, '127.0.0.1');
  await once(server.server, 'listening');
  const { port } = server.server.address() as AddressInfo;
  return {
    url: `smtp://127.0.0.1:${port}`,
    received,
    get knocks() {
      return state.knocks;
    },
    get refusal() {
      return state.refusal;
    },
    set refusal(refusal) {
      state.refusal = refusal;
    },
    close: () => {
      server.close();
    },
  };
}

/** Each mail for each of its receivers, all its base64 parts readable. */
export const readableMails = (received: MailReceiver['received']): { to: string; text: string }[] =>
  received.flatMap(({ to: receivers, raw }) => {
    const parts = raw.split(/\r\n\r\n/).map((part) => part.split('\r\n--')[0] ?? '');
    const text = parts.map((part) => Buffer.from(part, 'base64').toString('utf8')).join('\n');
    return receivers.map((to) => ({ to, text }));
  });
