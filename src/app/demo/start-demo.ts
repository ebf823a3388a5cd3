// SPDX-License-Identifier: Apache-2.0
/**
 * `sonae serve --demo`: builds the history in a folder of its own with a clock that is driven through 90 days, and then
 * starts the ordinary product on it with the real clock. A folder is marked before anything is in it: a demo never
 * becomes a real installation, and the other way round. Nothing leaves a demo: no mail, no request.
 */
import { DAY_MS, manualClock, systemClock } from '../../kernel/clock.ts';
import type { Settings } from '../../platform/config/settings.ts';
import { createLog } from '../../platform/log.ts';
import { noMail } from '../../platform/mail.ts';
import { startSonae } from '../main.ts';
import type { RunningSonae } from '../main.ts';
import { demoOutbound } from './channels.ts';
import { emptyFolder, isUsable, writeMark } from './folder.ts';
import { HISTORY_DAYS, tellHistory } from './history.ts';

export interface DemoOptions {
  readonly settings: Settings;
  /** Builds anew even where a usable demo is. */
  readonly fresh: boolean;
  readonly progress: (percent: number) => void;
  readonly stopped: () => boolean;
}

/** What a demo never takes from the person's settings: above all no folder in which real backups lie, for it thins them. */
const demoSettings = (settings: Settings): Settings => ({
  ...settings,
  databaseUrl: undefined,
  migrationDatabaseUrl: undefined,
  smtpUrl: undefined,
  backupFolder: undefined,
  backupSecond: undefined,
  backupPassphraseFile: undefined,
  tlsCertFile: undefined,
  tlsKeyFile: undefined,
  trustProxy: [],
  publicUrl: undefined,
  tlsHost: '127.0.0.1',
});

async function build({ settings, progress, stopped }: DemoOptions): Promise<void> {
  const { dataDir } = settings;
  emptyFolder(dataDir);
  const begins = new Date(systemClock.now().getTime() - HISTORY_DAYS * DAY_MS);
  const clock = manualClock(begins);
  const sonae = await startSonae({
    settings: { ...settings, port: 0, tlsPort: 0 },
    demo: true,
    clock,
    mail: noMail,
    outbound: demoOutbound,
    log: createLog('silent'),
  });
  try {
    const setupToken = (await sonae.identity.ensureSetupToken()) ?? '';
    await tellHistory({
      origin: sonae.httpUrl,
      clock,
      setupToken,
      runJob: sonae.runJob,
      progress,
      real: systemClock,
      stopped,
    });
  } finally {
    await sonae.stop();
  }
  if (!stopped()) writeMark(dataDir, 'built');
}

/** undefined: asked to stop while the demo was built; the next start builds it anew. */
export async function startDemo(options: DemoOptions): Promise<RunningSonae | undefined> {
  const settings = demoSettings(options.settings);
  if (options.fresh || !isUsable(settings.dataDir)) await build({ ...options, settings });
  if (options.stopped()) return undefined;
  return startSonae({ settings, demo: true, mail: noMail, outbound: demoOutbound });
}
