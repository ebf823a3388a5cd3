// SPDX-License-Identifier: Apache-2.0
/**
 * The device list for spreadsheets: RFC 4180 (CRLF, quotes doubled) in UTF-8 with a byte order mark, without which Excel
 * reads Japanese as Shift_JIS. Host names come from devices, so no cell may be taken for a formula (OWASP, CSV injection).
 */
import type { Language } from '../kernel/language.ts';
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

/** A cell that begins like a formula gets an apostrophe; control characters other than line ends go. */
export function csvCell(value: string): string {
  const clean = value.replaceAll(/[\u0000-\u0009\u000b\u000c\u000e-\u001f\u007f]/g, ' ');
  const safe = /^\s*[=+\-@\uff1d\uff0b\uff0d\uff20]/.test(clean) ? `'${clean}` : clean;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

const line = (cells: readonly string[]): string => `${cells.map(csvCell).join(',')}\r\n`;

export const csvHead = (language: Language): string =>
  `\u{feff}${line(COLUMNS.map((column) => word(language, column)))}`;

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
      line([
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
