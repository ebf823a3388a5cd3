// SPDX-License-Identifier: Apache-2.0
/**
 * Two clients' exchanges played against the product with our secret and key put in. Recorded ones where they lie beside
 * the project; the hand-made twins in fixtures/exchanges.json always.
 */
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Loose } from '../../test/support/browser.ts';
import { postOsquery } from '../../test/support/osquery-agent.ts';
import type { OsqueryReply } from '../../test/support/osquery-agent.ts';
import { setUp } from '../../test/support/people.ts';
import type { Installation } from '../../test/support/people.ts';
import { startProduct } from '../../test/support/product.ts';
import type { Product } from '../../test/support/product.ts';
import { must } from '../../test/tenancy/fill.ts';
import handMade from './sources/osquery/fixtures/exchanges.json' with { type: 'json' };

interface Message {
  readonly call: string;
  readonly url: string;
  readonly userAgent: string;
  readonly body: Loose;
}

const RECORDED = join(import.meta.dirname, '../../../shared/data/endpoints');
const ORDER = ['enroll', 'config', 'read', 'distributed_read', 'distributed_write', 'log-result', 'log-status'];

function recorded(name: string): Message[] {
  const folder = join(RECORDED, `osquery-exchange-${name}`);
  const files = readdirSync(folder).map((file) => file.replace(/\.json$/, ''));
  return ORDER.filter((call) => files.includes(call)).map((call) => {
    const told: Loose = JSON.parse(readFileSync(join(folder, `${call}.json`), 'utf8'));
    const { url, headers, body } = told.request ?? told;
    return { call: call.replace('distributed_', ''), url, userAgent: headers['user-agent'], body };
  });
}

const there = existsSync(RECORDED);
const exchanges: readonly (readonly [string, () => readonly Message[], boolean])[] = [
  ['a, made by hand', () => handMade.a, true],
  ['b, made by hand', () => handMade.b, true],
  ['a, as recorded', () => recorded('a'), there],
  ['b, as recorded', () => recorded('b'), there],
];

// Skipped where the recordings do not lie beside the project: their hand-made twins prove the same.
for (const [name, messages, here] of exchanges)
  describe.skipIf(!here)(`exchange ${name}`, () => {
    let product: Product;
    let owner: Installation;
    let org: string;
    let secret: string;
    const answers = new Map<string, OsqueryReply>();

    beforeAll(async () => {
      // Half an hour after the log lines of exchange b, by their own time.
      product = await startProduct({ start: new Date('2026-11-20T22:20:33Z') });
      owner = await setUp(product);
      org = `/api/v1/org/${owner.orgId}`;
      must(await owner.browser.post(`${org}/credentials`, { label: '' }), 201);
      secret = must(await owner.browser.get(`${org}/agent-setup`)).credentials[0].secret;
      let key = '';
      for (const { call, url, userAgent, body } of messages()) {
        const own = call === 'enroll' ? { ...body, enroll_secret: secret } : { ...body, node_key: key };
        const reply = await postOsquery(product, url, { body: own, headers: { 'user-agent': userAgent } });
        key = call === 'enroll' ? reply.body.node_key : key;
        answers.set(call, reply);
      }
    });
    afterAll(async () => product?.stop());

    const devices = async (): Promise<Loose[]> => must(await owner.browser.get(`${org}/devices`)).devices;

    test('everything is answered with 200, in the shape the client waits for', () => {
      for (const [call, reply] of answers) expect({ call, status: reply.status }).toEqual({ call, status: 200 });
      expect(answers.get('enroll')?.body.node_key).toMatch(/^sonae_node_/);
      expect(answers.get('config')?.body.packs.sonae.queries).toHaveProperty('sonae_os');
      expect(answers.get('read')?.body.queries).toHaveProperty('sonae_os');
      for (const call of ['write', 'log-result', 'log-status']) {
        const reply = answers.get(call);
        if (reply) expect(reply.body).toEqual({});
      }
    });

    test('makes one device with what the enrolment told, and no evidence from foreign names', async () => {
      const [device, ...more] = await devices();
      expect(more).toEqual([]);
      expect(device.platform).toBe(name.startsWith('a') ? 'macos' : 'linux');
      const { device: detail } = must(await owner.browser.get(`${org}/devices/${device.deviceId}`));
      expect(detail.sources).toEqual([]);
      expect(detail.facts).toEqual([]);
    });

    test('keeps log lines of the own host once; those of another host become a finding', async () => {
      const isB = name.startsWith('b');
      expect((await product.rowCounts())['endpoints_osquery_line']).toBe(isB ? 1 : 0);
      const { findings } = must(await owner.browser.get(`${org}/findings`));
      expect(findings.map((one: Loose) => one.kind)).toEqual(isB ? ['agent_claims_other'] : []);
    });
  });
