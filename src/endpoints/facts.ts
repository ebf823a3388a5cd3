// SPDX-License-Identifier: Apache-2.0
/**
 * The typed facts about one device, whatever door they came through.
 *
 * A section that a source does not carry is `unknown` with the reason; it never reads as
 * "nothing found". Times are ISO 8601 in UTC (`2026-11-20T00:00:00Z`), dates `2026-11-20`.
 */
export const PLATFORMS = ['windows', 'macos', 'linux', 'other'] as const;
export type Platform = (typeof PLATFORMS)[number];

export const UNKNOWN_REASONS = [
  /** This source has no place for the fact on this platform. */
  'not_reported_by_source',
  /** The source asked and got an error or a refusal. */
  'query_failed',
  /** The collector lacked the rights to look (not run as administrator). */
  'no_permission',
  /** The answer came in a form that cannot be read with certainty. */
  'unreadable',
  /** No reference data for this product (for example no life cycle is known). */
  'no_reference_data',
  /** Nothing has arrived for longer than the evidence keeps. */
  'stale',
  /** The agent's version has no table or column for it; the detail names what is missing and since when it exists. */
  'agent_too_old',
  /** The agent itself refuses the query for a day because it broke the agent before. */
  'denylisted',
] as const;
export type UnknownReason = (typeof UNKNOWN_REASONS)[number];

export type Reading<T> =
  | { readonly state: 'known'; readonly value: T }
  | { readonly state: 'unknown'; readonly reason: UnknownReason; readonly detail?: string };

export interface OsFact {
  readonly platform: Platform;
  /** As the machine names itself: "Microsoft Windows 11 Pro", "Debian GNU/Linux 12 (bookworm)", "macOS". */
  readonly name: string;
  /** Marketing or distribution version: "23H2", "12", "22.04", "15.1". */
  readonly version?: string;
  /** Build with revision where known: "10.0.22631.4460", "24B83". */
  readonly build?: string;
  /** Windows edition class that decides the life cycle: pro/home = "W", enterprise/education = "E". */
  readonly edition?: 'W' | 'E' | 'LTSC' | 'SERVER';
  readonly arch?: string;
}

export interface UpdatesFact {
  /** Date of the newest operating-system update that is installed. */
  readonly lastInstalledOn?: string;
  /** Security updates that are offered and not installed; absent when the source cannot know. */
  readonly pendingSecurity?: number;
  readonly pendingTotal?: number;
  /** When the source's list of offered updates was last refreshed. */
  readonly listRefreshedAt?: string;
}

export interface DiskFact {
  /** Mount point or drive letter: "C:", "/", "/home". */
  readonly name: string;
  readonly system: boolean;
  readonly encrypted: 'yes' | 'no' | 'partial' | 'unknown';
  readonly method?: string;
}

export interface FirewallFact {
  /** "domain", "private", "public", "firewalld", "ufw", "nftables", "application". */
  readonly name: string;
  readonly enabled: boolean;
}

export interface AntivirusFact {
  readonly name: string;
  readonly enabled: boolean | null;
  readonly upToDate: boolean | null;
  readonly definitionsOn?: string;
}

export interface AdministratorFact {
  readonly name: string;
  readonly kind: 'user' | 'group';
  /** The account made by the operating system itself (root, RID 500). */
  readonly builtin: boolean;
  /** null when the source cannot tell. */
  readonly enabled: boolean | null;
}

/** When nobody is at the device. `scope`: a rule for everybody, or one person's own setting. */
export interface ScreenLockFact {
  readonly enabled: boolean;
  /** Seconds without input until it locks; 0 = never. */
  readonly afterSeconds?: number;
  readonly asksPassword?: boolean;
  readonly scope: 'machine' | 'user';
}
/** Whether updates come by themselves; `by` names the service. */
export interface AutoUpdatesFact {
  readonly enabled: boolean;
  readonly by: string;
}
/** Windows Remote Desktop; network-level authentication asks for the password before a screen is drawn. */
export interface RemoteDesktopFact {
  readonly enabled: boolean;
  readonly networkLevelAuth: boolean | null;
  readonly port?: number;
}
/** true = the old file-sharing protocol SMBv1 is on. */
export interface Smb1Fact {
  readonly server: boolean | null;
  readonly client: boolean | null;
}
/** A program with which somebody elsewhere can operate the device. */
export interface RemoteControlFact {
  readonly name: string;
  readonly running: boolean | null;
}
/** Accounts a person can sign in with. */
export interface LocalAccountFact {
  readonly name: string;
  readonly kind: 'guest' | 'ordinary';
  readonly enabled: boolean | null;
  readonly emptyPassword: boolean | null;
}
/** What starts the device is checked, and there is a chip that keeps keys. */
export interface SecureBootFact {
  readonly secureBoot: boolean | null;
  readonly tpm: 'ready' | 'present' | 'none' | null;
  readonly tpmVersion?: string;
}
/** What happens when a USB stick is put in. */
export interface RemovableMediaFact {
  readonly autorunOff: boolean | null;
  readonly usbStorageBlocked: boolean | null;
}
/** One row for each program (and person) of Microsoft Office; no row = Office is not there. */
export interface OfficeMacrosFact {
  readonly app: 'word' | 'excel' | 'powerpoint';
  readonly user?: string;
  readonly fromInternetBlocked: boolean | null;
  readonly level: 'all_enabled' | 'ask' | 'signed_only' | 'off' | null;
}
/** Sign-in from the network over SSH. */
export interface SshServerFact {
  readonly running: boolean;
  readonly passwordLogin: boolean | null;
  readonly rootLogin: 'no' | 'keys_only' | 'yes' | null;
}
/** Whether the clock is set from the network. */
export interface TimeSyncFact {
  readonly enabled: boolean;
  readonly synchronised: boolean | null;
  readonly by?: string;
}
/** `upSince`: time of the last start, ISO 8601. */
export interface RestartFact {
  readonly pending: boolean;
  readonly because?: string;
  readonly upSince?: string;
}

