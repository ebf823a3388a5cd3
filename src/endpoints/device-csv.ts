// SPDX-License-Identifier: Apache-2.0
/** The device list for spreadsheets. */
import type { Language } from '../kernel/language.ts';
import { csvHeadLine, csvLine } from '../platform/csv.ts';
import type { DeviceItem } from './contract.ts';
import en from './en.json' with { type: 'json' };
import ja from './ja.json' with { type: 'json' };
import { checkTitle } from './views.ts';

const WORDS: Readonly<Record<Language, Readonly<Record<string, string>>>> = { ja, en };
const COLUMNS = [
  'name',
  'hostname',
  'platform',
  'os',
  'version',
  'owner',
  'state',
  'seen',
  'failing',
  'unknown',
] as const;

const word = (language: Language, name: string): string => WORDS[language][`csv.${name}`] ?? name;

export const csvHead = (language: Language): string => csvHeadLine(COLUMNS.map((column) => word(language, column)));

interface Open {
  readonly subject_id: string;
  readonly check_id: string;
  readonly verdict: 'fail' | 'unknown';
}

export function csvLines(devices: readonly DeviceItem[], open: readonly Open[], language: Language): string {
  const bySubject = Map.groupBy(open, ({ subject_id }) => subject_id);
  const titles = (deviceId: string, verdict: Open['verdict']): string =>
    (bySubject.get(deviceId) ?? [])
      .filter((one) => one.verdict === verdict)
      .map(({ check_id }) => checkTitle(check_id)[language])
      .join(language === 'ja' ? '、' : '; ');
  return devices
    .map((device) =>
      csvLine([
        device.label,
        device.hostname,
        device.platform,
        device.osName ?? '',
        device.osVersion ?? '',
        device.ownerName ?? '',
        word(language, device.state),
        device.lastReceivedAt.slice(0, 16).replace('T', ' '),
        titles(device.deviceId, 'fail'),
        titles(device.deviceId, 'unknown'),
      ]),
    )
    .join('');
}
