// SPDX-License-Identifier: Apache-2.0
/** One report of a fictitious device through the door that its kind of agent uses. */
import { createHash } from 'node:crypto';
import { z } from 'zod';
import type { Api } from '../contract.ts';
import type { DemoDevice } from './cast.ts';
import { factsOn } from './device-facts.ts';
import type { Quirk } from './device-facts.ts';
import { knock } from './visitor.ts';

/** What a device keeps between its reports. */
export interface Kept {
  /** The collector's one-hour code, then its own key. */
  token?: string;
  nodeKey?: string;
  deviceId?: string;
}

export interface Delivery {
  readonly origin: string;
  readonly device: DemoDevice;
  readonly day: number;
  readonly at: Date;
  readonly kept: Kept;
  /** What inventory agents and osquery of the organisation show. */
  readonly agents: { readonly user: string; readonly secret: string };
}

type Collected = Api['POST /api/v1/collect']['response'];

const hex = (text: string): string => createHash('sha256').update(text).digest('hex');

/** The same for a device in every demo; the first byte says "locally administered" and "this is a demo". */
const macOf = (hostname: string): string => `02:de:40:${hex(hostname).slice(0, 6).match(/../g)?.join(':') ?? ''}`;
const uuidOf = (hostname: string): string => {
  const digits = hex(`uuid ${hostname}`);
  return `de40de40-${digits.slice(0, 4)}-4${digits.slice(4, 7)}-8${digits.slice(7, 10)}-${digits.slice(10, 22)}`;
};

export const hasQuirk = ({ quirks }: DemoDevice, day: number, quirk: Quirk): boolean => {
  const [from, until] = quirks?.[quirk] ?? [];
  return from !== undefined && day >= from && (until === undefined || day < until);
};

const PROGRAMS = ['デモ会計 2026', 'デモ表計算', 'Demo Browser', 'Demo Viewer', 'Demo Archiver'] as const;

/** `as`: the name a copied machine gives itself, with the identity of its original. */
export function collectorReport({ device, day, at }: Pick<Delivery, 'device' | 'day' | 'at'>, as?: string): unknown {
  const { hostname, platform } = device;
  const wrongClock = hasQuirk(device, day, 'wrongClock');
  return {
    format: 1,
    client: platform === 'windows' ? 'sonae-collect.ps1/2' : 'sonae-collect.sh/2',
    observedAt: (wrongClock ? new Date(0) : at).toISOString(),
    identity: {
      biosUuid: uuidOf(hostname),
      serial: `DEMO-${hex(hostname).slice(0, 8).toUpperCase()}`,
      macs: [macOf(as ?? hostname)],
      hostname: as ?? hostname,
    },
    facts: factsOn({ platform, at, has: (quirk) => hasQuirk(device, day, quirk) }),
    software: PROGRAMS.map((name, index) => ({ name, version: `${index + 1}.${Math.floor(day / 30)}` })),
  };
}

export async function sendCollected(origin: string, token: string, report: unknown): Promise<Collected> {
  const { text } = await knock(origin, {
    method: 'POST',
    path: '/api/v1/collect',
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    body: JSON.stringify(report),
  });
  // Our own server's answer, whose shape the contract promises.
  return JSON.parse(text) as Collected;
}

async function deliverCollected(delivery: Delivery): Promise<void> {
  const { origin, kept } = delivery;
  const { deviceId, deviceKey } = await sendCollected(origin, kept.token ?? '', collectorReport(delivery));
  kept.deviceId = deviceId;
  if (deviceKey !== null) kept.token = deviceKey;
}

const pad = (number: number): string => String(number).padStart(2, '0');
/** Local time of Japan without a zone, as FusionInventory writes it. */
const localTime = (at: Date): string => {
  const there = new Date(at.getTime() + 9 * 3_600_000);
  return `${there.getUTCFullYear()}-${pad(there.getUTCMonth() + 1)}-${pad(there.getUTCDate())} ${pad(there.getUTCHours())}:${pad(there.getUTCMinutes())}:${pad(there.getUTCSeconds())}`;
};