export interface HardwareFact {
  readonly manufacturer?: string;
  readonly model?: string;
  readonly serial?: string;
  readonly biosUuid?: string;
  readonly memoryMb?: number;
  readonly cpu?: string;
}

export interface NetworkFact {
  readonly name: string;
  readonly mac?: string;
  readonly addresses: readonly string[];
}

export interface SoftwareItem {
  readonly name: string;
  readonly version: string;
  readonly publisher?: string;
  readonly arch?: string;
  /** "deb", "rpm", "registry", "msi", "store", "app", "brew" … */
  readonly from?: string;
  readonly installedOn?: string;
}

/** Every fact section. The key is what is stored, hashed and compared. */
export interface Facts {
  readonly os: Reading<OsFact>;
  readonly updates: Reading<UpdatesFact>;
  readonly disks: Reading<readonly DiskFact[]>;
  readonly firewall: Reading<readonly FirewallFact[]>;
  readonly antivirus: Reading<readonly AntivirusFact[]>;
  readonly administrators: Reading<readonly AdministratorFact[]>;
  readonly hardware: Reading<HardwareFact>;
  readonly network: Reading<readonly NetworkFact[]>;
  readonly screenLock: Reading<ScreenLockFact>;
  readonly autoUpdates: Reading<AutoUpdatesFact>;
  readonly remoteDesktop: Reading<RemoteDesktopFact>;
  readonly smb1: Reading<Smb1Fact>;
  readonly remoteControl: Reading<readonly RemoteControlFact[]>;
  readonly localAccounts: Reading<readonly LocalAccountFact[]>;
  readonly secureBoot: Reading<SecureBootFact>;
  readonly removableMedia: Reading<RemovableMediaFact>;
  readonly officeMacros: Reading<readonly OfficeMacrosFact[]>;
  readonly sshServer: Reading<SshServerFact>;
  readonly timeSync: Reading<TimeSyncFact>;
  readonly restart: Reading<RestartFact>;
}

export const FACT_SECTIONS = [
  'os',
  'updates',
  'disks',
  'firewall',
  'antivirus',
  'administrators',
  'hardware',
  'network',
  'screenLock',
  'autoUpdates',
  'remoteDesktop',
  'smb1',
  'remoteControl',
  'localAccounts',
  'secureBoot',
  'removableMedia',
  'officeMacros',
  'sshServer',
  'timeSync',
  'restart',
] as const satisfies readonly (keyof Facts)[];
export type FactSection = (typeof FACT_SECTIONS)[number];

export const known = <T>(value: T): Reading<T> => ({ state: 'known', value });
export const unknown = (reason: UnknownReason, detail?: string): Reading<never> =>
  detail === undefined ? { state: 'unknown', reason } : { state: 'unknown', reason, detail };

/** What identifies a machine; the first that matches wins, in this order (see `match-device.ts`). */
export interface DeviceIdentity {
  /** Id the agent keeps across runs (GLPI-Agent-ID, collector install id). */
  readonly agentId?: string;
  readonly biosUuid?: string;
  readonly serial?: string;
  /** FusionInventory DEVICEID: host name plus first-run date; changes when the agent is reinstalled. */
  readonly deviceId?: string;
  /** Physical MAC addresses, lower case with colons. */
  readonly macs: readonly string[];
  readonly hostname: string;
}

/** Door through which a report came. */
export const SOURCES = ['fusioninventory', 'glpi', 'osquery', 'collector', 'server'] as const;
export type Source = (typeof SOURCES)[number];

/** One delivery from one machine, after parsing and normalising, before anything is stored. */
export interface DeviceReport {
  readonly source: Source;
  /** The client that spoke: "FusionInventory-Agent_v2.6-3", "sonae-collect.ps1/1". */
  readonly client: string;
  readonly identity: DeviceIdentity;
  /** The machine's own time for this reading. */
  readonly observedAt: Date;
  /** A partial report says nothing about the sections it leaves out. */
  readonly partial: boolean;
  readonly facts: Partial<Facts>;
  /** undefined = the report says nothing about software. */
  readonly software: readonly SoftwareItem[] | undefined;
}
