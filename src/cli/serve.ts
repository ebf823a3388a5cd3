// SPDX-License-Identifier: Apache-2.0
import type { RunningSonae } from '../app/main.ts';
import { SECOND_MS } from '../kernel/clock.ts';
import { processSettings } from '../platform/config/settings.ts';
import type { Command, Terminal } from './command.ts';
import { say } from './texts.ts';

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

export const serve: Command = {
  name: 'serve',
  about: 'about.serve',
  flags: [],
  settings: true,
  run: async ({ flags }, terminal) => {
    const settings = processSettings(flags);
    const stop = stopRequest();
    const { startSonae } = await import('../app/main.ts');
    const sonae = await startSonae({ settings });
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
