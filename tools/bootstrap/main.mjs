// SPDX-License-Identifier: Apache-2.0
// Node and packages first, then the catalogue and the screens, then Sonae itself. Each step is skipped when its inputs have not changed.
import { realpathSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { make, unmade } from './builds.mjs';
import { forwardSignals, run, stopWhenNpmEnds } from './children.mjs';
import { oneAtATime } from './one-at-a-time.mjs';
import { install, isInstalled } from './packages.mjs';
import { installRuntime, readyRuntime } from './runtime.mjs';
import { say, Stop } from './say.mjs';

const root = realpathSync(fileURLToPath(new URL('../..', import.meta.url)));

/** First words that are not commands of the product, and the program each of them starts. */
const DEVELOPER_PROGRAMS = {
  'dev-test': join('tools', 'test.ts'),
  'dev-bench': join('test', 'bench', 'main.ts'),
  'dev-crash': join('test', 'crash', 'main.ts'),
  'dev-screenshots': join('tools', 'make-screenshots.ts'),
};
/** Prepares everything and ends: for a service that itself may not write into this folder. */
const PREPARE = 'prepare';
const NEEDS_BUILDS = ['serve', PREPARE, ...Object.keys(DEVELOPER_PROGRAMS)];

/** @param {string[]} args */
export async function main(args) {
  forwardSignals();
  stopWhenNpmEnds();
  try {
    process.exitCode = await start(args);
  } catch (error) {
    const stop = asStop(error);
    if (stop === undefined) throw error;
    process.stderr.write(`${stop.details ? `${stop.details}\n` : ''}${stop.message}\n`);
    process.exitCode = 1;
  }
}

/** Errors that a person can do something about; anything else is a fault of ours and shown whole. */
function asStop(error) {
  if (error instanceof Stop) return error;
  if (['EACCES', 'EPERM', 'EROFS'].includes(error?.code)) return new Stop('noRight', { folder: root });
  return error?.code === 'ENOSPC' ? new Stop('noSpace') : undefined;
}

async function start(args) {
  const first = args[0] ?? '';
  const node = await prepare(NEEDS_BUILDS.includes(first));
  if (first === PREPARE) {
    say('prepared', { folder: root });
    return 0;
  }
  const developer = DEVELOPER_PROGRAMS[first];
  const program = developer ?? join('src', 'cli', 'main.ts');
  return run(
    node.path,
    ['--import', watcher(), join(root, program), ...(developer === undefined ? args : args.slice(1))],
    {
      // Paths that a person types are meant from where they are; the developer programs work on this folder.
      ...(developer === undefined ? {} : { cwd: root }),
      env: { ...environment(node), SONAE_BOOTSTRAP_PID: String(process.pid) },
      stdio: ['inherit', 'inherit', 'inherit', 'ipc'],
    },
  );
}

const watcher = () => pathToFileURL(join(root, 'tools', 'bootstrap', 'watch-parent.mjs')).href;
/** What Node compiled is kept beside the sources, for whoever may write there: a start is a third shorter with it. */
const environment = (node) => ({
  NODE_COMPILE_CACHE: join(root, '.sonae', 'compiled'),
  ...process.env,
  PATH: [dirname(node.path), process.env.PATH ?? ''].join(delimiter),
});

async function prepare(withBuilds) {
  const ready = whatIsReady(withBuilds);
  if (ready !== undefined) return ready;
  return oneAtATime(join(root, 'dist', '.sonae-prepare'), async () => {
    // Somebody may have done it while we waited.
    const node = readyRuntime(root) ?? (await installRuntime(root));
    if (!isInstalled(root, node.version))
      await install({ folder: root, node: node.path, nodeVersion: node.version, title: 'packages' });
    for (const one of withBuilds ? unmade(root) : [])
      await make({ root, node: node.path, env: environment(node) }, one);
    return node;
  });
}

function whatIsReady(withBuilds) {
  const node = readyRuntime(root);
  if (node === undefined || !isInstalled(root, node.version)) return undefined;
  return withBuilds && unmade(root).length > 0 ? undefined : node;
}
