// SPDX-License-Identifier: Apache-2.0
import { unknown } from '../../facts.ts';
import type { DeviceReport, Facts } from '../../facts.ts';
import { machineClockOf } from './dates.ts';
import type { MachineClock } from './dates.ts';
import { administratorsReading } from './map-administrators.ts';
import { disksReading } from './map-disks.ts';
import { remoteControlReading, secureBootReading } from './map-remote.ts';
import { hardwareReading, identityOf, networkReading } from './map-hardware.ts';
import { osReading, platformOf } from './map-os.ts';
import { antivirusReading, firewallReading } from './map-protection.ts';
import { softwareReading } from './map-software.ts';
import type { SoftwareReading } from './map-software.ts';
import { firstOf, hasSection, rowOf, textOf } from './raw-inventory.ts';
import type { RawInventory } from './raw-inventory.ts';

export interface GlpiReport extends DeviceReport {
  readonly source: 'fusioninventory' | 'glpi';
  /** The machine's own clock at the time of the inventory, for noticing one that is years off. */
  readonly machineClock?: MachineClock;
  /** What the agent was told to call itself with `--tag`; at most 255 characters, chosen by whoever set it up. */
  readonly tag?: string;
}

export interface Sender {
  /** `GLPI-Agent-ID`, only GLPI agents send it. */
  readonly agentId: string | undefined;
  readonly userAgent: string | undefined;
  readonly receivedAt: Date;
}

export function reportOf(raw: RawInventory, sender: Sender): GlpiReport {
  const client = raw.client ?? sender.userAgent ?? 'unknown';
  const isGlpi = sender.agentId !== undefined || client.startsWith('GLPI');
  const clock = machineClockOf(
    textOf(firstOf(raw, 'accesslog'), 'logdate', 40),
    textOf(rowOf(firstOf(raw, 'operatingsystem'), 'timezone'), 'offset', 10),
  );
  const platform = platformOf(raw);
  const read = softwareReading(raw, platform, sender.receivedAt);
  return {
    source: isGlpi ? 'glpi' : 'fusioninventory',
    client,
    identity: identityOf(raw, sender.agentId),
    // Without a time zone the machine's time may be 14 hours off: then the time of arrival is nearer the truth.
    observedAt: clock?.toleranceMs === 0 ? clock.at : sender.receivedAt,
    partial: raw.partial,
    facts: raw.partial ? partialFacts(raw, read) : fullFacts(raw, read),
    software: read.software,
    ...(clock === undefined ? {} : { machineClock: clock }),
    ...(raw.tag === undefined ? {} : { tag: raw.tag }),
  };
}

/** What an inventory has no place for (not among the 49 sections of inventory_format 1.2). */
const nothing = unknown('not_reported_by_source');
const NOT_IN_INVENTORIES = {
  screenLock: nothing,
  autoUpdates: nothing,
  remoteDesktop: nothing,
  smb1: nothing,
  localAccounts: nothing,
  removableMedia: nothing,
  officeMacros: nothing,
  sshServer: nothing,
  timeSync: nothing,
  restart: nothing,
} as const satisfies Partial<Facts>;

function fullFacts(raw: RawInventory, read: SoftwareReading): Facts {
  const platform = platformOf(raw);
  return {
    os: osReading(raw),
    updates: read.updates,
    disks: disksReading(raw, platform),
    firewall: firewallReading(raw),
    antivirus: antivirusReading(raw, platform),
    administrators: administratorsReading(raw, platform),
    hardware: hardwareReading(raw),
    network: networkReading(raw),
    ...NOT_IN_INVENTORIES,
    remoteControl: remoteControlReading(raw),
    secureBoot: secureBootReading(raw),
  };
}

/**
 * A partial inventory holds the sections that changed, and always the few fields that identify the machine (bios,
 * hardware), which is why hardware is never taken from one: half of it must not overwrite the whole. Administrators
 * need users and groups together. A section that vanished shows only in the next full inventory.
 */
function partialFacts(raw: RawInventory, read: SoftwareReading): Partial<Facts> {
  const platform = platformOf(raw);
  const has = (...names: Parameters<typeof hasSection>[1][]): boolean => names.every((name) => hasSection(raw, name));
  return {
    ...(has('operatingsystem') ? { os: osReading(raw) } : {}),
    ...(has('softwares') && (platform === 'windows' || read.sawWindowsUpdates) ? { updates: read.updates } : {}),
    ...(has('drives') ? { disks: disksReading(raw, platform) } : {}),
    ...(has('firewalls') ? { firewall: firewallReading(raw) } : {}),
    ...(has('antivirus') ? { antivirus: antivirusReading(raw, platform) } : {}),
    ...(platform !== undefined && has('local_users', 'local_groups')
      ? { administrators: administratorsReading(raw, platform) }
      : {}),
    ...(has('networks') ? { network: networkReading(raw) } : {}),
    ...(has('softwares') ? { remoteControl: remoteControlReading(raw) } : {}),
  };
}
