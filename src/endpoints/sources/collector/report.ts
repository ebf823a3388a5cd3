// SPDX-License-Identifier: Apache-2.0
/**
 * Collector report format 1: what `collect.sh`, `collect.ps1` and `sonae check` send.
 *
 * JSON in camelCase; every fact has the shape it has in `facts.ts`. Unknown keys are ignored (a newer
 * collector may send more), wrong values refuse the whole report with the path of the first fault,
 * so that nothing is half-believed. Every string, list and the body itself has a bound.
 */
import { z } from 'zod';

import { invalid, SafeError } from '../../../kernel/errors.ts';
import { FACT_SECTIONS, PLATFORMS } from '../../facts.ts';
import type { DeviceReport, FactSection, Facts, Platform, Reading, SoftwareItem, Source } from '../../facts.ts';

/** 10,000 programs at the longest names seen are about 3 MB. */
export const COLLECTOR_REPORT_MAX_BYTES = 6 * 1024 * 1024;
export const COLLECTOR_SOFTWARE_MAX = 10_000;

/** The one path of the door that takes these reports. */
export const COLLECTOR_PATH = '/api/v1/collect';

/**
 * A bounded line of text. NUL is refused (PostgreSQL cannot hold it, and no honest collector sends it);
 * other control characters, which do occur in registry values, become one blank.
 */
const line = (max: number, min = 0) =>
  z
    .string()
    .max(max)
    .regex(/^[^\u0000]*$/u, 'nul_byte')
    .transform((text) =>
      text
        .toWellFormed()
        .replaceAll(/[\u0001-\u001f\u007f]+/gu, ' ')
        .trim(),
    )
    .pipe(z.string().min(min));

const name = line(256, 1);
const optionalLine = line(256).exactOptional();
const count = z.int().min(0).max(1_000_000);
const date = z.iso.date();
const moment = z.iso.datetime({ offset: false });
const mac = z
  .string()
  .max(17)
  .regex(/^[0-9a-fA-F]{2}([:-][0-9a-fA-F]{2}){5}$/, 'mac_address')
  .transform((text) => text.toLowerCase().replaceAll('-', ':'));

/** Why a collector may say that it does not know; the other reasons of `facts.ts` are the server's to give. */
const UNKNOWN = z.object({
  state: z.literal('unknown'),
  reason: z.enum(['no_permission', 'query_failed', 'unreadable', 'not_reported_by_source']),
  detail: line(500).exactOptional(),
});

const reading = <S extends z.ZodType>(value: S) =>
  z.discriminatedUnion('state', [z.object({ state: z.literal('known'), value }), UNKNOWN]);

const os = z.object({
  platform: z.enum(PLATFORMS),
  name,
  version: optionalLine,
  build: optionalLine,
  edition: z.enum(['W', 'E', 'LTSC', 'SERVER']).exactOptional(),
  arch: optionalLine,
});

const updates = z.object({
  lastInstalledOn: date.exactOptional(),
  pendingSecurity: count.exactOptional(),
  pendingTotal: count.exactOptional(),
  listRefreshedAt: moment.exactOptional(),
});

const disk = z.object({
  name,
  system: z.boolean(),
  encrypted: z.enum(['yes', 'no', 'partial', 'unknown']),
  method: optionalLine,
});

const antivirus = z.object({
  name,
  enabled: z.boolean().nullable(),
  upToDate: z.boolean().nullable(),
  definitionsOn: date.exactOptional(),
});

const administrator = z.object({
  name,
  kind: z.enum(['user', 'group']),
  builtin: z.boolean(),
  enabled: z.boolean().nullable(),
});

const hardware = z.object({
  manufacturer: optionalLine,
  model: optionalLine,
  serial: optionalLine,
  biosUuid: optionalLine,
  memoryMb: z.int().min(0).max(1_000_000_000).exactOptional(),
  cpu: optionalLine,
});

const nic = z.object({ name, mac: mac.exactOptional(), addresses: z.array(line(64, 1)).max(64) });

const flag = z.boolean().nullable();
const person = line(128, 1);

