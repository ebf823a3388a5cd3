// SPDX-License-Identifier: Apache-2.0
/** One line with which a person has a program run every day; nothing here changes the computer by itself. */

/** One word for sh inside a crontab, where `%` must be written `\%` (crontab(5)). */
const cronWord = (word: string): string =>
  `'${word.replaceAll("'", String.raw`'\''`).replaceAll('%', String.raw`\%`)}'`;

/** CommandLineToArgvW: a double quote cannot be part of a path on Windows; PowerShell doubles single quotes. */
const windowsWord = (word: string): string => `"${word}"`.replaceAll("'", "''");

export interface DailyHint {
  readonly where: 'crontab' | 'powershell';
  readonly line: string;
}

/** @param command program and arguments; noon, when a laptop is most likely awake */
export function dailyHint(command: readonly string[], platform: NodeJS.Platform): DailyHint {
  const [program = '', ...args] = command;
  if (platform !== 'win32') {
    return { where: 'crontab', line: `0 12 * * * ${command.map(cronWord).join(' ')} >/dev/null 2>&1` };
  }
  const action = `New-ScheduledTaskAction -Execute '${windowsWord(program)}' -Argument '${args.map(windowsWord).join(' ')}'`;
  const settings =
    'New-ScheduledTaskSettingsSet -StartWhenAvailable -AllowStartIfOnBatteries -DontStopIfGoingOnBatteries';
  const trigger = 'New-ScheduledTaskTrigger -Daily -At 12:00';
  return {
    where: 'powershell',
    line: `Register-ScheduledTask -TaskName Sonae -Trigger (${trigger}) -Settings (${settings}) -Action (${action})`,
  };
}
