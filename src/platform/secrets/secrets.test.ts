// SPDX-License-Identifier: Apache-2.0
import { randomBytes } from 'node:crypto';
import { chmod, mkdir, mkdtemp, readdir, readFile, rm, stat, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import {
  checkCanary,
  createSecretBox,
  ensureCanary,
  formatKeyFile,
  hasCanary,
  loadMasterKeys,
  sealCanary,
  SecretError,
} from './index.ts';

const keyA = randomBytes(32);
const keyB = randomBytes(32);
const codeOf = (run: () => unknown): string => {
  try {
    run();
  } catch (error) {
    if (error instanceof SecretError) return error.code;
    throw error;
  }
  return 'no error';
};
const codeOfAsync = async (running: Promise<unknown>): Promise<string> => {
  const error: unknown = await running.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  if (error instanceof SecretError) {
    expect(error.message).not.toMatch(/\n/);
    return error.code;
  }
  return String(error);
};

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'sonae-secrets-'));
});
afterEach(async () => {
  await rm(folder, { recursive: true, force: true });
});

describe('secret box', () => {
  const box = createSecretBox({ masterKeys: [keyA] });

  it('opens what it sealed, for the same purpose and binding only', () => {
    const text = fc.string({ maxLength: 20, unit: 'binary' });
    const purpose = fc.string({ minLength: 1, maxLength: 20 });
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), purpose, text, (plain, used, aad) => {
        const sealed = box.seal(used, plain, aad);
        expect(sealed.length).toBe(plain.length + 33);
        expect(new Uint8Array(box.open(used, sealed, aad))).toEqual(plain);
        expect(codeOf(() => box.open(`${used}.`, sealed, aad))).toBe('tampered');
        expect(codeOf(() => box.open(used, sealed, `${aad}x`))).toBe('tampered');
      }),
      { numRuns: 60 },
    );
  });

  it('does not confuse where the purpose ends and the binding begins', () => {
    const sealed = box.seal('ab', Buffer.from('x'), 'c');
    expect(codeOf(() => box.open('a', sealed, 'bc'))).toBe('tampered');
  });

  it('notices every flipped bit, and says which kind of trouble it is', () => {
    const sealed = box.seal('p', Buffer.from('seed'));
    for (let bit = 0; bit < sealed.length * 8; bit += 1) {
      const changed = Uint8Array.from(sealed);
      changed[bit >> 3] = (changed[bit >> 3] ?? 0) ^ (1 << (bit & 7));
      const expected = bit < 8 ? 'malformed' : bit < 40 ? 'wrong_key' : 'tampered';
      expect(codeOf(() => box.open('p', changed))).toBe(expected);
    }
    expect(codeOf(() => box.open('p', sealed.subarray(0, 20)))).toBe('malformed');
    expect(codeOf(() => box.open('p', new Uint8Array(0)))).toBe('malformed');
  });

  it('never seals the same text to the same bytes', () => {
    expect(box.seal('p', Buffer.from('x'))).not.toEqual(box.seal('p', Buffer.from('x')));
  });

  it('opens old values after a rotation and asks to seal them again', () => {
    const old = box.seal('p', Buffer.from('x'));
    const rotated = createSecretBox({ masterKeys: [keyA, keyB] });
    expect(Buffer.from(rotated.open('p', old)).toString()).toBe('x');
    expect(rotated.needsReseal(old)).toBe(true);
    expect(rotated.needsReseal(rotated.seal('p', Buffer.from('x')))).toBe(false);
    expect(rotated.keyIds).toEqual([box.keyId, rotated.keyId]);
    const onlyNew = createSecretBox({ masterKeys: [keyB] });
    expect(codeOf(() => onlyNew.open('p', old))).toBe('wrong_key');
  });

  it('shows no bytes of the key in its id', () => {
    expect(keyA.toString('hex')).not.toContain(box.keyId);
  });
});

describe('canary', () => {
  it('tells the wrong key from a damaged file', async () => {
    const right = createSecretBox({ masterKeys: [keyA] });
    const wrong = createSecretBox({ masterKeys: [keyB] });
    expect(await hasCanary(folder)).toBe(false);
    expect(await ensureCanary(folder, right)).toBe('created');
    expect(await hasCanary(folder)).toBe(true);
    expect(await ensureCanary(folder, right)).toBe('current');
    expect(await codeOfAsync(ensureCanary(folder, wrong))).toBe('wrong_key');
    expect(await ensureCanary(folder, createSecretBox({ masterKeys: [keyA, keyB] }))).toBe('resealed');
    expect(await ensureCanary(folder, wrong)).toBe('current');
    await writeFile(join(folder, 'master-key.check'), 'rubbish');
    expect(await codeOfAsync(ensureCanary(folder, wrong))).toBe('tampered');
    expect(codeOf(() => checkCanary(wrong, sealCanary(right)))).toBe('wrong_key');
    expect((await readdir(folder)).filter((name) => name.endsWith('.tmp'))).toEqual([]);
  });
});

