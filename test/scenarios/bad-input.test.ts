// SPDX-License-Identifier: Apache-2.0
/** What the machines' doors refuse: a clear reason, a counter, a log line, and nothing written. */
import { createHash } from 'node:crypto';
import { deflateSync, gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import glpiTexts from '../../src/endpoints/sources/glpi/en.json' with { type: 'json' };
import doorTexts from '../../src/endpoints/en.json' with { type: 'json' };
import { MINUTE_MS } from '../../src/kernel/clock.ts';
import { collectorReport } from '../support/collector-report.ts';
import { setUp } from '../support/people.ts';
import { startProduct } from '../support/product.ts';
import type { Product } from '../support/product.ts';
import { collect, must } from '../tenancy/fill.ts';

const TEXTS: Readonly<Record<string, string>> = { ...glpiTexts, ...doorTexts };
const NOW = '2026-11-20T01:00:00Z';
const MIB = 1024 * 1024;

let product: Product;
let orgId: string;
let enrol: string;
let deviceKey: string;

beforeAll(async () => {
  product = await startProduct({ start: new Date(NOW) });
  const installation = await setUp(product);
  const { browser } = installation;
  orgId = installation.orgId;
  must(await browser.post(`/api/v1/org/${orgId}/credentials`, { label: '' }), 201);
  enrol = must(await browser.get(`/api/v1/org/${orgId}/agent-setup`)).credentials[0].secret;
  const { code } = must(await browser.post(`/api/v1/org/${orgId}/first-looks`, { kind: 'sh' }), 201);
  deviceKey = must(await collect(product, code, collectorReport({ hostname: 'pc', observedAt: NOW })), 201).deviceKey;
});

afterAll(async () => product?.stop());

async function refused(door: string, code: string): Promise<number> {
  const { values } = await product.sonae.platform.metrics.refusals.get();
  return values.find(({ labels }) => labels.door === door && labels.code === code)?.value ?? 0;
}

interface Refusal {
  readonly door: 'glpi' | 'collect';
  readonly path: string;
  readonly body: Uint8Array | string;
  readonly headers: Readonly<Record<string, string>>;
  readonly status: number;
  readonly code: string;
}

/** Sends it and expects everything a refusal owes. Returns the answer's text. */
async function expectRefused({ door, path, body, headers, status, code }: Refusal): Promise<string> {
  const before = { rows: await product.rowCounts(), count: await refused(door, code), lines: product.log.length };
  const response = await fetch(product.origin + path, { method: 'POST', headers, body: Buffer.from(body) });
  const text = await response.text();
  expect({ status: response.status, text }).toMatchObject({ status });
  expect(await refused(door, code), 'counted').toBe(before.count + 1);
  const line = product.log.slice(before.lines).find((one) => one.includes(`"reason":"${code}"`));
  expect(line, 'logged').toMatch(/"level":"warn".*"id":"[2-9a-z]{10}"/);
  expect(line).not.toContain(enrol);
  expect(await product.rowCounts(), 'nothing written').toEqual(before.rows);
  return text;
}

const xml = (content: string, more = ''): string =>
  `<?xml version="1.0" encoding="UTF-8"?>${more}<REQUEST><CONTENT>${content}</CONTENT><DEVICEID>pc-2026-11-20-01-00-00</DEVICEID><QUERY>INVENTORY</QUERY></REQUEST>`;
const json = (content: unknown): string =>
  JSON.stringify({ action: 'inventory', deviceid: 'pc-2026-11-20-01-00-00', itemtype: 'Computer', content });
const software = (rows: number, padding: number): string =>
  Array.from({ length: rows }, (_row, at) => {
    const name = createHash('sha512').update(String(at)).digest('hex').repeat(2).slice(0, padding);
    return `<SOFTWARES><NAME>${name}</NAME><VERSION>1</VERSION></SOFTWARES>`;
  }).join('');
const good = deflateSync(xml('<HARDWARE><NAME>pc</NAME></HARDWARE>'.padEnd(4000)));

describe('the door of inventory agents', () => {
  const basic = (secret: string): string => `Basic ${Buffer.from(`sonae:${secret}`).toString('base64')}`;
  const XML = { 'content-type': 'application/xml' };
  const JSON_TYPE = { 'content-type': 'application/json' };
  const ZLIB = { 'content-type': 'application/x-compress-zlib' };
  type Case = readonly [string, () => Uint8Array | string, Readonly<Record<string, string>>, number, string];
  const cases: readonly Case[] = [
    ['an empty body', () => '', XML, 400, 'body_missing'],
    ['a body over the limit', () => Buffer.alloc(2 * MIB + 1, 0x20), XML, 413, 'body_too_large'],
    ['a zip bomb', () => deflateSync(Buffer.alloc(64 * MIB)), ZLIB, 413, 'body_too_large'],
    [
      'a gzip bomb',
      () => gzipSync(Buffer.alloc(64 * MIB)),
      { ...XML, 'content-encoding': 'gzip' },
      413,
      'body_too_large',
    ],
    ['10 MB of software', () => deflateSync(xml(software(40_000, 210)), { level: 1 }), ZLIB, 413, 'body_too_large'],
    ['100,000 fields', () => deflateSync(xml(software(34_000, 20)), { level: 1 }), ZLIB, 413, 'body_too_many_fields'],
    [
      '100,000 fields of JSON',
      () => json({ softwares: Array.from({ length: 34_000 }, () => ({ name: 'x', version: '1' })) }),
      JSON_TYPE,
      413,
      'body_too_many_fields',
    ],
    [
      'a value without end',
      () => deflateSync(xml(`<HARDWARE><NAME>${'x'.repeat(300_000)}</NAME></HARDWARE>`), { level: 1 }),
      ZLIB,
      413,
      'field_too_long',
    ],
    ['a document type', () => xml('', '<!DOCTYPE REQUEST>'), XML, 400, 'xml_dtd_refused'],
    [
      'entities that grow',
      () => xml('&c;', '<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;"><!ENTITY c "&b;&b;">]>'),
      XML,
      400,
      'xml_dtd_refused',
    ],
    [
      'an entity from a file',
      () => xml('&x;', '<!DOCTYPE x [<!ENTITY x SYSTEM "file:///etc/passwd">]>'),
      XML,
      400,
      'xml_dtd_refused',
    ],
    [
      'an entity of no document type',
      () => xml('<HARDWARE><NAME>&pc;</NAME></HARDWARE>'),
      XML,
      400,
      'xml_entity_refused',
    ],
    ['XML that is not closed', () => xml('<HARDWARE>'), XML, 400, 'xml_malformed'],
    ['XML without end downwards', () => xml('<A>'.repeat(200) + '</A>'.repeat(200)), XML, 400, 'xml_too_deep'],
    ['zlib cut off', () => good.subarray(0, good.length - 20), ZLIB, 400, 'body_truncated'],
    [
      'zlib with a changed byte',
      () => good.map((byte, at) => (at === 20 ? byte ^ 0xff : byte)),
      ZLIB,
      400,
      'body_not_compressed_right',
    ],
    ['an unknown compression', () => xml(''), { ...XML, 'content-encoding': 'br' }, 400, 'body_encoding_unknown'],
    ['broken JSON', () => json({}).slice(0, -5), JSON_TYPE, 400, 'json_malformed'],
    [
      'JSON without end downwards',
      () => `{"action":${'['.repeat(100_000)}${']'.repeat(100_000)}}`,
      JSON_TYPE,
      400,
      'json_too_deep',
    ],
    [
      'bytes that are no UTF-8',
      () => Buffer.from(xml('<HARDWARE><NAME>\u00e9</NAME></HARDWARE>'), 'latin1'),
      XML,
      400,
      'wrong_charset',
    ],
    ['a NUL', () => xml('<HARDWARE><NAME>p\u0000c</NAME></HARDWARE>'), XML, 400, 'nul_in_body'],
    ['a NUL in JSON', () => json({ hardware: { name: 'p!c' } }).replace('!', '\u0000'), JSON_TYPE, 400, 'nul_in_body'],
    ['something else', () => 'GET / HTTP/1.1', XML, 400, 'message_unknown'],
    ['XML of somebody else', () => '<?xml version="1.0"?><rss></rss>', XML, 400, 'message_unknown'],
    [
      'no word about which computer',
      () => xml('<HARDWARE/>').replace(/<DEVICEID>.*<\/DEVICEID>/, ''),
      XML,
      400,
      'deviceid_missing',
    ],
  ];

  test.each(cases)('%s', async (...given) => {
    const [, body, headers, status, code] = given;
    const authorization = basic(enrol);
    const refusal = {
      door: 'glpi' as const,
      path: '/agent/glpi',
      body: body(),
      headers: { ...headers, authorization },
      status,
      code,
    };
    const text = await expectRefused(refusal);
    // The reason stands in the agent's own protocol and in words.
    const sentence = TEXTS[`error.${code}`] ?? 'no sentence';
    if (headers === JSON_TYPE)
      expect(JSON.parse(text)).toMatchObject({ status: 'error', message: expect.stringContaining(sentence) });
    else expect(text).toContain(`<RESPONSE>${sentence}`);
  });

  test('without a credential: asked for it, neither counted nor limited, whatever the body', async () => {
    const rows = await product.rowCounts();
    for (let tries = 0; tries < 100; tries += 1) {
      const response = await fetch(`${product.origin}/agent/glpi`, { method: 'POST', headers: XML, body: xml('') });
      expect(response.status).toBe(401);
      expect(response.headers.get('www-authenticate')).toBe('Basic realm="Sonae"');
      expect(await response.text()).toContain('needs the organisation’s credential');
    }
    expect(await refused('glpi', 'agent_credential_missing')).toBe(0);
    expect(await product.rowCounts()).toEqual(rows);
  });

  test('a wrong credential: a plain reason, counted, and after many tries a wait', async () => {
    const wrong = {
      door: 'glpi' as const,
      path: '/agent/glpi',
      body: xml(''),
      headers: { ...XML, authorization: basic('wrong') },
    };
    expect(await expectRefused({ ...wrong, status: 401, code: 'agent_credential_wrong' })).toContain(
      'wrong or was revoked',
    );
    for (let tries = 1; tries < 60; tries += 1) {
      await fetch(product.origin + wrong.path, { method: 'POST', headers: wrong.headers, body: wrong.body });
    }
    expect(await expectRefused({ ...wrong, status: 429, code: 'too_many_attempts' })).toContain('Wait a while');
    product.clock.advance(11 * MINUTE_MS);
    await expectRefused({ ...wrong, status: 401, code: 'agent_credential_wrong' });
    const response = await fetch(product.origin + wrong.path, {
      method: 'POST',
      headers: { ...XML, authorization: basic(enrol) },
      body: good,
    });
    expect(response.status, 'a good one is let in').toBe(200);
  });
});

describe('the door of collectors', () => {
  const report = collectorReport({ hostname: 'pc', observedAt: NOW });
  const named = (name: string): string => JSON.stringify({ ...report, software: [{ name, version: '1' }] });
  const JSON_TYPE = { 'content-type': 'application/json' };
  type Case = readonly [string, () => Uint8Array | string, Readonly<Record<string, string>>, number, string];
  const cases: readonly Case[] = [
    ['an empty body', () => '', JSON_TYPE, 400, 'body_missing'],
    ['a body over the limit', () => Buffer.alloc(4 * MIB + 1, 0x20), JSON_TYPE, 413, 'body_too_large'],
    ['10 MB of software', () => named('n'.repeat(10 * MIB)), JSON_TYPE, 413, 'body_too_large'],
    [
      'more software than any computer has',
      () =>
        JSON.stringify({ ...report, software: Array.from({ length: 10_001 }, () => ({ name: 'x', version: '1' })) }),
      JSON_TYPE,
      400,
      'collector_report_invalid',
    ],
    [
      '100,000 accounts',
      () =>
        JSON.stringify({
          ...report,
          facts: {
            ...report.facts,
            administrators: { state: 'known', value: Array.from({ length: 100_000 }, () => ({})) },
          },
        }),
      JSON_TYPE,
      400,
      'collector_report_invalid',
    ],
    ['broken JSON', () => '{"format":1,', JSON_TYPE, 400, 'json_broken'],
    [
      'JSON without end downwards',
      () => `{"format":1,"facts":${'['.repeat(500_000)}${']'.repeat(500_000)}}`,
      JSON_TYPE,
      400,
      'collector_report_invalid',
    ],
    ['a prototype in disguise', () => '{"format":1,"__proto__":{"x":1}}', JSON_TYPE, 400, 'json_broken'],
    ['bytes that are no UTF-8', () => Buffer.from(named('caf\u00e9'), 'latin1'), JSON_TYPE, 400, 'wrong_charset'],
    ['a NUL', () => named('a\u0000b'), JSON_TYPE, 400, 'collector_report_invalid'],
    ['XML', () => xml(''), { 'content-type': 'application/xml' }, 400, 'media_type_not_accepted'],
    [
      'packed JSON, which nobody asked for',
      () => gzipSync('{}'),
      { ...JSON_TYPE, 'content-encoding': 'gzip' },
      400,
      'wrong_charset',
    ],
    ['a list', () => '[]', JSON_TYPE, 400, 'collector_report_invalid'],
    ['another format', () => JSON.stringify({ ...report, format: 2 }), JSON_TYPE, 400, 'collector_report_invalid'],
    [
      'a day that does not exist',
      () => JSON.stringify({ ...report, observedAt: '2026-02-30T00:00:00Z' }),
      JSON_TYPE,
      400,
      'collector_report_invalid',
    ],
  ];

  test.each(cases)('%s', async (...given) => {
    const [, body, headers, status, code] = given;
    const authorization = `Bearer ${deviceKey}`;
    const refusal = {
      door: 'collect' as const,
      path: '/api/v1/collect',
      body: body(),
      headers: { ...headers, authorization },
      status,
      code,
    };
    expect(JSON.parse(await expectRefused(refusal))).toMatchObject({
      error: { code, id: expect.stringMatching(/^[2-9a-z]{10}$/) },
    });
  });

  test('without a token: refused, neither counted nor limited', async () => {
    for (let tries = 0; tries < 100; tries += 1) {
      const response = await fetch(`${product.origin}/api/v1/collect`, {
        method: 'POST',
        headers: JSON_TYPE,
        body: '{}',
      });
      expect(response.status).toBe(401);
      await response.arrayBuffer();
    }
    expect(await refused('collect', 'token_wrong')).toBe(0);
  });

  test('a wrong token: counted, and after many tries a wait', async () => {
    const headers = { ...JSON_TYPE, authorization: 'Bearer sonae_dev_wrong' };
    const wrong = { door: 'collect' as const, path: '/api/v1/collect', body: '{}', headers };
    await expectRefused({ ...wrong, status: 401, code: 'token_wrong' });
    for (let tries = 1; tries < 60; tries += 1) await collect(product, 'sonae_dev_wrong', {});
    const answer = JSON.parse(await expectRefused({ ...wrong, status: 429, code: 'too_many_attempts' }));
    expect(answer.error.retryAfterSeconds).toBeGreaterThan(0);
    product.clock.advance(11 * MINUTE_MS);
    expect((await collect(product, deviceKey, report)).status).toBe(201);
  });
});

describe('questions of people that no page asks', () => {
  test.each([
    ['a NUL to look for', 'devices?search=%00'],
    ['a place in a list that was made up', `devices?cursor=${Buffer.from('x'.repeat(40)).toString('base64url')}`],
    [
      'a place with a NUL',
      `devices?cursor=${Buffer.from(`01a1f677-aa80-7b53-9bd4-d216e506cf6b\u0000`).toString('base64url')}`,
    ],
    [
      'a day that is none',
      `quarantine?cursor=${Buffer.from('01a1f677-aa80-7b53-9bd4-d216e506cf6bnever').toString('base64url')}`,
    ],
    ['a control that is none', 'controls/%00'],
    ['findings from nowhere', 'findings?cursor=never.x'],
    ['a subject that is none', 'subjects/never/verdicts'],
    ['half a character', 'devices?search=%E3%81'],
  ])('%s is no fault of ours', async (_name, question) => {
    const browser = product.browser();
    must(await browser.signIn('kanri@example.jp', 'yamaneko tabi suisei 47 hachimitsu'));
    const reply = await browser.get(`/api/v1/org/${orgId}/${question}`);
    expect(reply.status, JSON.stringify(reply.body)).toBeLessThan(500);
  });
});
