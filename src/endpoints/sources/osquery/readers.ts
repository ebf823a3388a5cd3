// SPDX-License-Identifier: Apache-2.0
/** Which reading belongs to which section on which platform. */
import { known } from '../../facts.ts';
import type { Platform, Reading } from '../../facts.ts';
import type { Facts, FactSection } from '../../facts.ts';
import {
  linuxAccounts,
  linuxAdministrators,
  macAccounts,
  macAdministrators,
  windowsAccounts,
  windowsAdministrators,
} from './map-accounts.ts';
import {
  linuxSecureBoot,
  macSecureBoot,
  windowsOfficeMacros,
  windowsRemovableMedia,
  windowsSecureBoot,
} from './map-device.ts';
import { linuxDisks, macDisks, windowsDisks } from './map-disks.ts';
import { hardwareReading, networkReading } from './map-hardware.ts';
import { osReading } from './map-os.ts';
import {
  linuxAntivirus,
  linuxFirewall,
  macAntivirus,
  macFirewall,
  windowsAntivirus,
  windowsFirewall,
} from './map-protection.ts';
import {
  linuxRemoteDesktop,
  linuxSmb1,
  linuxSshServer,
  macRemoteDesktop,
  macSshServer,
  remoteControl,
  windowsRemoteDesktop,
  windowsSmb1,
  windowsSshServer,
} from './map-remote.ts';
import {
  linuxAutoUpdates,
  linuxRestart,
  linuxTimeSync,
  macAutoUpdates,
  macScreenLock,
  macTimeSync,
  windowsAutoUpdates,
  windowsRestart,
  windowsScreenLock,
  windowsTimeSync,
} from './map-settings.ts';
import { macUpdates, windowsUpdates } from './map-updates.ts';
import { FOREIGN_ROWS, taleOf } from './rows.ts';
import type { AnswerRow, Tale } from './rows.ts';

export type Readers = { readonly [S in FactSection]?: (rows: readonly AnswerRow[]) => Facts[S] };

/** A reading of rows (what, name, value, more); rows of anything else are not read. */
const told =
  <T>(section: FactSection, read: (tale: Tale) => Reading<T>) =>
  (rows: readonly AnswerRow[]): Reading<T> => {
    const tale = taleOf(section, rows);
    return tale === undefined ? FOREIGN_ROWS : read(tale);
  };

const anywhere = (platform: Platform): Readers => ({
  os: (rows) => osReading(rows, platform),
  hardware: hardwareReading,
  network: told('network', (tale) => networkReading(tale, platform)),
});

export const READERS: Readonly<Record<Platform, Readers>> = {
  windows: {
    ...anywhere('windows'),
    updates: told('updates', windowsUpdates),
    disks: told('disks', windowsDisks),
    firewall: told('firewall', windowsFirewall),
    antivirus: told('antivirus', windowsAntivirus),
    administrators: told('administrators', windowsAdministrators),
    screenLock: told('screenLock', windowsScreenLock),
    autoUpdates: told('autoUpdates', windowsAutoUpdates),
    remoteDesktop: told('remoteDesktop', windowsRemoteDesktop),
    smb1: told('smb1', windowsSmb1),
    remoteControl: told('remoteControl', remoteControl),
    localAccounts: told('localAccounts', windowsAccounts),
    secureBoot: told('secureBoot', windowsSecureBoot),
    removableMedia: told('removableMedia', windowsRemovableMedia),
    officeMacros: told('officeMacros', windowsOfficeMacros),
    sshServer: told('sshServer', windowsSshServer),
    timeSync: told('timeSync', windowsTimeSync),
    restart: told('restart', windowsRestart),
  },
  macos: {
    ...anywhere('macos'),
    updates: told('updates', macUpdates),
    disks: told('disks', macDisks),
    firewall: told('firewall', macFirewall),
    antivirus: told('antivirus', macAntivirus),
    administrators: told('administrators', macAdministrators),
    screenLock: told('screenLock', macScreenLock),
    autoUpdates: told('autoUpdates', macAutoUpdates),
    remoteDesktop: told('remoteDesktop', macRemoteDesktop),
    remoteControl: told('remoteControl', remoteControl),
    localAccounts: told('localAccounts', macAccounts),
    secureBoot: told('secureBoot', macSecureBoot),
    sshServer: told('sshServer', macSshServer),
    timeSync: told('timeSync', macTimeSync),
  },
  linux: {
    ...anywhere('linux'),
    disks: told('disks', linuxDisks),
    firewall: told('firewall', linuxFirewall),
    antivirus: told('antivirus', linuxAntivirus),
    administrators: told('administrators', linuxAdministrators),
    autoUpdates: told('autoUpdates', linuxAutoUpdates),
    remoteDesktop: told('remoteDesktop', linuxRemoteDesktop),
    smb1: told('smb1', linuxSmb1),
    remoteControl: told('remoteControl', remoteControl),
    localAccounts: told('localAccounts', linuxAccounts),
    secureBoot: told('secureBoot', linuxSecureBoot),
    sshServer: told('sshServer', linuxSshServer),
    timeSync: told('timeSync', linuxTimeSync),
    restart: told('restart', linuxRestart),
  },
  other: { os: (rows) => osReading(rows, 'other'), hardware: hardwareReading },
};

/** What is certain of a platform without asking: Microsoft makes no Office for Linux. */
export const WITHOUT_ASKING: Readonly<Partial<Record<Platform, Partial<Facts>>>> = {
  linux: { officeMacros: known([]) },
};
