// SPDX-License-Identifier: Apache-2.0
/**
 * One agent's connection as a load generator needs it: HTTP/1.1 over TLS with one request at a time, written and read with
 * as little work as possible, so that the processor belongs to the server that is measured.
 */
import { once } from 'node:events';
import { connect, createSecureContext } from 'node:tls';
import type { SecureContext, TLSSocket } from 'node:tls';

export interface Place {
  readonly host: string;
  readonly port: number;
  readonly tls: SecureContext;
}

/**
 * What all agents of a generator share. A context each is collected as garbage some thousands at a time, which holds this
 * process (not the server) for half a second and would be counted as the server's delay.
 */
export const agentTls = (caPem: string): SecureContext =>
  // What osqueryd's TLS library offers first; Node's own first choice is a hybrid with ML-KEM that agents do not have.
  createSecureContext({ ca: caPem, ecdhCurve: 'X25519' });

export interface Answer {
  readonly status: number;
  readonly body: string;
}

const HEAD_END = '\r\n\r\n';

interface Waiting {
  readonly done: (answer: Answer) => void;
  readonly failed: (error: Error) => void;
}

export class PollConnection {
  readonly #place: Place;
  #socket: TLSSocket | undefined;
  #received = '';
  #waiting: Waiting | undefined;
  handshakes = 0;

  constructor(place: Place) {
    this.#place = place;
  }

  /** Connects when there is no connection; each connection is a full handshake without resumption. */
  async open(): Promise<TLSSocket> {
    if (this.#socket && !this.#socket.destroyed) return this.#socket;
    const { host, port, tls: secureContext } = this.#place;
    const socket = connect({ host, port, secureContext, servername: 'localhost', ALPNProtocols: ['http/1.1'] });
    await once(socket, 'secureConnect');
    socket.setNoDelay(true);
    socket.setEncoding('latin1');
    socket.on('data', (text: string) => this.#take(text));
    const lost = (error?: Error): void => this.#lose(error ?? new Error('the connection was closed'));
    socket.on('error', lost);
    socket.on('close', () => lost());
    this.handshakes += 1;
    this.#socket = socket;
    this.#received = '';
    return socket;
  }

  async post(path: string, body: string): Promise<Answer> {
    const socket = await this.open();
    return new Promise((done, failed) => {
      this.#waiting = { done, failed };
      socket.write(
        `POST ${path} HTTP/1.1\r\nHost: localhost\r\nUser-Agent: osquery/5.23.1\r\nContent-Type: application/json\r\n` +
          `Accept: application/json\r\nContent-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`,
      );
    });
  }

  close(): void {
    const socket = this.#socket;
    this.#socket = undefined;
    socket?.removeAllListeners('close');
    socket?.on('error', () => {});
    socket?.destroy();
  }

  #take(text: string): void {
    this.#received += text;
    const headEnd = this.#received.indexOf(HEAD_END);
    if (headEnd < 0) return;
    const head = this.#received.slice(0, headEnd);
    const length = Number(/\r\ncontent-length: (\d+)/i.exec(head)?.[1] ?? 0);
    const bodyStart = headEnd + HEAD_END.length;
    if (this.#received.length < bodyStart + length) return;
    const answer = { status: Number(head.slice(9, 12)), body: this.#received.slice(bodyStart, bodyStart + length) };
    this.#received = this.#received.slice(bodyStart + length);
    const waiting = this.#waiting;
    this.#waiting = undefined;
    waiting?.done(answer);
  }

  #lose(error: Error): void {
    this.#socket?.destroy();
    this.#socket = undefined;
    const waiting = this.#waiting;
    this.#waiting = undefined;
    waiting?.failed(error);
  }
}
