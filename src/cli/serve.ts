// SPDX-License-Identifier: Apache-2.0
import type { RunningSonae } from '../app/main.ts';
import { SECOND_MS } from '../kernel/clock.ts';
import { processSettings } from '../platform/config/settings.ts';
import { UsageError } from './arguments.ts';
import type { Arguments } from './arguments.ts';
import type { Command, Terminal } from './command.ts';
import { say } from './texts.ts';

type Flags = Arguments['flags'];

/** Exit code of a program ended by Ctrl-C, as shells count. */
const INTERRUPTED = 130;

/** One Ctrl-C may reach us twice: from the terminal and passed on by the program that started us. */
const SAME_REQUEST_MS = SECOND_MS;

/** `done` resolves when the process is asked to stop; a second request ends it at once. */
function stopRequest(): { readonly asked: () => boolean; readonly done: Promise<void> } {
  let asked = false;
  let impatient = false;
  const done = new Promise<void>((resolve) => {
    const onSignal = (): void => {
      if (impatient) process.exit(INTERRUPTED);
      if (asked) return;
      asked = true;
      setTimeout(() => {
        impatient = true;
      }, SAME_REQUEST_MS).unref();
      resolve();
    };
    process.on('SIGINT', onSignal);
    process.on('SIGTERM', onSignal);
    // The terminal was closed: nobody can press Ctrl-C any more.
    process.on('SIGHUP', onSignal);
  });
  return { asked: () => asked, done };
}

function greet({ language, out }: Terminal, urls: { setup: string | undefined; http: string; https: string }): void {
  out('');
  out(say(language, 'serve.ready'));
  if (urls.setup === undefined) out(say(language, 'serve.open', { url: urls.http }));
  else {
    out(say(language, 'serve.setup'));
    out(`  ${urls.setup}`);
  }
  out(say(language, 'serve.agents', { url: urls.https }));
  out(say(language, 'serve.stop'));
}

async function setupUrl({ identity, httpUrl }: RunningSonae): Promise<string | undefined> {
  const token = await identity.ensureSetupToken();
  return token === undefined ? undefined : `${httpUrl}/setup#${token}`;
}

async function startReal(flags: Flags): Promise<RunningSonae> {
  const settings = processSettings(flags);
  const { startSonae } = await import('../app/main.ts');
  return startSonae({ settings });
}

interface Fiction {
  readonly fresh: boolean;
  readonly stop: { readonly asked: () => boolean };
  readonly terminal: Terminal;
}

/** A demo has a folder and a key of its own, so that nobody's installation is touched by trying it. */
async function startFiction(flags: Flags, { fresh, stop, terminal }: Fiction): Promise<RunningSonae | undefined> {
  const { dataDir, ...others } = processSettings({ ...flags, data: flags['data'] ?? '.sonae-demo' });
  const settings = {
    ...others,
    dataDir,
    masterKeyFile: flags['master-key-file'] ?? `${dataDir}.key`,
    masterKey: undefined,
  };
  const { startDemo } = await import('../app/demo/start-demo.ts');
  const { language, out } = terminal;
  const told = new Set<number>();
  return startDemo({
    settings,
    fresh,
    stopped: stop.asked,
    progress: (percent) => {
      const step = Math.floor(percent / 10) * 10;
      if (told.has(step)) return;
      if (told.size === 0) out(say(language, 'serve.demo_building'));
      told.add(step);
      out(`  ${step} %`);
    },
  });
}

export const serve: Command = {
  name: 'serve',
  about: 'about.serve',
  flags: [
    { name: 'demo', about: 'flag.demo', isSwitch: true },
    { name: 'fresh', about: 'flag.fresh', isSwitch: true },
  ],
  settings: true,
  run: async ({ flags: given }, terminal) => {
    const { demo, fresh, ...flags } = given;
    if (fresh !== undefined && demo === undefined) throw new UsageError('fresh_without_demo');
    const stop = stopRequest();
    const sonae =
      demo === undefined
        ? await startReal(flags)
        : await startFiction(flags, { fresh: fresh !== undefined, stop, terminal });
    if (!sonae) process.exit(INTERRUPTED);
    try {
      // Asked to stop while starting: then there is nothing to greet with.
      if (!stop.asked()) {
        greet(terminal, { setup: await setupUrl(sonae), http: sonae.httpUrl, https: sonae.httpsUrl });
        await stop.done;
      }
      terminal.out(say(terminal.language, 'serve.stopping'));
    } finally {
      await sonae.stop();
    }
    // Whatever a step that took too long still holds open ends with us. Output to files and pipes is written by now.
    process.exit(0);
  },
};
