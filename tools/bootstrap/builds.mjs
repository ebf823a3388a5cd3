// SPDX-License-Identifier: Apache-2.0
// What is made out of the sources before Sonae starts, each part again when what it is made of has changed.
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join, relative, sep } from 'node:path';
import { run } from './children.mjs';
import { say, secondsSince, Stop } from './say.mjs';
import { hashOf, readStamp, removeStamp, writeStamp } from './stamp.mjs';

/**
 * @typedef {object} Part
 * @property {string} name its text in `ja.json` and `en.json`; `${name}Failed` is the one for a failure
 * @property {string} builder the program that makes it, from the root
 * @property {string[]} folders where its inputs are
 * @property {(path: string) => boolean} takes whether a file there is an input
 * @property {(path: string) => boolean} leaves whether a file below dist/ is what was asked for
 */

/** The catalogue, read and checked. What the checks are called is in the folder of the checks. */
const CATALOG = {
  name: 'catalog',
  builder: 'tools/build-catalog.ts',
  folders: ['catalog', 'src/catalog', 'src/endpoints/checks', 'src/kernel'],
  takes: (path) => /\.(yaml|ts)$/.test(path),
  leaves: (path) => path === 'dist/catalog.json',
};

/** The web app may see: its own folder, the kernel, contracts and texts of modules, and the packages. */
const WEB = {
  name: 'web',
  builder: 'tools/build-web.ts',
  folders: ['src'],
  takes: (path) => /^src\/(web|kernel)\//.test(path) || /^src\/.*\/(contract\.ts|ja\.json|en\.json)$/.test(path),
  leaves: (path) => path.endsWith('.html'),
};

const PARTS = [CATALOG, WEB];
const stampFile = (root, { name }) => join(root, 'dist', `.sonae-${name}.json`);

function* filesBelow(folder) {
  if (!existsSync(folder) || !statSync(folder).isDirectory()) return;
  for (const entry of readdirSync(folder, { withFileTypes: true }).sort((a, b) => (a.name < b.name ? -1 : 1))) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) yield* filesBelow(path);
    else if (entry.isFile()) yield path;
  }
}

const fromRoot = (root, file) => relative(root, file).split(sep).join('/');

function* inputsOf(root, { builder, folders, takes }) {
  for (const folder of folders) {
    for (const file of filesBelow(join(root, folder))) {
      const path = fromRoot(root, file);
      if (!takes(path) || path.endsWith('.test.ts') || path.endsWith('.test.tsx')) continue;
      yield path;
      yield readFileSync(file);
    }
  }
  for (const name of [builder, 'package-lock.json', 'tsconfig.json']) {
    const file = join(root, name);
    if (existsSync(file)) yield readFileSync(file);
  }
}

/** What the build left: remembered, so that a removed dist/ is noticed. */
const leftBy = (root, { leaves }) =>
  [...filesBelow(join(root, 'dist'))].map((file) => fromRoot(root, file)).filter(leaves);

function isMade(root, part, hash) {
  const stamp = readStamp(stampFile(root, part));
  return stamp.hash === hash && (stamp.outputs ?? []).every((path) => existsSync(join(root, path)));
}

/** Parts that have to be made (again), with what they are made of. */
export function unmade(root) {
  return PARTS.filter(({ builder }) => existsSync(join(root, builder)))
    .map((part) => ({ part, hash: hashOf(inputsOf(root, part)) }))
    .filter(({ part, hash }) => !isMade(root, part, hash));
}

export async function make({ root, node, env }, { part, hash }) {
  say(part.name);
  const start = Date.now();
  removeStamp(stampFile(root, part));
  // The builder's own words go to stderr too: stdout belongs to the command that comes after.
  const code = await run(node, [part.builder], { cwd: root, env, stdio: ['ignore', 2, 2] });
  if (code !== 0) throw new Stop(`${part.name}Failed`);
  writeStamp(stampFile(root, part), { hash, outputs: leftBy(root, part) });
  say('done', { seconds: secondsSince(start) });
}
