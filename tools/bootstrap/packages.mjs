// SPDX-License-Identifier: Apache-2.0
// The packages of a folder: installed when missing, changed or cut off; otherwise left alone.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { countPackages, npmCi } from './npm.mjs';
import { say } from './say.mjs';
import { hashOf, readStamp, removeStamp, writeStamp } from './stamp.mjs';

const stampFile = (folder) => join(folder, 'node_modules', '.sonae-install.json');

const inputs = (folder, nodeVersion) =>
  hashOf([
    readFileSync(join(folder, 'package.json')),
    readFileSync(join(folder, 'package-lock.json')),
    process.platform,
    process.arch,
    nodeVersion,
  ]);

export function isInstalled(folder, nodeVersion) {
  const hash = inputs(folder, nodeVersion);
  if (readStamp(stampFile(folder)).hash === hash) return true;
  if (!installedByHand(folder)) return false;
  try {
    writeStamp(stampFile(folder), { hash });
  } catch {
    // A folder that we may only read: nothing to remember, the look at the lockfiles is cheap.
  }
  return true;
}

/** @param {{ folder: string, node: string, nodeVersion: string, title: string, params?: Record<string, string> }} options */
export async function install({ folder, node, nodeVersion, title, params }) {
  const total = countPackages(join(folder, 'package-lock.json'));
  say(title, { count: total, ...params });
  removeStamp(stampFile(folder));
  await npmCi({ folder, node, total });
  writeStamp(stampFile(folder), { hash: inputs(folder, nodeVersion) });
}

/**
 * Whether somebody's own `npm ci` already did the work: npm writes node_modules/.package-lock.json last,
 * and it then holds the lockfile's entries.
 */
function installedByHand(folder) {
  try {
    const wanted = JSON.parse(readFileSync(join(folder, 'package-lock.json'), 'utf8')).packages;
    const found = JSON.parse(readFileSync(join(folder, 'node_modules', '.package-lock.json'), 'utf8')).packages;
    const same = (path) =>
      found[path]?.version === wanted[path]?.version && found[path]?.integrity === wanted[path]?.integrity;
    const complete = Object.keys(wanted).every(
      (path) => path === '' || same(path) || (found[path] === undefined && wanted[path].optional),
    );
    return complete && Object.keys(found).every(same);
  } catch {
    return false;
  }
}