/** Collectors of the first release do not send these. */
const LATER = {
  screenLock: reading(
    z.object({
      enabled: z.boolean(),
      afterSeconds: z.int().min(0).max(10_000_000).exactOptional(),
      asksPassword: z.boolean().exactOptional(),
      scope: z.enum(['machine', 'user']),
    }),
  ).exactOptional(),
  autoUpdates: reading(z.object({ enabled: z.boolean(), by: name })).exactOptional(),
  remoteDesktop: reading(
    z.object({ enabled: z.boolean(), networkLevelAuth: flag, port: z.int().min(1).max(65_535).exactOptional() }),
  ).exactOptional(),
  smb1: reading(z.object({ server: flag, client: flag })).exactOptional(),
  remoteControl: reading(z.array(z.object({ name, running: flag })).max(100)).exactOptional(),
  localAccounts: reading(
    z
      .array(z.object({ name: person, kind: z.enum(['guest', 'ordinary']), enabled: flag, emptyPassword: flag }))
      .max(1000),
  ).exactOptional(),
  secureBoot: reading(
    z.object({
      secureBoot: flag,
      tpm: z.enum(['ready', 'present', 'none']).nullable(),
      tpmVersion: line(32).exactOptional(),
    }),
  ).exactOptional(),
  removableMedia: reading(z.object({ autorunOff: flag, usbStorageBlocked: flag })).exactOptional(),
  officeMacros: reading(
    z
      .array(
        z.object({
          app: z.enum(['word', 'excel', 'powerpoint']),
          user: person.exactOptional(),
          fromInternetBlocked: flag,
          level: z.enum(['all_enabled', 'ask', 'signed_only', 'off']).nullable(),
        }),
      )
      .max(300),
  ).exactOptional(),
  sshServer: reading(
    z.object({ running: z.boolean(), passwordLogin: flag, rootLogin: z.enum(['no', 'keys_only', 'yes']).nullable() }),
  ).exactOptional(),
  timeSync: reading(z.object({ enabled: z.boolean(), synchronised: flag, by: optionalLine })).exactOptional(),
  restart: reading(
    z.object({ pending: z.boolean(), because: optionalLine, upSince: moment.exactOptional() }),
  ).exactOptional(),
};

const softwareItem = z.object({
  name,
  /** Some programs register no version; the empty string says so. */
  version: line(128),
  publisher: optionalLine,
  arch: line(64).exactOptional(),
  from: line(64).exactOptional(),
  installedOn: date.exactOptional(),
});

export const collectorReportSchema = z.object({
  format: z.literal(1),
  client: z.string().regex(/^[A-Za-z0-9._-]{1,64}\/[A-Za-z0-9._-]{1,32}$/, 'client_name'),
  observedAt: moment,
  identity: z.object({
    agentId: z
      .string()
      .regex(/^[A-Za-z0-9._-]{8,64}$/, 'agent_id')
      .exactOptional(),
    biosUuid: line(64).exactOptional(),
    serial: line(128).exactOptional(),
    macs: z.array(mac).max(64),
    hostname: line(255, 1),
  }),
  facts: z.object({
    os: reading(os),
    updates: reading(updates),
    disks: reading(z.array(disk).max(128)),
    firewall: reading(z.array(z.object({ name, enabled: z.boolean() })).max(32)),
    antivirus: reading(z.array(antivirus).max(32)),
    administrators: reading(z.array(administrator).max(1000)),
    hardware: reading(hardware),
    network: reading(z.array(nic).max(128)),
    ...LATER,
  } satisfies Record<FactSection, z.ZodType>),
  software: z.array(softwareItem).max(COLLECTOR_SOFTWARE_MAX).exactOptional(),
  /** How many programs there were before the list was cut at its bound. */
  softwareTotal: z.int().min(0).max(10_000_000).exactOptional(),
});

/** A validated report, exactly as it crossed the wire (times are still text). */
export type CollectorReport = z.infer<typeof collectorReportSchema>;

/**
 * Validates a parsed body.
 * @throws SafeError `invalid` / `collector_report_invalid`; its details name the path and kind of up to five faults.
 */
