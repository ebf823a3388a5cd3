// SPDX-License-Identifier: Apache-2.0
import type { RequestListener } from 'node:http';
import { afterEach, describe, expect, it } from 'vitest';
import { startHttpsServer } from '../../test/support/https-server.ts';
import type { HttpsServer } from '../../test/support/https-server.ts';
import { systemOutbound } from './outbound-http.ts';
import type { OutboundHttp } from './outbound-http.ts';

let server: HttpsServer | undefined;
afterEach(async () => {
  await server?.close();
  server = undefined;
});

interface Asked {
  readonly method: string | undefined;
  readonly path: string | undefined;
  readonly headers: Readonly<Record<string, unknown>>;
  readonly body: string;
}

/** A server that answers so and remembers what it was asked, and a way out that may go to it. */
async function answering(listener: RequestListener) {
  const asked: Asked[] = [];
  server = await startHttpsServer((request, response) => {
    let body = '';
    request.setEncoding('utf8').on('data', (part: string) => void (body += part));
    request.on('end', () => {
      asked.push({ method: request.method, path: request.url, headers: request.headers, body });
      listener(request, response);
    });
  });
  const outbound: OutboundHttp = systemOutbound({ privateHosts: ['localhost', '127.0.0.1'], ca: server.ca });
  return { asked, outbound, url: `${server.origin}/kev.json` };
}

describe('a document from a feed', () => {
  it('comes with its tag, and is asked for by the one we have', async () => {
    const { asked, outbound, url } = await answering((_request, response) =>
      response.setHeader('etag', '"1"').end('{"a":1}'),
    );
    const answer = await outbound.get({ url, maxBytes: 100, etag: '"0"' });
    expect([answer.status, Buffer.from(answer.body).toString(), answer.etag]).toEqual([200, '{"a":1}', '"1"']);
    expect(asked).toMatchObject([{ method: 'GET', path: '/kev.json', headers: { 'if-none-match': '"0"' } }]);
  });

  it('that did not change has no body', async () => {
    const { outbound, url } = await answering((_request, response) => response.writeHead(304).end());
    expect(await outbound.get({ url, maxBytes: 1 })).toMatchObject({ status: 304, body: new Uint8Array() });
  });

  it.each([
    ['a refusal', 403],
    ['a redirect', 302],
  ])('%s is an error that can be shown', async (_what, status) => {
    const { outbound, url } = await answering((_request, response) =>
      response.writeHead(status, { location: '/elsewhere' }).end(),
    );
    await expect(outbound.get({ url, maxBytes: 100 })).rejects.toMatchObject({
      kind: 'unavailable',
      code: 'outbound_failed',
    });
  });
});

describe('one exchange', () => {
  it('sends what it is given and gives back whatever status came, without following it', async () => {
    const { asked, outbound, url } = await answering((_request, response) =>
      response.writeHead(307, { location: 'https://169.254.169.254/', 'x-b': ['1', '2'] }).end('moved'),
    );
    const headers = { 'content-type': 'application/json' };
    const reply = await outbound.send({ url, method: 'POST', headers, body: '{"text":"備え"}', maxBytes: 100 });
    expect([reply.status, reply.headers['location'], Buffer.from(reply.body).toString()]).toEqual([
      307,
      'https://169.254.169.254/',
      'moved',
    ]);
    expect(asked).toMatchObject([{ method: 'POST', headers, body: '{"text":"備え"}' }]);
  });

  it('ends at its bound, also when the sender announces less', async () => {
    const { outbound, url } = await answering((_request, response) => response.end('x'.repeat(101)));
    await expect(outbound.send({ url, method: 'GET', maxBytes: 100 })).rejects.toMatchObject({
      code: 'outbound_too_large',
    });
    expect((await outbound.send({ url, method: 'GET', maxBytes: 101 })).body).toHaveLength(101);
  });

  it('ends in time, also when the answer drips', async () => {
    const { outbound, url } = await answering((_request, response) => response.write('x'));
    await expect(outbound.send({ url, method: 'GET', maxBytes: 100, timeoutMs: 200 })).rejects.toMatchObject({
      code: 'outbound_failed',
    });
  });

  it('trusts no certificate of an unknown authority', async () => {
    const { url } = await answering((_request, response) => response.end());
    const stranger = systemOutbound({ privateHosts: ['localhost'] });
    await expect(stranger.send({ url, method: 'GET', maxBytes: 1 })).rejects.toMatchObject({ code: 'outbound_failed' });
  });
});

describe('no connection is made', () => {
  it.each([
    'http://feeds.example/',
    'ftp://feeds.example/',
    'file:///etc/passwd',
    'https://a:b@feeds.example/',
    'feeds',
  ])('to %s', async (url) => {
    await expect(systemOutbound().send({ url, method: 'GET', maxBytes: 1 })).rejects.toMatchObject({
      code: 'outbound_not_https',
    });
  });

  // The same addresses as a browser reads them: decimal, octal and hexadecimal forms become 127.0.0.1.
  it.each(['127.0.0.1', '[::1]', '[::ffff:127.0.0.1]', '169.254.169.254', '10.0.0.1', '2130706433', '0x7f.1', '0'])(
    'to the address %s',
    async (host) => {
      const { asked } = await answering((_request, response) => response.end());
      const url = `https://${host}:${server?.port}/`;
      const outbound = systemOutbound(server && { ca: server.ca });
      await expect(outbound.send({ url, method: 'GET', maxBytes: 1 })).rejects.toMatchObject({
        code: 'outbound_address_refused',
      });
      expect(asked).toEqual([]);
    },
  );

  it('to a name that leads into the private network, unless the operator named it', async () => {
    const { asked, outbound, url } = await answering((_request, response) => response.end());
    const guarded = systemOutbound(server && { ca: server.ca });
    await expect(guarded.send({ url, method: 'GET', maxBytes: 1 })).rejects.toMatchObject({
      code: 'outbound_address_refused',
    });
    expect(asked).toEqual([]);
    expect(await outbound.send({ url, method: 'GET', maxBytes: 1 })).toMatchObject({ status: 200 });
  });
});