function inventory({ device, at }: Delivery): string {
  const { hostname } = device;
  const software = PROGRAMS.map(
    (name) => `<SOFTWARES><FROM>registry</FROM><NAME>${name}</NAME><VERSION>1.0</VERSION></SOFTWARES>`,
  );
  const firewall = ['DomainProfile', 'PublicProfile', 'StandardProfile'].map(
    (profile) => `<FIREWALL><PROFILE>${profile}</PROFILE><STATUS>on</STATUS></FIREWALL>`,
  );
  return `<?xml version="1.0" encoding="UTF-8" ?><REQUEST><CONTENT>
<ACCESSLOG><LOGDATE>${localTime(at)}</LOGDATE></ACCESSLOG>
<ANTIVIRUS><ENABLED>1</ENABLED><NAME>Windows Defender</NAME><UPTODATE>1</UPTODATE></ANTIVIRUS>
<BIOS><SMANUFACTURER>Demo Works</SMANUFACTURER><SMODEL>Demo 14</SMODEL><SSN>DEMO-${hex(hostname).slice(0, 8).toUpperCase()}</SSN></BIOS>
<DRIVES><ENCRYPT_ALGO>XTS_AES_128</ENCRYPT_ALGO><ENCRYPT_NAME>BitLocker</ENCRYPT_NAME><ENCRYPT_STATUS>Yes</ENCRYPT_STATUS><LETTER>C:</LETTER><SYSTEMDRIVE>1</SYSTEMDRIVE><TYPE>Local Disk</TYPE></DRIVES>
${firewall.join('')}
<HARDWARE><MEMORY>16188</MEMORY><NAME>${hostname}</NAME><UUID>${uuidOf(hostname)}</UUID></HARDWARE>
<NETWORKS><DESCRIPTION>Ethernet</DESCRIPTION><IPADDRESS>192.0.2.21</IPADDRESS><MACADDR>${macOf(hostname)}</MACADDR><STATUS>Up</STATUS><TYPE>ethernet</TYPE><VIRTUALDEV>0</VIRTUALDEV></NETWORKS>
<OPERATINGSYSTEM><ARCH>64-bit</ARCH><FULL_NAME>Microsoft Windows 11 Pro</FULL_NAME><KERNEL_NAME>MSWin32</KERNEL_NAME><KERNEL_VERSION>10.0.26200</KERNEL_VERSION><NAME>Windows</NAME><VERSION>25H2</VERSION><TIMEZONE><NAME>Tokyo Standard Time</NAME><OFFSET>+0900</OFFSET></TIMEZONE></OPERATINGSYSTEM>
${software.join('')}
<VERSIONCLIENT>FusionInventory-Agent_v2.6</VERSIONCLIENT></CONTENT><DEVICEID>${hostname}-2026-01-05-09-00-00</DEVICEID><QUERY>INVENTORY</QUERY></REQUEST>`;
}

async function deliverInventory(delivery: Delivery): Promise<void> {
  const { user, secret } = delivery.agents;
  await knock(delivery.origin, {
    method: 'POST',
    path: '/agent/glpi',
    headers: {
      authorization: `Basic ${Buffer.from(`${user}:${secret}`).toString('base64')}`,
      'content-type': 'application/xml',
      'user-agent': 'FusionInventory-Agent_v2.6',
    },
    body: inventory(delivery),
  });
}

const osqueryAnswer = z.object({
  node_key: z.string().optional(),
  queries: z.record(z.string(), z.string()).optional(),
});

async function osquery(origin: string, call: string, body: unknown): Promise<z.output<typeof osqueryAnswer>> {
  const { text } = await knock(origin, {
    method: 'POST',
    path: `/api/osquery/${call}`,
    headers: { 'content-type': 'application/json', 'user-agent': 'osquery/5.12.1' },
    body: JSON.stringify(body),
  });
  return osqueryAnswer.parse(JSON.parse(text));
}

const OSQUERY_OS = { name: 'Ubuntu', version: '24.04.3 LTS', build: '', platform: 'ubuntu', arch: 'x86_64' } as const;

function enrolment({ device, agents }: Delivery): unknown {
  const { hostname } = device;
  const uuid = uuidOf(hostname);
  return {
    enroll_secret: agents.secret,
    host_identifier: uuid,
    platform_type: '9',
    host_details: {
      os_version: { ...OSQUERY_OS, platform_like: 'debian' },
      osquery_info: { version: '5.12.1', instance_id: hex(hostname).slice(0, 32), uuid },
      system_info: { hostname, computer_name: hostname, uuid, hardware_serial: `DEMO-${hex(hostname).slice(0, 8)}` },
    },
  };
}

type Row = Readonly<Record<string, string>>;
const told = (what: string, name: string, [value, more = '']: readonly [string, string?]): Row => ({
  what,
  name,
  value,
  more,
});

/** Rows as osqueryd would give them; of the sections that are missing it says that the query failed. */
const OSQUERY_ROWS: Readonly<Record<string, readonly Row[]>> = {
  os: [OSQUERY_OS],
  disks: [told('mount', '/', ['1', 'ext4 /dev/dm-0 LUKS'])],
  firewall: [told('units', '', ['214']), told('unit', 'ufw.service', ['active', 'exited'])],
  administrators: [
    told('user', 'root', ['0', '/bin/bash']),
    told('member', 'kanri', ['1000', '/bin/bash']),
    told('shadow', 'root', ['locked']),
  ],
  remotedesktop: [told('units', '', ['214'])],
};

/** `sonae_remote_desktop` asks for the section `remoteDesktop`. */
const rowsFor = (query: string): readonly Row[] | undefined =>
  OSQUERY_ROWS[
    query
      .replace(/^sonae_/, '')
      .replaceAll('_', '')
      .toLowerCase()
  ];

async function deliverOsquery(delivery: Delivery): Promise<void> {
  const { origin, kept } = delivery;
  kept.nodeKey ??= (await osquery(origin, 'enroll', enrolment(delivery))).node_key ?? '';
  const { queries = {} } = await osquery(origin, 'distributed/read', { node_key: kept.nodeKey });
  const names = Object.keys(queries);
  if (names.length === 0) return;
  await osquery(origin, 'distributed/write', {
    node_key: kept.nodeKey,
    queries: Object.fromEntries(names.map((name) => [name, rowsFor(name) ?? []])),
    statuses: Object.fromEntries(names.map((name) => [name, rowsFor(name) ? 0 : 1])),
  });
}

const WAYS = { collector: deliverCollected, inventory: deliverInventory, osquery: deliverOsquery } as const;

export const deliver = async (delivery: Delivery): Promise<void> => WAYS[delivery.device.way](delivery);
