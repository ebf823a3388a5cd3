// SPDX-License-Identifier: Apache-2.0
/** Every check of the product, one line each. */
import { antivirusOn } from './antivirus-on.ts';
import type { Check } from './check.ts';
import { diskEncryption } from './disk-encryption.ts';
import { firewallOn } from './firewall-on.ts';
import { localAdministrators } from './local-administrators.ts';
import { osPatched } from './os-patched.ts';
import { osSupported } from './os-supported.ts';

export const CHECKS: readonly Check[] = [
  osSupported,
  osPatched,
  diskEncryption,
  firewallOn,
  antivirusOn,
  localAdministrators,
];

export const CHECK_IDS: readonly string[] = CHECKS.map(({ id }) => id);
