// SPDX-License-Identifier: Apache-2.0
import { deflateSync, gunzipSync, gzipSync, inflateSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { answerTo, refusal } from './answers.ts';
import { decodeMessage } from './decode-message.ts';
import type { AgentAnswer } from './answers.ts';

const AGENT_ID = '6b84be52-e52b-11f1-9a24-c9f81412b99c';
function answer(body: Uint8Array | string, agentId?: string): AgentAnswer {
  return answerTo(
    decodeMessage({
      body: Buffer.from(body),
      contentType: 'application/x-compress-zlib',
      contentEncoding: undefined,
      agentId,
      userAgent: undefined,
      receivedAtMs: 0,
    }),
  );
}
const text = (bytes: Uint8Array): string => Buffer.from(bytes).toString();
const prolog = '<REQUEST><DEVICEID>vm</DEVICEID><QUERY>PROLOG</QUERY></REQUEST>';
const inventory =
  '<REQUEST><CONTENT><BIOS><SSN>x1</SSN></BIOS></CONTENT><DEVICEID>vm</DEVICEID><QUERY>INVENTORY</QUERY></REQUEST>';
const CONTACT = {
  status: 'ok',
  expiration: 24,
  tasks: { inventory: { server: 'sonae', version: '1', 'no-category': 'process,environment' } },
};

describe('answers', () => {
  // In the order of the recorded conversations.
  it('a FusionInventory agent hears XML twice', () => {
    expect(text(answer(prolog).body)).toContain(
      '<REPLY><RESPONSE>SEND</RESPONSE><PROLOG_FREQ>24</PROLOG_FREQ></REPLY>',
    );
    expect(text(answer(inventory).body)).toContain('<REPLY></REPLY>');
    expect(answer(prolog).contentType).toBe('application/xml');
  });

  it('a GLPI agent is moved to JSON, but gets XML when it asks without its id', () => {
    expect(JSON.parse(text(answer(prolog, AGENT_ID).body))).toEqual(CONTACT);
    expect(JSON.parse(text(answer('{"action":"contact","deviceid":"vm"}', AGENT_ID).body))).toEqual(CONTACT);
    expect(text(answer(prolog).body)).toContain('<REPLY>');
    expect(JSON.parse(text(answer('{"deviceid":"vm","content":{"bios":{}}}', AGENT_ID).body))).toEqual({
      status: 'ok',
      expiration: 24,
    });
    // An inventory sent as XML is answered in XML, id or not.
    expect(text(answer(inventory, AGENT_ID).body)).toContain('<REPLY></REPLY>');
  });

  it('is packed as the question was', () => {
    const zlib = answer(deflateSync(prolog));
    expect(zlib.contentType).toBe('application/x-compress-zlib');
    expect([...zlib.body.subarray(0, 2)]).toEqual([0x78, 0x9c]);
    expect(text(inflateSync(zlib.body))).toContain('SEND');
    const gzip = answer(gzipSync(prolog), AGENT_ID);
    expect(gzip.contentType).toBe('application/x-compress-gzip');
    expect(JSON.parse(text(gunzipSync(gzip.body)))).toEqual(CONTACT);
    expect(answer('{"action":"contact","deviceid":"vm"}').contentType).toBe('application/json');
  });

  it('refuses in the words of the protocol', () => {
    expect(JSON.parse(text(refusal('json', 'too large').body))).toEqual({
      status: 'error',
      message: 'too large',
      expiration: 24,
    });
    expect(text(refusal('xml', 'a < b & c').body)).toContain('<RESPONSE>a &lt; b &amp; c</RESPONSE>');
  });
});
