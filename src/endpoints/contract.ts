// SPDX-License-Identifier: Apache-2.0
import { z } from 'zod';
import {
  ADMINISTRATORS,
  ANY_MEMBER,
  ANY_SESSION,
  DEVICE,
  MANAGERS,
  OWN_PEOPLE,
  PUBLIC,
  operation,
} from '../kernel/contract.ts';
import type { StreamedAnswer } from '../kernel/contract.ts';
import { LANGUAGES } from '../kernel/language.ts';
import { bilingual, cursor, isoMoment, note, orgParams, pageQuery, uuid } from '../kernel/schemas.ts';

export const COLLECTOR_KINDS = ['cmd', 'ps1', 'sh', 'command'] as const;

export const deviceItem = z.object({
  deviceId: uuid,
  label: z.string(),
  hostname: z.string(),
  platform: z.enum(['windows', 'macos', 'linux', 'other']),
  osName: z.string().nullable(),
  osVersion: z.string().nullable(),
  ownerId: uuid.nullable(),
  ownerName: z.string().nullable(),
  state: z.enum(['active', 'silent', 'gone']),
  lastObservedAt: isoMoment,
  lastReceivedAt: isoMoment,
  failing: z.int(),
  unknown: z.int(),
});
export type DeviceItem = z.infer<typeof deviceItem>;

export const factReading = z.object({
  section: z.string(),
  source: z.string(),
  observedAt: isoMoment,
  /** `{state:"known",value}` or `{state:"unknown",reason,detail?}` in the shapes of facts.ts. */
  reading: z.unknown(),
});

export const deviceDetail = deviceItem.extend({
  createdAt: isoMoment,
  sources: z.array(
    z.object({ source: z.string(), client: z.string(), observedAt: isoMoment, receivedAt: isoMoment, rounds: z.int() }),
  ),
  facts: z.array(factReading),
  softwareCount: z.int(),
  /** The device's osquery; null when it has none that may report. */
  agent: z
    .object({
      version: z.string(),
      enrolledAt: isoMoment,
      /** Last poll; up to half a minute old. */
      seenAt: isoMoment.nullable(),
      answeredAt: isoMoment.nullable(),
      /** When a person asked it to answer anew and it has not done so yet. */
      askedAt: isoMoment.nullable(),
      /** The caller may have it answer anew. */
      mayAsk: z.boolean(),
    })
    .nullable(),
  /** False for a teleworker who looks at a colleague's device: facts and software are not shown. */
  inside: z.boolean(),
});
export type DeviceDetail = z.infer<typeof deviceDetail>;

/** What a check looks at, in words: for the device page and the first look. */
export const checkInfo = z.object({
  checkId: z.string(),
  title: bilingual,
  what: bilingual,
  why: bilingual,
  /** Sentences by verdict reason, with `{name}` places for what was observed. */
  sentences: z.record(z.string(), bilingual),
  controlIds: z.array(z.string()),
});
export type CheckInfo = z.infer<typeof checkInfo>;

export const softwareItem = z.object({
  name: z.string(),
  version: z.string(),
  publisher: z.string().nullable(),
  origin: z.string().nullable(),
});

export const quarantineItem = z.object({
  quarantineId: uuid,
  deviceId: uuid.nullable(),
  source: z.string(),
  reason: z.string(),
  detail: z.record(z.string(), z.unknown()),
  receivedAt: isoMoment,
});

export const firstLook = z.object({
  lookId: uuid,
  state: z.enum(['waiting', 'arrived', 'expired']),
  expiresAt: isoMoment,
  deviceId: uuid.nullable(),
  deviceLabel: z.string().nullable(),
  verdicts: z.array(
    z.object({
      checkId: z.string(),
      verdict: z.enum(['pass', 'fail', 'unknown', 'not_applicable']),
      reason: z.string().nullable(),
      observed: z.record(z.string(), z.unknown()),
    }),
  ),
});
export type FirstLook = z.infer<typeof firstLook>;

/** Where what is known of a device can come from. */
export const REPORT_SOURCES = ['osquery', 'glpi', 'fusioninventory', 'collector', 'server'] as const;

const deviceFilter = {
  state: z.enum(['active', 'silent', 'gone', 'all']).default('all'),
  source: z.enum([...REPORT_SOURCES, 'all']).default('all'),
  result: z.enum(['failing', 'unknown', 'all']).default('all'),
};

