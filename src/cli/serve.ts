// SPDX-License-Identifier: Apache-2.0
import { startSonae } from '../app/main.ts';
import { processSettings } from '../platform/config/settings.ts';
import { readArguments } from './arguments.ts';
import { say } from './command.ts';
import type { Command, Terminal } from './command.ts';

/** Resolves when the process is asked to stop; a second request ends it at once. */
function untilAsked(): Promise<void> {
  return new Promise((resolve) => {
    let asked = false;
    const onSignal = (): void => {
      if (asked) process.exit(130);
      asked = true;
      resolve();
    };
    process.on('SIGINT', onSignal);
    process.on('SIGTERM', onSignal);
  });
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

export const serve: Command = {
  name: 'serve',
  about: 'about.serve',
  run: async (given, terminal) => {
    const settings = processSettings(readArguments(given).flags);
    const asked = untilAsked();
    const sonae = await startSonae({ settings });
    const token = await sonae.identity.ensureSetupToken();
    const setup = token === undefined ? undefined : `${sonae.httpUrl}/setup#${token}`;
    greet(terminal, { setup, http: sonae.httpUrl, https: sonae.httpsUrl });
    await asked;
    terminal.out(say(terminal.language, 'serve.stopping'));
    await sonae.stop();
    return 0;
  },
};
