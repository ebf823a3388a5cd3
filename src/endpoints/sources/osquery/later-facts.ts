// SPDX-License-Identifier: Apache-2.0
/**
 * Sections that the checks do not read yet, in the shape agreed for `facts.ts`; when they stand there, this file goes.
 * Until then they are read here and kept nowhere.
 */
import { FACT_SECTIONS } from '../../facts.ts';
import type { Facts, Reading } from '../../facts.ts';

export interface ScreenLockFact {
  readonly enabled: boolean;
  readonly afterSeconds?: number;
  readonly asksPassword?: boolean;
  readonly scope: 'machine' | 'user';
}
export interface AutoUpdatesFact {
  readonly enabled: boolean;
  readonly by: string;
}
export interface RemoteDesktopFact {
  readonly enabled: boolean;
  readonly networkLevelAuth: boolean | null;
  readonly port?: number;
}
export interface Smb1Fact {
  readonly server: boolean | null;
  readonly client: boolean | null;
}
export interface RemoteControlFact {
  readonly name: string;
  readonly running: boolean | null;
}
export interface LocalAccountFact {
  readonly name: string;
  readonly kind: 'guest' | 'ordinary';
  readonly enabled: boolean | null;
  readonly emptyPassword: boolean | null;
}
export interface SecureBootFact {
  readonly secureBoot: boolean | null;
  readonly tpm: 'ready' | 'present' | 'none' | null;
  readonly tpmVersion?: string;
}
export interface RemovableMediaFact {
  readonly autorunOff: boolean | null;
  readonly usbStorageBlocked: boolean | null;
}
export interface OfficeMacrosFact {
  readonly app: 'word' | 'excel' | 'powerpoint';
  readonly user?: string;
  readonly fromInternetBlocked: boolean | null;
  readonly level: 'all_enabled' | 'ask' | 'signed_only' | 'off' | null;
}
export interface SshServerFact {
  readonly running: boolean;
  readonly passwordLogin: boolean | null;
  readonly rootLogin: 'no' | 'keys_only' | 'yes' | null;
}
export interface TimeSyncFact {
  readonly enabled: boolean;
  readonly synchronised: boolean | null;
  readonly by?: string;
}
export interface RestartFact {
  readonly pending: boolean;
  readonly because?: string;
  readonly upSince?: string;
}

interface LaterFacts {
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

const LATER_SECTIONS = [
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
] as const satisfies readonly (keyof LaterFacts)[];

/** What `facts.ts` has by now wins. */
export type AllFacts = Facts & Omit<LaterFacts, keyof Facts>;
export type AnySection = keyof AllFacts;
export const ALL_SECTIONS: readonly AnySection[] = [...new Set<AnySection>([...FACT_SECTIONS, ...LATER_SECTIONS])];
