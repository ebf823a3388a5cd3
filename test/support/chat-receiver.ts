// SPDX-License-Identifier: Apache-2.0
/** What receives posts: a real HTTPS server on loopback, called as if it were Slack, Chatwork or a program of one's own. */
import type { IncomingHttpHeaders } from 'node:http';
import { systemOutbound } from '../../src/platform/outbound-http.ts';
import type { OutboundHttp } from '../../src/platform/outbound-http.ts';
import { startHttpsServer } from './https-server.ts';

export interface ReceivedPost {
  /** As it was asked for: `hooks.slack.com`. */
  readonly host: string;
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

export interface ChatReceiver {
  readonly posts: readonly ReceivedPost[];
  /** Statuses of the next answers, in order; afterwards the usual one. */
  answer(...statuses: readonly number[]): void;
  /** The usual status, 200 unless told. */
  usually(status: number): void;
  /** The way out of a server under test: these hosts lead to the receiver, all others where they really lead. */
  readonly outbound: OutboundHttp;
  stop(): Promise<void>;
}

const HOST = 'x-asked-host';

export async function startChatReceiver(hosts: readonly string[]): Promise<ChatReceiver> {
  const posts: ReceivedPost[] = [];
  const next: number[] = [];
  let usual = 200;
  const server = await startHttpsServer((request, response) => {
    let body = '';
    request.setEncoding('utf8').on('data', (part: string) => void (body += part));
    request.on('end', () => {
      const { [HOST]: host, ...headers } = request.headers;
      posts.push({ host: String(host), path: request.url ?? '', headers, body });
      const status = next.shift() ?? usual;
      response.writeHead(status, status < 400 && status >= 300 ? { location: 'https://169.254.169.254/' } : {});
      response.end(status === 200 ? 'ok' : 'no');
    });
  });
  const here = systemOutbound({ privateHosts: ['localhost'], ca: server.ca });
  const elsewhere = systemOutbound();
  return {
    posts,
    answer: (...statuses) => void next.push(...statuses),
    usually: (status) => void (usual = status),
    outbound: {
      get: async (request) => elsewhere.get(request),
      send: async (message) => {
        const url = new URL(message.url);
        if (!hosts.includes(url.host)) return elsewhere.send(message);
        const headers = { ...message.headers, [HOST]: url.host };
        return here.send({ ...message, headers, url: `${server.origin}${url.pathname}${url.search}` });
      },
    },
    stop: async () => server.close(),
  };
}
