// SPDX-License-Identifier: Apache-2.0
/** When something may be told. Times are minutes after local midnight; a day is a local date. */
import { isWorkingDay } from '../platform/calendar.ts';

export interface Choice {
  readonly mail: boolean;
  /** Urgent things are told in quiet hours too. */
  readonly urgentInQuiet: boolean;
  /** Equal to `quietUntil` = no quiet hours on working days. */
  readonly quietFrom: number;
  readonly quietUntil: number;
  readonly digestAt: number;
}

/** Working hours of most Japanese offices lie inside; the digest comes when the day begins. */
export const DEFAULT_CHOICE: Choice = {
  mail: true,
  urgentInQuiet: true,
  quietFrom: 20 * 60,
  quietUntil: 8 * 60,
  digestAt: 8 * 60 + 30,
};

export interface LocalMoment {
  readonly day: string;
  /** 0 … 1439 */
  readonly minute: number;
}

export function localMoment(moment: Date, timeZone: string): LocalMoment {
  const parts = new Intl.DateTimeFormat('en-CA', {
    timeZone,
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
  }).formatToParts(moment);
  const part = (type: Intl.DateTimeFormatPartTypes): string => parts.find((one) => one.type === type)?.value ?? '';
  return {
    day: `${part('year')}-${part('month')}-${part('day')}`,
    minute: Number(part('hour')) * 60 + Number(part('minute')),
  };
}

/** Weekends and holidays are quiet all day; hours may reach over midnight. */
export function isQuiet({ day, minute }: LocalMoment, { quietFrom, quietUntil }: Choice): boolean {
  if (!isWorkingDay(day)) return true;
  if (quietFrom <= quietUntil) return minute >= quietFrom && minute < quietUntil;
  return minute >= quietFrom || minute < quietUntil;
}

/** The digest's time has come: not before its hour, and never in quiet hours; one missed comes when they are over. */
export const digestMayGo = (now: LocalMoment, choice: Choice): boolean =>
  choice.mail && now.minute >= choice.digestAt && !isQuiet(now, choice);

export const urgentMayGo = (now: LocalMoment, choice: Choice): boolean =>
  choice.mail && (choice.urgentInQuiet || !isQuiet(now, choice));
