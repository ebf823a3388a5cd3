// SPDX-License-Identifier: Apache-2.0
/** Every check of the product, one line each. */
import { antivirusOn } from './antivirus-on.ts';
import { autoUpdates } from './auto-updates.ts';
import type { Check } from './check.ts';
import { diskEncryption } from './disk-encryption.ts';
import { firewallOn } from './firewall-on.ts';
import { guestAccounts } from './guest-accounts.ts';
import { localAdministrators } from './local-administrators.ts';
import { officeMacros } from './office-macros.ts';
import { osPatched } from './os-patched.ts';
import { osSupported } from './os-supported.ts';
import { remoteControlTools } from './remote-control-tools.ts';
import { remoteDesktopNla } from './remote-desktop-nla.ts';
import { removableMedia } from './removable-media.ts';
import { restartPending } from './restart-pending.ts';
import { screenLock } from './screen-lock.ts';
import { secureBoot } from './secure-boot.ts';
import { smb1Off } from './smb1-off.ts';
import { sshLogin } from './ssh-login.ts';
import { timeSync } from './time-sync.ts';

export const CHECKS: readonly Check[] = [
  osSupported,
  osPatched,
  diskEncryption,
  firewallOn,
  antivirusOn,
  localAdministrators,
  autoUpdates,
  restartPending,
  screenLock,
  guestAccounts,
  remoteDesktopNla,
  remoteControlTools,
  smb1Off,
  sshLogin,
  officeMacros,
  removableMedia,
  secureBoot,
  timeSync,
];

export const CHECK_IDS: readonly string[] = CHECKS.map(({ id }) => id);
