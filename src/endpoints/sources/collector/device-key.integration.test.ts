// SPDX-License-Identifier: Apache-2.0
/** The downloaded collector, run for real against the whole product: a code, then its own key, until that is revoked. */
import { mkdirSync, readFileSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { linuxLaptop, runShell } from './collector-sandbox.fake.ts';
import type { Sandbox, ShellResult } from './collector-sandbox.fake.ts';
import { systemClock } from '../../../kernel/clock.ts';
import { setUp } from '../../../../test/support/people.ts';
import type { Installation } from '../../../../test/support/people.ts';
import { startProduct } from '../../../../test/support/product.ts';
import type { Product } from '../../../../test/support/product.ts';
import type { Reply } from '../../../../test/support/browser.ts';

let product: Product;
let owner: Installation;
let box: Sandbox;
let folder = '';
let org = '';

beforeAll(async () => {
  // The collector tells the time of this computer.
  product = await startProduct({ start: systemClock.now() });
  owner = await setUp(product);
  org = `/api/v1/org/${owner.orgId}`;
  box = linuxLaptop();
  folder = join(box.dir, 'home');
  mkdirSync(folder);
});
afterAll(async () => {
  await product?.stop();
  box?.remove();
});

function must<B>(reply: Reply<B>, status = 200): B {
  if (reply.status !== status) throw new Error(`answered ${reply.status}: ${JSON.stringify(reply.body)}`);
  return reply.body;
}
const keyFile = (): string => join(folder, 'sonae.key');
const keyOf = (file: string): string => /^key=(.+)$/m.exec(readFileSync(file, 'utf8'))?.[1] ?? '';

async function download(): Promise<{ script: string; code: string }> {
  const look = must(await owner.browser.post(`${org}/first-looks`, { kind: 'sh' }), 201);
  const script = join(folder, 'sonae-check.sh');
  writeFileSync(script, Buffer.from(await (await fetch(product.origin + look.downloadPath)).arrayBuffer()));
  return { script, code: look.code };
}
const run = async (script: string, args: readonly string[]): Promise<ShellResult> =>
  runShell({ script, args, env: { ...box.env, LANG: 'ja_JP.UTF-8' } });
const devices = async (): Promise<{ deviceId: string }[]> => must(await owner.browser.get(`${org}/devices`)).devices;

test('a code gives a key, the key needs no code, and an administrator ends it at once', async () => {
  const { script, code } = await download();
  const first = await run(script, ['--keep', keyFile()]);
  expect([first.status, first.stderr]).toEqual([0, expect.stringMatching(/^[○×？–] ディスクの暗号化: .+/m)]);
  expect(first.stderr).toMatch(/^○ よい \d|^× 直すところ \d/m);
  expect(statSync(keyFile()).mode & 0o777).toBe(0o600);

  // Without an address or a code inside, as it stands in the source: the file alone is enough.
  const second = await runShell({ args: ['--keep', keyFile()], env: box.env });
  expect([second.status, second.stderr]).toEqual([0, expect.stringMatching(/^[○×?–] Disk encryption: .+/m)]);
  const [device, ...more] = await devices();
  expect(more).toEqual([]);

  must(await owner.browser.delete(`${org}/devices/${device?.deviceId}/keys`), 204);
  const refused = await runShell({ args: ['--keep', keyFile()], env: box.env });
  expect([refused.status, refused.stderr]).toEqual([1, expect.stringContaining('Make a new code')]);
  // the code that had made the key makes no other
  const headers = { authorization: `Bearer ${code}` };
  expect((await product.browser().call('POST', '/api/v1/collect', { body: {}, headers })).status).toBe(401);
  expect((await run(script, ['--keep', keyFile()])).status).toBe(1);
  const { entries } = must(await owner.browser.get(`${org}/audit`));
  expect(JSON.stringify(entries)).toContain('endpoints.device_keys_revoked');

  const again = await download();
  const before = keyOf(keyFile());
  expect((await run(again.script, ['--keep', keyFile()])).status).toBe(0);
  expect(keyOf(keyFile())).not.toBe(before);
  expect(await devices()).toHaveLength(1);
  expect(readdirSync(folder).toSorted()).toEqual(['sonae-check.sh', 'sonae.key']);
});

test('looks that keep nothing do not push out the key that is in use', async () => {
  const { script } = await download();
  for (let round = 0; round < 6; round += 1) expect((await run(script, [])).status).toBe(0);
  const kept = await runShell({ args: ['--keep', keyFile()], env: box.env });
  expect(kept.status).toBe(0);
});
