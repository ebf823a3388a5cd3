// SPDX-License-Identifier: Apache-2.0
import { readFileSync } from 'node:fs';
import { deflateSync } from 'node:zlib';
import { afterEach, describe, expect, it } from 'vitest';
import { decodeMessage } from './decode-message.ts';
import type { AgentRequest } from './decode-message.ts';
import { createMessageDecoder } from './message-decoder.ts';
import type { MessageDecoder } from './message-decoder.ts';

let decoder: MessageDecoder | undefined;
afterEach(async () => decoder?.close());
const request = (body: Uint8Array): AgentRequest => ({
  body,
  contentType: undefined,
  contentEncoding: undefined,
  agentId: undefined,
  userAgent: undefined,
  receivedAtMs: 1_800_000_000_000,
});
// Padded to be large on the wire as real inventories are.
const windows = Buffer.concat([
  readFileSync(new URL('./fixtures/windows-fusioninventory-2.6.xml', import.meta.url)),
  Buffer.alloc(4096, 0x20),
]);

describe('reading messages beside the event loop', () => {
  it('reads a PROLOG at once and starts no thread for it', async () => {
    decoder = createMessageDecoder();
    const prolog = deflateSync('<REQUEST><DEVICEID>vm</DEVICEID><QUERY>PROLOG</QUERY></REQUEST>');
    expect(await decoder.decode(request(prolog))).toMatchObject({ kind: 'prolog' });
    expect(decoder.stats().threads).toBe(0);
  });

  it('gives the same report from the thread as without it', async () => {
    decoder = createMessageDecoder();
    expect(await decoder.decode(request(Buffer.from(windows)))).toEqual(decodeMessage(request(windows)));
    expect(decoder.stats().threads).toBe(1);
  });

  it('hands a small body that is large inside to the thread, where it is refused', async () => {
    decoder = createMessageDecoder();
    const rows = '<SOFTWARES><NAME>a</NAME></SOFTWARES>'.repeat(1000);
    const packed = deflateSync(
      `<REQUEST><CONTENT>${rows}</CONTENT><DEVICEID>d</DEVICEID><QUERY>INVENTORY</QUERY></REQUEST>`,
    );
    expect(packed.length).toBeLessThan(4096);
    expect(await decoder.decode(request(packed))).toMatchObject({
      kind: 'inventory',
      report: { software: [{ name: 'a' }] },
    });
    expect(decoder.stats().threads).toBe(1);
    await expect(decoder.decode(request(deflateSync(Buffer.alloc(60_000_000))))).rejects.toMatchObject({
      code: 'body_too_large',
      status: 413,
    });
    await expect(decoder.decode(request(Buffer.alloc(5000, 0x41)))).rejects.toMatchObject({
      code: 'message_unknown',
      status: 400,
    });
    await expect(decoder.decode(request(Buffer.alloc(5_000_000, 0x41)))).rejects.toMatchObject({
      code: 'body_too_large',
      status: 413,
    });
  });
});
