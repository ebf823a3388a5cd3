// SPDX-License-Identifier: Apache-2.0
// Finds npm and runs `npm ci` with progress that a newcomer understands.
import { accessSync, constants, readFileSync, realpathSync } from 'node:fs';
import { basename, delimiter, dirname, join } from 'node:path';
import { run } from './children.mjs';
import { say, secondsSince, Stop } from './say.mjs';

const PROGRESS_EVERY_MS = 3000;
/** Of npm's many words the first say what is wrong; what follows is its manual. */
const KEPT_LINES = 60;
const SHOWN_LINES = 12;

/** How npm is called: its own script under a Node we choose, or (version managers' wrappers) as a program. */
function findNpm(node) {
  const given = process.env.npm_execpath;
  if (given && basename(given) === 'npm-cli.js') return { program: node, args: [given] };
  for (const folder of (process.env.PATH ?? '').split(delimiter)) {
    const path = join(folder || '.', process.platform === 'win32' ? 'npm.cmd' : 'npm');
    try {
      accessSync(path, constants.X_OK);
    } catch {
      continue;
    }
    if (process.platform === 'win32')
      return { program: node, args: [join(folder, 'node_modules', 'npm', 'bin', 'npm-cli.js')] };
    const real = realpathSync(path);
    return /\.c?js$/.test(real) ? { program: node, args: [real] } : { program: path, args: [] };
  }
  throw new Stop('noNpm');
}

/** What `npm start` put into the environment describes this package and this run; the inner npm must find out for itself. */
const innerEnvironment = (node) => ({
  ...Object.fromEntries(
    Object.entries(process.env).filter(
      ([name]) => !/^npm_(package|lifecycle|config_local_prefix|command|node_execpath|execpath)/i.test(name),
    ),
  ),
  PATH: [dirname(node), process.env.PATH ?? ''].join(delimiter),
});

/**
 * `npm ci` in `folder`, run by `node`: exactly what the lockfile says, no install scripts.
 * @param {{ folder: string, node: string, total: number }} options total: packages expected on this platform
 */
export async function npmCi({ folder, node, total }) {
  const npm = findNpm(node);
  const start = Date.now();
  const seen = { downloads: 0, /** @type {string[]} */ lines: [] };
  const ticker = setInterval(() => {
    const seconds = secondsSince(start);
    if (total > 1 && seen.downloads > 0) say('progress', { done: Math.min(seen.downloads, total), total, seconds });
    else say('working', { seconds });
  }, PROGRESS_EVERY_MS);
  const flags = [
    'ci',
    '--ignore-scripts',
    '--no-audit',
    '--no-fund',
    '--include=dev',
    '--include=optional',
    '--loglevel=http',
    '--no-progress',
    '--color=false',
  ];
  try {
    const code = await run(npm.program, [...npm.args, ...flags], {
      cwd: folder,
      env: innerEnvironment(node),
      stdio: ['ignore', 'pipe', 'pipe'],
      onStart: (child) => {
        watchLines(child.stdout, seen);
        watchLines(child.stderr, seen);
      },
    });
    if (code !== 0) throw explain(seen.lines, folder);
  } finally {
    clearInterval(ticker);
  }
  say('done', { seconds: secondsSince(start) });
}

function watchLines(stream, seen) {
  let rest = '';
  stream.setEncoding('utf8');
  stream.on('data', (chunk) => {
    const lines = (rest + chunk).split('\n');
    rest = lines.pop() ?? '';
    for (const line of lines) {
      if (/^npm http fetch GET 200 .*\.tgz/.test(line)) seen.downloads += 1;
      else if (line.startsWith('npm error ') && seen.lines.length < KEPT_LINES) seen.lines.push(line);
    }
  });
}

/** Turns npm's many lines into one that says what to do. */
function explain(lines, folder) {
  const all = lines.join('\n');
  const address = /https?:\/\/[^\s/]+/.exec(all)?.[0];
  if (
    /\b(ENOTFOUND|EAI_AGAIN|ETIMEDOUT|ECONNREFUSED|ECONNRESET|ENETUNREACH|EHOSTUNREACH|ERR_SOCKET_TIMEOUT)\b/.test(all)
  ) {
    return new Stop('offline', { registry: address ?? 'npm' });
  }
  if (/\bENOSPC\b/.test(all)) return new Stop('noSpace');
  if (/\b(EACCES|EPERM|EROFS)\b/.test(all)) return new Stop('noRight', { folder });
  if (/\bEINTEGRITY\b/.test(all)) return new Stop('badPackage');
  return new Stop('npmFailed', {}, lines.slice(0, SHOWN_LINES).join('\n'));
}

/** How many packages of a lockfile this platform gets. */
export function countPackages(lockfile) {
  const { packages } = JSON.parse(readFileSync(lockfile, 'utf8'));
  return Object.entries(packages).filter(([path, entry]) => path !== '' && fitsHere(entry)).length;
}

const fitsHere = (entry) =>
  matches(entry.os, process.platform) && matches(entry.cpu, process.arch) && matches(entry.libc, 'glibc');

function matches(wanted, value) {
  if (wanted === undefined) return true;
  const list = [wanted].flat();
  return list.includes(value) || (list.every((one) => one.startsWith('!')) && !list.includes(`!${value}`));
}