describe('master key', () => {
  const load = (file: string, more: { mayCreate?: boolean; dataDir?: string; environmentValue?: string } = {}) =>
    loadMasterKeys({ file, mayCreate: true, ...more });

  it('is made once, readable by its owner only, and read again', async () => {
    const file = join(folder, 'config dir', 'sonae', 'master.key');
    const first = await load(file);
    expect(first).toMatchObject({ created: true, from: 'file' });
    expect((await stat(file)).mode & 0o777).toBe(0o600);
    expect((await stat(join(folder, 'config dir', 'sonae'))).mode & 0o777).toBe(0o700);
    const second = await load(file);
    expect(second.created).toBe(false);
    expect(second.keys).toEqual(first.keys);
    expect(await readdir(join(folder, 'config dir', 'sonae'))).toEqual(['master.key']);
  });

  it('is made once even by two starts at the same moment', async () => {
    const file = join(folder, 'master.key');
    const both = await Promise.all([load(file), load(file), load(file)]);
    expect(both.filter((one) => one.created).length).toBe(1);
    expect(new Set(both.map((one) => Buffer.from(one.keys[0] ?? []).toString('hex'))).size).toBe(1);
  });

  it('is never replaced when data were sealed with it', async () => {
    expect(await codeOfAsync(load(join(folder, 'none.key'), { mayCreate: false }))).toBe('missing');
    expect(await readdir(folder)).toEqual([]);
  });

  it('is refused when others may read it', async () => {
    const file = join(folder, 'master.key');
    await load(file);
    for (const mode of [0o640, 0o604, 0o660]) {
      await chmod(file, mode);
      expect(await codeOfAsync(load(file))).toBe('permissions');
    }
    await chmod(file, 0o400);
    expect((await load(file)).created).toBe(false);
  });

  it('is refused inside the data folder, by a link as well', async () => {
    const data = join(folder, 'data');
    await mkdir(data);
    await symlink(data, join(folder, 'elsewhere'));
    expect(await codeOfAsync(load(join(data, 'keys', 'master.key'), { dataDir: data }))).toBe('inside_data');
    expect(await codeOfAsync(load(join(folder, 'elsewhere', 'master.key'), { dataDir: data }))).toBe('inside_data');
    expect((await load(join(folder, 'data-key', 'master.key'), { dataDir: data })).created).toBe(true);
  });

  it('is refused when damaged, empty or a folder', async () => {
    const file = join(folder, 'master.key');
    const good = formatKeyFile([keyA]);
    for (const bad of [
      '',
      '# nothing\n',
      good.slice(0, -3),
      `${good}sonae-key-1:xyz\n`,
      formatKeyFile([new Uint8Array(32)]),
      'x'.repeat(20_000),
    ]) {
      await writeFile(file, bad, { mode: 0o600 });
      expect(await codeOfAsync(load(file)), bad.slice(0, 200)).toBe('bad_format');
    }
    expect(await codeOfAsync(load(folder))).toBe('unreadable');
    await writeFile(join(folder, 'afile'), '');
    expect(await codeOfAsync(load(join(folder, 'afile', 'master.key')))).toBe('unreadable');
  });

  it('holds several keys, the last of which seals', async () => {
    const file = join(folder, 'master.key');
    await writeFile(file, formatKeyFile([keyA, keyB]).replaceAll('\n', '\r\n'), { mode: 0o600 });
    const { keys } = await load(file);
    expect(createSecretBox({ masterKeys: keys }).keyId).toBe(createSecretBox({ masterKeys: [keyB] }).keyId);
    expect(await readFile(file, 'utf8')).toContain(keyA.toString('hex'));
  });

  it('may come from the environment as hex or base64, and then no file is made', async () => {
    const file = join(folder, 'master.key');
    for (const text of [
      keyA.toString('hex'),
      keyA.toString('base64'),
      keyA.toString('base64url'),
      `${keyB.toString('hex')}, ${keyA.toString('base64')}`,
    ]) {
      const loaded = await load(file, { environmentValue: text });
      expect(Buffer.from(loaded.keys.at(-1) ?? []).equals(keyA)).toBe(true);
    }
    for (const text of ['secret', keyA.toString('hex').slice(1), '0'.repeat(64), 'A'.repeat(43)]) {
      expect(await codeOfAsync(load(file, { environmentValue: text })), text).toBe('bad_format');
    }
    expect(await readdir(folder)).toEqual([]);
    expect((await load(file, { environmentValue: ' ' })).from).toBe('file');
  });
});
