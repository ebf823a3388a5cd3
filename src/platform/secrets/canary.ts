// SPDX-License-Identifier: Apache-2.0
/**
 * A known text sealed in the data folder: a start with the wrong master key stops at once with one clear line,
 * instead of failing later in the middle of somebody's sign-in.
 */
import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { writeWhole } from './write-whole.ts';
import { SecretError } from './errors.ts';
import type { SecretBox } from './secret-box.ts';

const PURPOSE = 'canary';
const TEXT = 'sonae canary 1';
const FILE = 'master-key.check';

export const sealCanary = (box: SecretBox): Uint8Array => box.seal(PURPOSE, Buffer.from(TEXT));

/**
 * `current`: sealed by the newest key. `older`: opened by an earlier key, so seal it (and everything else) again.
 * @throws SecretError `wrong_key` or `tampered`, with a line for the console.
 */
export function checkCanary(box: SecretBox, sealed: Uint8Array): 'current' | 'older' {
  try {
    const text = Buffer.from(box.open(PURPOSE, sealed)).toString('utf8');
    if (text !== TEXT) throw new SecretError('tampered', 'unexpected canary text');
  } catch (error) {
    if (!(error instanceof SecretError)) throw error;
    throw error.code === 'wrong_key'
      ? new SecretError(
          'wrong_key',
          `This is not the master key of this data folder. Start with the key that belongs to it. (${error.message})`,
          error,
        )
      : new SecretError(
          'tampered',
          `The data folder's ${FILE} is damaged; restore it from your backup. (${error.message})`,
          error,
        );
  }
  return box.needsReseal(sealed) ? 'older' : 'current';
}

/** True when the data folder has sealed data, so that a missing master key must never be replaced by a new one. */
export async function hasCanary(dataDir: string): Promise<boolean> {
  return await stat(join(dataDir, FILE)).then(
    () => true,
    () => false,
  );
}

/**
 * Checks the data folder's canary, writing it at the first start and again after a rotation.
 * @throws SecretError as `checkCanary`.
 */
export async function ensureCanary(dataDir: string, box: SecretBox): Promise<'created' | 'current' | 'resealed'> {
  const file = join(dataDir, FILE);
  if (!(await hasCanary(dataDir))) {
    await writeWhole(file, sealCanary(box));
    return 'created';
  }
  if (checkCanary(box, await readFile(file)) === 'current') return 'current';
  await writeWhole(file, sealCanary(box));
  return 'resealed';
}
