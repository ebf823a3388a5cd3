// SPDX-License-Identifier: Apache-2.0
/** A collector's report with everything in order, to be changed by a test. Made by hand after the Windows fixture. */
import type { CollectorReport } from '../../src/endpoints/sources/collector/report.ts';

/** What a test may change; times are ISO 8601 in UTC with a Z. */
export interface ReportWishes {
  readonly hostname: string;
  readonly observedAt: string;
  readonly biosUuid?: string;
  readonly agentId?: string;
  readonly mac?: string;
  readonly facts?: Partial<CollectorReport['facts']>;
  readonly software?: CollectorReport['software'];
}

const known = <T>(value: T): { state: 'known'; value: T } => ({ state: 'known', value });

/** Every check passes on this one: Windows 11 24H2 Pro, encrypted, firewall and antivirus on, one administrator. */
export function healthyFacts(observedAt: string): CollectorReport['facts'] {
  const day = observedAt.slice(0, 10);
  return {
    os: known({
      platform: 'windows' as const,
      name: 'Microsoft Windows 11 Pro',
      version: '25H2',
      build: '10.0.26200.7171',
      edition: 'W' as const,
      arch: 'AMD64',
    }),
    updates: known({ lastInstalledOn: day }),
    disks: known([{ name: 'C:', system: true, encrypted: 'yes' as const, method: 'BitLocker' }]),
    firewall: known(['domain', 'private', 'public'].map((name) => ({ name, enabled: true }))),
    antivirus: known([{ name: 'Windows Defender', enabled: true, upToDate: true, definitionsOn: day }]),
    administrators: known([{ name: 'kanri', kind: 'user' as const, builtin: false, enabled: true }]),
    hardware: known({ manufacturer: 'Example', model: 'Note 1', memoryMb: 16_384 }),
    network: known([{ name: 'Ethernet', addresses: ['192.168.1.20'] }]),
  };
}

export function collectorReport(wishes: ReportWishes): CollectorReport {
  const { hostname, observedAt, biosUuid, agentId, mac, software } = wishes;
  return {
    format: 1,
    client: 'sonae-collect.ps1/1',
    observedAt,
    identity: {
      ...(agentId === undefined ? {} : { agentId }),
      ...(biosUuid === undefined ? {} : { biosUuid }),
      macs: mac === undefined ? [] : [mac],
      hostname,
    },
    facts: { ...healthyFacts(observedAt), ...wishes.facts },
    software: software ?? [{ name: 'Example Writer', version: '1.0' }],
  };
}