export function parseCollectorReport(body: unknown): CollectorReport {
  const result = collectorReportSchema.safeParse(body);
  if (result.success) return result.data;
  const details = result.error.issues.slice(0, 5).map((issue) => ({
    field: issue.path.map(String).join('.'),
    reason: issue.code,
  }));
  const first = details[0];
  throw new SafeError('invalid', 'collector_report_invalid', {
    message: `collector report refused at ${first?.field || 'the top level'}: ${first?.reason ?? 'unknown'}`,
    details,
  });
}

/**
 * Reads the text of a report (a request body, or a file carried by hand).
 * @throws SafeError `too_large` or `invalid`
 */
export function readCollectorReport(text: string): CollectorReport {
  if (text.length > COLLECTOR_REPORT_MAX_BYTES) throw new SafeError('too_large', 'collector_report_too_large');
  let body: unknown;
  try {
    // Notepad and PowerShell put a byte order mark in front of UTF-8 files.
    body = JSON.parse(text.replace(/^\uFEFF/u, ''));
  } catch {
    throw invalid('collector_report_not_json');
  }
  return parseCollectorReport(body);
}

/**
 * Values that firmware makers leave in place of a serial number or UUID. Two machines share them,
 * so they may be shown but never identify a machine.
 */
export function isPlaceholderId(value: string): boolean {
  const bare = value.trim().toLowerCase();
  return (
    bare.length < 3 ||
    /^[0\-. x]+$/.test(bare) ||
    /^f[f-]+$/.test(bare) ||
    bare === '03000200-0400-0500-0006-000700080009' ||
    bare === '123456789' ||
    /^(to be filled|default string|system serial|not (specified|applicable|available)|none$|n\/a$|invalid|unknown|o\.?e\.?m\.?|chassis serial|empty)/.test(
      bare,
    )
  );
}

const useful = (value: string | undefined): string | undefined =>
  value === undefined || isPlaceholderId(value) ? undefined : value;

const UNTOLD = { state: 'unknown', reason: 'not_reported_by_source' } as const satisfies Reading<never>;

const NOT_YET = {
  screenLock: UNTOLD,
  autoUpdates: UNTOLD,
  remoteDesktop: UNTOLD,
  smb1: UNTOLD,
  remoteControl: UNTOLD,
  localAccounts: UNTOLD,
  secureBoot: UNTOLD,
  removableMedia: UNTOLD,
  officeMacros: UNTOLD,
  sshServer: UNTOLD,
  timeSync: UNTOLD,
  restart: UNTOLD,
} as const satisfies Record<keyof typeof LATER, Reading<never>>;

/** Every section: what an older collector does not send is unknown. */
export const factsOf = ({ facts }: CollectorReport): Facts => ({ ...NOT_YET, ...facts });

/** Turns a validated report into the form every source delivers. Placeholder serials and UUIDs do not identify. */
export function toDeviceReport(report: CollectorReport, source: Source = 'collector'): DeviceReport {
  const { agentId, macs, hostname } = report.identity;
  const biosUuid = useful(report.identity.biosUuid)?.toLowerCase();
  const serial = useful(report.identity.serial);
  return {
    source,
    client: report.client,
    identity: {
      ...(agentId === undefined ? {} : { agentId }),
      ...(biosUuid === undefined ? {} : { biosUuid }),
      ...(serial === undefined ? {} : { serial }),
      macs: [...new Set(macs)],
      hostname,
    },
    observedAt: new Date(report.observedAt),
    partial: false,
    facts: factsOf(report),
    software: report.software satisfies readonly SoftwareItem[] | undefined,
  };
}

/**
 * Which sections each door can know on each platform when it has the rights. On Windows `updates` holds no
 * count of security updates; on Linux `antivirus` is known only for products the collector recognises.
 */
const without = (...left: FactSection[]): readonly FactSection[] => FACT_SECTIONS.filter((one) => !left.includes(one));
const BY_PLATFORM: Record<Platform, readonly FactSection[]> = {
  windows: FACT_SECTIONS,
  // macOS and Linux: what is left out is not there on them, or nobody but the person at the screen may read it.
  macos: without('smb1', 'removableMedia', 'officeMacros', 'restart'),
  linux: without('removableMedia'),
  other: [],
};

export const KNOWS: Record<'collector' | 'server', Record<Platform, readonly FactSection[]>> = {
  collector: BY_PLATFORM,
  server: BY_PLATFORM,
};