const deviceParams = orgParams.extend({ deviceId: uuid });

export const endpointsOperations = {
  listDevices: operation({
    method: 'GET',
    path: '/api/v1/org/:orgId/devices',
    summary: 'Devices, searchable by the beginning of their name',
    access: ANY_MEMBER,
    params: orgParams,
    query: pageQuery.extend({
      search: note(100).default(''),
      ...deviceFilter,
    }),
    response: z.object({ devices: z.array(deviceItem), total: z.int(), next: cursor.nullable() }),
  }),
  exportDevices: operation({
    method: 'GET',
    path: '/api/v1/org/:orgId/devices.csv',
    summary: 'The device list as a file for spreadsheets (CSV, UTF-8 with byte order mark)',
    access: MANAGERS,
    params: orgParams,
    query: z.object({ search: note(100).default(''), ...deviceFilter, language: z.enum(LANGUAGES).default('ja') }),
    /** A stream of lines, not one JSON body. */
    response: z.custom<StreamedAnswer>(),
  }),
  readDevice: operation({
    method: 'GET',
    path: '/api/v1/org/:orgId/devices/:deviceId',
    summary: 'One device: what is known of it and from where',
    access: ANY_MEMBER,
    params: deviceParams,
    response: z.object({ device: deviceDetail }),
  }),
  updateDevice: operation({
    method: 'PATCH',
    path: '/api/v1/org/:orgId/devices/:deviceId',
    summary: 'Names a device, says whose it is, or retires it',
    access: ADMINISTRATORS,
    params: deviceParams,
    body: z.object({
      label: note(120).optional(),
      ownerId: uuid.nullable().optional(),
      state: z.enum(['active', 'gone']).optional(),
    }),
    response: z.object({ device: deviceDetail }),
  }),
  lookAgain: operation({
    method: 'POST',
    path: '/api/v1/org/:orgId/devices/:deviceId/look-again',
    summary: 'Has the device’s agent answer our questions now; for administrators, and for the own device',
    access: OWN_PEOPLE,
    params: deviceParams,
    /** False when no agent is there that could be asked. */
    response: z.object({ asked: z.boolean() }),
  }),
  listSoftware: operation({
    method: 'GET',
    path: '/api/v1/org/:orgId/devices/:deviceId/software',
    summary: 'Software of a device, by name',
    access: ANY_MEMBER,
    params: deviceParams,
    query: pageQuery,
    response: z.object({ software: z.array(softwareItem), next: cursor.nullable() }),
  }),
  listChecks: operation({
    method: 'GET',
    path: '/api/v1/checks',
    summary: 'The checks of this product in words',
    access: ANY_SESSION,
    response: z.object({ checks: z.array(checkInfo) }),
  }),
  listQuarantine: operation({
    method: 'GET',
    path: '/api/v1/org/:orgId/quarantine',
    summary: 'Reports that were set aside because they cannot be true',
    access: ADMINISTRATORS,
    params: orgParams,
    query: pageQuery,
    response: z.object({ reports: z.array(quarantineItem), next: cursor.nullable() }),
  }),
  startFirstLook: operation({
    method: 'POST',
    path: '/api/v1/org/:orgId/first-looks',
    summary: 'Makes a one-hour code for a collector to download and run',
    access: OWN_PEOPLE,
    params: orgParams,
    body: z.object({ kind: z.enum(COLLECTOR_KINDS) }),
    response: z.object({
      lookId: uuid,
      code: z.string(),
      downloadPath: z.string(),
      fileName: z.string(),
      expiresAt: isoMoment,
    }),
    status: 201,
  }),
  readFirstLook: operation({
    method: 'GET',
    path: '/api/v1/org/:orgId/first-looks/:lookId',
    summary: 'Whether the collector has reported yet, and what it found',
    access: OWN_PEOPLE,
    params: orgParams.extend({ lookId: uuid }),
    response: z.object({ look: firstLook }),
  }),
  checkServer: operation({
    method: 'POST',
    path: '/api/v1/org/:orgId/check-server',
    summary: 'Checks the computer Sonae runs on, at once',
    access: ADMINISTRATORS,
    params: orgParams,
    response: z.object({ deviceId: uuid }),
    status: 201,
  }),
  importReport: operation({
    method: 'POST',
    path: '/api/v1/org/:orgId/reports',
    summary: 'Takes a collector’s file that was carried here by hand',
    access: OWN_PEOPLE,
    params: orgParams,
    body: z.object({ report: z.unknown() }),
    bodyLimit: 4 * 1024 * 1024,
    response: z.object({ deviceId: uuid }),
    status: 201,
  }),
  readAgentSetup: operation({
    method: 'GET',
    path: '/api/v1/org/:orgId/agent-setup',
    summary: 'What an inventory agent needs: address, credential, certificate',
    access: ADMINISTRATORS,
    params: orgParams,
    response: z.object({
      url: z.string(),
      user: z.string(),
      credentials: z.array(
        z.object({
          credentialId: uuid,
          label: z.string(),
          /** The secret itself, for administrators who set up the next PC. */
          secret: z.string().nullable(),
          createdAt: isoMoment,
          lastUsedAt: isoMoment.nullable(),
        }),
      ),
      caFingerprint: z.string(),
      /** Content of osquery's flag file on each system. */
      osqueryFlags: z.object({ windows: z.string(), macos: z.string(), linux: z.string() }),
    }),
  }),
  downloadOsqueryFlags: operation({
    method: 'GET',
    path: '/api/v1/org/:orgId/osquery-flags',
    summary: 'The flag file for osquery, made for this installation; it holds no secret',
    access: ADMINISTRATORS,
    params: orgParams,
    query: z.object({ system: z.enum(['windows', 'macos', 'linux']).default('windows') }),
    /** A file, not a JSON body. */
    response: z.custom<StreamedAnswer>(),
  }),
  downloadEnrolSecret: operation({
    method: 'GET',
    path: '/api/v1/org/:orgId/credentials/:credentialId/secret-file',
    summary: 'The enrolment secret as a file for osquery',
    access: ADMINISTRATORS,
    params: orgParams.extend({ credentialId: uuid }),
    /** A file, not a JSON body. */
    response: z.custom<StreamedAnswer>(),
  }),
  createCredential: operation({
    method: 'POST',
    path: '/api/v1/org/:orgId/credentials',
    summary: 'Makes another credential for inventory agents',
    access: ADMINISTRATORS,
    params: orgParams,
    body: z.object({ label: note(80).default('') }),
    response: z.object({ credentialId: uuid }),
    status: 201,
  }),
  revokeCredential: operation({
    method: 'DELETE',
    path: '/api/v1/org/:orgId/credentials/:credentialId',
    summary: 'Ends a credential; agents that use it are refused from then on',
    access: ADMINISTRATORS,
    params: orgParams.extend({ credentialId: uuid }),
    response: z.null(),
    status: 204,
  }),
  listDeviceKeys: operation({
    method: 'GET',
    path: '/api/v1/org/:orgId/devices/:deviceId/keys',
    summary: 'Keys in force of a device, by the kind of program that holds them',
    access: ADMINISTRATORS,
    params: deviceParams,
    response: z.object({
      keys: z.array(z.object({ keyId: uuid, holder: z.enum(['collector', 'osquery']), createdAt: isoMoment })),
    }),
  }),
  revokeDeviceKeys: operation({
    method: 'DELETE',
    path: '/api/v1/org/:orgId/devices/:deviceId/keys',
    summary: 'Ends every key and one-hour code of a device; its collectors need a new code from then on',
    access: ADMINISTRATORS,
    params: deviceParams,
    response: z.null(),
    status: 204,
  }),
  /**
   * The collectors' own door: a one-hour code or a device's key as bearer token. A collector that stores nothing says
   * `Sonae-Keep: no`, and no key is made for it.
   */
  collect: operation({
    method: 'POST',
    path: '/api/v1/collect',
    summary: 'Takes one report of a collector',
    access: DEVICE,
    body: z.unknown(),
    bodyLimit: 4 * 1024 * 1024,
    response: z.object({
      deviceId: uuid,
      /** Present after a one-hour code was used: the device’s own key for the next reports. Shown this once. */
      deviceKey: z.string().nullable(),
      results: z.array(z.object({ checkId: z.string(), verdict: z.string(), title: bilingual })),
      /** The results as plain text for a terminal, lines parted by `\n`; may be empty. */
      summary: bilingual,
    }),
    status: 201,
  }),
  downloadCa: operation({
    method: 'GET',
    path: '/api/v1/ca',
    summary: 'The certificate of this installation’s own authority (PEM)',
    access: PUBLIC,
    response: z.object({ pem: z.string(), fingerprint256: z.string() }),
  }),
} as const;
