// SPDX-License-Identifier: Apache-2.0
import { describe, expect, it } from 'vitest';
import { systemOutbound } from './outbound-http.ts';

/** Answers every request with one response and remembers what was asked. */
function answering(response: () => Response) {
  const asked: { url: string; init: RequestInit | undefined }[] = [];
  const fetcher: typeof fetch = async (url, init) => {
    asked.push({ url: url instanceof Request ? url.url : url.toString(), init });
    return response();
  };
  return { asked, outbound: systemOutbound(fetcher) };
}

describe('outbound requests', () => {
  const url = 'https://feeds.example/kev.json';

  it('bring a document with its tag, and follow no redirect', async () => {
    const { asked, outbound } = answering(() => new Response('{"a":1}', { headers: { etag: '"1"' } }));
    const answer = await outbound.get({ url, maxBytes: 100, etag: '"0"' });
    expect([answer.status, Buffer.from(answer.body).toString(), answer.etag]).toEqual([200, '{"a":1}', '"1"']);
    expect(asked[0]?.init).toMatchObject({ redirect: 'error', headers: { 'if-none-match': '"0"' } });
  });

  it('say that nothing changed without a body', async () => {
    const { outbound } = answering(() => new Response(null, { status: 304 }));
    expect(await outbound.get({ url, maxBytes: 1 })).toMatchObject({ status: 304, body: new Uint8Array() });
  });

  it('end at their bound, whatever the sender says of the length', async () => {
    const { outbound } = answering(() => new Response('x'.repeat(101), { headers: { 'content-length': '5' } }));
    await expect(outbound.get({ url, maxBytes: 100 })).rejects.toMatchObject({ code: 'outbound_too_large' });
  });

  it.each([
    ['a refusal', () => new Response('no', { status: 403 })],
    [
      'no network',
      (): Response => {
        throw new TypeError('fetch failed');
      },
    ],
  ])('make %s an error that can be shown', async (_what, response) => {
    await expect(answering(response).outbound.get({ url, maxBytes: 100 })).rejects.toMatchObject({
      kind: 'unavailable',
      code: 'outbound_failed',
    });
  });

  it('go out over https only', async () => {
    const { asked, outbound } = answering(() => new Response(''));
    await expect(outbound.get({ url: 'http://feeds.example/', maxBytes: 1 })).rejects.toMatchObject({
      code: 'outbound_not_https',
    });
    expect(asked).toEqual([]);
  });
});
