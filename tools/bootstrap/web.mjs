// SPDX-License-Identifier: Apache-2.0
// Builds the web app when what it is made of has changed.
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join, relative, sep } from 'node:path';
import { run } from './children.mjs';
import { say, secondsSince, Stop } from './say.mjs';
import { hashOf, readStamp, removeStamp, writeStamp } from './stamp.mjs';

const BUILDER = join('tools', 'build-web.ts');
const stampFile = (root) => join(root, 'dist', '.sonae-web.json');

function* filesBelow(folder) {
  for (const entry of readdirSync(folder, { withFileTypes: true }).sort((a, b) => (a.name < b.name ? -1 : 1))) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) yield* filesBelow(path);
    else if (entry.isFile()) yield path;
  }
}

/** The web app may see: its own folder, the kernel, contracts and texts of modules, and the packages. */
const belongsToWeb = (path) =>
  /^src\/(web|kernel)\//.test(path) || /^src\/.*\/(contract\.ts|ja\.json|en\.json)$/.test(path);

function* inputParts(root) {
  for (const file of filesBelow(join(root, 'src'))) {
    const path = relative(root, file).split(sep).join('/');
    if (!belongsToWeb(path) || path.endsWith('.test.ts') || path.endsWith('.test.tsx')) continue;
    yield path;
    yield readFileSync(file);
  }
  for (const name of [BUILDER, 'package-lock.json', 'tsconfig.json']) {
    const file = join(root, name);
    if (existsSync(file)) yield readFileSync(file);
  }
}

export const webInputs = (root) => (existsSync(join(root, BUILDER)) ? hashOf(inputParts(root)) : undefined);

export function isWebBuilt(root, hash) {
  const stamp = readStamp(stampFile(root));
  return stamp.hash === hash && (stamp.outputs ?? []).every((path) => existsSync(join(root, path)));
}

/** Pages that the build left below dist/: remembered, so that a removed dist/ is noticed. */
function builtPages(root) {
  const dist = join(root, 'dist');
  if (!existsSync(dist) || !statSync(dist).isDirectory()) return [];
  return [...filesBelow(dist)].filter((file) => file.endsWith('.html')).map((file) => relative(root, file));
}

export async function buildWeb({ root, node, env, hash }) {
  say('web');
  const start = Date.now();
  removeStamp(stampFile(root));
  // The builder's own words go to stderr too: stdout belongs to the command that comes after.
  const code = await run(node, [BUILDER], { cwd: root, env, stdio: ['ignore', 2, 2] });
  if (code !== 0) throw new Stop('webFailed');
  writeStamp(stampFile(root), { hash, outputs: builtPages(root) });
  say('done', { seconds: secondsSince(start) });
}
