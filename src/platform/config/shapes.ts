// SPDX-License-Identifier: Apache-2.0
/** What the values of settings look like. The message of every refusal is a text key `reason.<message>`. */
import { isIP } from 'node:net';
import { z } from 'zod';

type Shape<T> = z.ZodType<T, string>;

const check = (fits: (text: string) => boolean, reason: string): z.ZodString => z.string().refine(fits, reason);

export const path = z
  .string()
  .min(1, 'empty')
  .refine((text) => !text.includes('\0'), 'not_valid');

/** Decimal digits only: `0x20`, `1e3` and an empty text are numbers for JavaScript, but not what a person means. */
export const wholeNumber = (min: number, max: number): Shape<number> =>
  z.string().transform((text, context) => {
    const value = /^\d{1,9}$/.test(text.trim()) ? Number(text) : Number.NaN;
    if (value >= min && value <= max) return value;
    context.addIssue({ code: 'custom', message: 'not_whole_number', params: { min, max } });
    return z.NEVER;
  });

export const port = wholeNumber(1, 65_535);

export function oneOf<const T extends string>(values: readonly T[], reason: string): Shape<T> {
  return z.string().transform((text, context) => {
    const found = values.find((value) => value === text);
    if (found !== undefined) return found;
    context.addIssue({ code: 'custom', message: reason });
    return z.NEVER;
  });
}

/** An empty value is none. */
export const orNothing = <T>(schema: Shape<T>): Shape<T | undefined> =>
  z.string().transform((text, context): T | undefined => {
    if (text === '') return undefined;
    const result = schema.safeParse(text);
    if (result.success) return result.data;
    context.addIssue({ code: 'custom', message: result.error.issues[0]?.message ?? 'not_valid' });
    return z.NEVER;
  });

/** Host names (RFC 1123 letters, digits, hyphens) and IP addresses. */
export const host = check((text) => isIP(text) !== 0 || /^[A-Za-z0-9]([A-Za-z0-9.-]{0,252})$/.test(text), 'not_host');

const parsed = (text: string): URL | undefined => (URL.canParse(text) ? new URL(text) : undefined);

/** Scheme, host and port only; a slash at the end, as browsers show it, is dropped. */
export const webUrl = z
  .string()
  .transform((text) => text.replace(/\/$/, ''))
  .refine((text) => {
    const url = parsed(text);
    return /^https?:\/\/[^/?#@\s\\]+$/.test(text) && url !== undefined && url.hostname !== '';
  }, 'not_web_url');

/** As `pg` reads it: the host may be missing when `?host=` names a folder with a socket. */
export const databaseUrl = check(
  (text) => /^postgres(ql)?:\/\/\S+$/.test(text) && URL.canParse(text.replace('@/', '@socket/')),
  'not_database_url',
);

export const smtpUrl = check(
  (text) => /^smtps?:\/\/\S+$/.test(text) && Boolean(parsed(text)?.hostname),
  'not_smtp_url',
);

/** The loader of the master key looks closer; several keys are separated by commas. */
export const masterKeys = check(
  (text) => text.split(',').every((key) => /^([0-9a-fA-F]{64}|[A-Za-z0-9+/_-]{43}=?)$/.test(key.trim())),
  'not_key',
);

export const mailAddress = check(
  (text) => text.length <= 254 && /^[^\s<>@]+@[^\s<>@]+$/.test(text),
  'not_mail_address',
);

function isNetwork(text: string): boolean {
  const [address = '', bits, ...rest] = text.split('/');
  const version = isIP(address);
  if (version === 0 || rest.length > 0) return false;
  return bits === undefined || (/^\d{1,3}$/.test(bits) && Number(bits) <= (version === 4 ? 32 : 128));
}

const split = (text: string): string[] =>
  text
    .split(',')
    .map((part) => part.trim())
    .filter((part) => part !== '');

export const addressList = check((text) => split(text).every(isNetwork), 'not_address_list').transform(split);

const isHost = (text: string): boolean => host.safeParse(text).success;

export const hostList = check((text) => split(text).every(isHost), 'not_host_list').transform((text) =>
  split(text).map((name) => name.toLowerCase()),
);

/** `7,4,12`: days, weeks, months; `none` switches the schedule off. */
export const backupKeep = z
  .string()
  .transform((text, context): { daily: number; weekly: number; monthly: number } | undefined => {
    if (text.trim() === 'none') return undefined;
    const [, daily, weekly, monthly] = /^([1-9]\d{0,2}),(\d{1,3}),(\d{1,3})$/.exec(text.trim()) ?? [];
    if (daily !== undefined) return { daily: Number(daily), weekly: Number(weekly), monthly: Number(monthly) };
    context.addIssue({ code: 'custom', message: 'not_backup_keep' });
    return z.NEVER;
  });
