// SPDX-License-Identifier: Apache-2.0
// What a name leads to is looked at in the moment of connecting: here the name service is ours to say so.
import type { LookupAddress } from 'node:dns';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { startHttpsServer } from '../../test/support/https-server.ts';
import type { HttpsServer } from '../../test/support/https-server.ts';
import { systemOutbound } from './outbound-http.ts';

const names: { answers: string[][]; asked: number } = { answers: [], asked: 0 };
const ownLookup = async (): Promise<LookupAddress[]> => {
  names.asked += 1;
  const found = names.answers.shift() ?? [];
  return found.map((address) => ({ address, family: address.includes(':') ? 6 : 4 }));
};

let server: HttpsServer;
let knocks = 0;
beforeAll(async () => {
  server = await startHttpsServer((_request, response) => {
    knocks += 1;
    response.end();
  });
});
afterAll(async () => server.close());
beforeEach(() => {
  knocks = 0;
  names.asked = 0;
});

const send = async () =>
  systemOutbound({ ca: server.ca, lookup: ownLookup }).send({
    url: `https://localhost:${server.port}/`,
    method: 'POST',
    maxBytes: 1,
  });

describe('a name', () => {
  it.each([
    [['127.0.0.1']],
    [['::1']],
    [['::ffff:10.0.0.1']],
    [['169.254.169.254']],
    [['fd00:ec2::254']],
    // One good address beside a bad one: whichever answers first would be taken.
    [['93.184.216.34', '127.0.0.1']],
  ])('that leads to %j is not called', async (addresses) => {
    names.answers = [addresses];
    await expect(send()).rejects.toMatchObject({ kind: 'invalid', code: 'outbound_address_refused' });
    expect(knocks).toBe(0);
  });

  it('that leads nowhere is no address', async () => {
    names.answers = [[]];
    await expect(send()).rejects.toMatchObject({ code: 'outbound_failed' });
  });

  it('is asked for once for each exchange: what was looked at is what is called', async () => {
    names.answers = [['127.0.0.1'], ['93.184.216.34'], ['127.0.0.1']];
    await expect(send()).rejects.toMatchObject({ code: 'outbound_address_refused' });
    expect([names.asked, names.answers.length, knocks]).toEqual([1, 2, 0]);
  });
});
