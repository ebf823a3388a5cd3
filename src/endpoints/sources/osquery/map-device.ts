// SPDX-License-Identifier: Apache-2.0
/** Secure Boot and TPM, removable media, Office macros. */
import { known, unknown } from '../../facts.ts';
import type { OfficeMacrosFact, RemovableMediaFact, SecureBootFact } from '../../facts.ts';
import { ofUser, signedInSids } from './map-settings.ts';
import { flagOf, textOf } from './rows.ts';
import type { Reader, Tale } from './rows.ts';
import { KEYS, OFFICE_APPS, USER_KEYS } from './windows-keys.ts';

/** PEFirmwareType 1 is a BIOS, which has no Secure Boot; 2 is UEFI. */
function windowsBoot(told: Tale): boolean | null {
  const state = flagOf(told.registry(KEYS.secureBoot, 'UEFISecureBootEnabled'));
  if (state !== undefined) return state;
  return told.registry(KEYS.control, 'PEFirmwareType') === '1' ? false : null;
}

/** `tpm_info` gives no row both without a TPM and when WMI fails: that reads "not known", not "none". */
export const windowsSecureBoot: Reader<SecureBootFact> = (told) => {
  const chip = told.all('tpm')[0];
  const secureBoot = windowsBoot(told);
  if (chip === undefined) {
    return secureBoot === null ? unknown('unreadable', 'secure_boot') : known({ secureBoot, tpm: null });
  }
  const ready = flagOf(chip.value) === true && flagOf(chip.more) === true;
  // "2.0, 0, 1.38" → "2.0"
  const tpmVersion = textOf(chip.name.split(',')[0], 16);
  return known({ secureBoot, tpm: ready ? 'ready' : 'present', ...(tpmVersion === undefined ? {} : { tpmVersion }) });
};

/** Macs have Apple's own chip in place of a TPM. */
export const macSecureBoot: Reader<SecureBootFact> = (told) => {
  const secureBoot = flagOf(told.value('secureboot'));
  return secureBoot === undefined ? unknown('unreadable', 'secure_boot') : known({ secureBoot, tpm: null });
};

/** /dev/tpmrm0 exists for TPM 2.0 only (kernel documentation, TPM resource manager). */
export const linuxSecureBoot: Reader<SecureBootFact> = (told) => {
  const secureBoot = flagOf(told.value('secureboot')) ?? null;
  const files = new Set(told.all('file').map(({ name }) => name));
  const version2 = files.has('/dev/tpmrm0');
  if (secureBoot === null && files.size === 0) return unknown('unreadable', 'secure_boot');
  return known({
    secureBoot,
    tpm: version2 || files.has('/dev/tpm0') ? 'present' : null,
    ...(version2 ? { tpmVersion: '2.0' } : {}),
  });
};

/**
 * NoDriveTypeAutoRun is a mask of drive types; 4 are removable ones, 255 all. Not set means that Windows asks what to
 * do. USBSTOR's Start is 3 unless somebody switched storage off with 4, and is always there: without it nothing was read.
 */
export const windowsRemovableMedia: Reader<RemovableMediaFact> = (told) => {
  const start = told.dword(KEYS.usbStorage, 'Start');
  if (start === undefined) return unknown('unreadable', 'usb_storage');
  const mask = told.dword(KEYS.explorerPolicy, 'NoDriveTypeAutoRun') ?? 0;
  const never = flagOf(told.registry(KEYS.explorerPolicy, 'NoAutorun')) === true;
  const denied = flagOf(told.registry(KEYS.removable, 'Deny_All')) === true;
  const noDisks = ['Deny_Read', 'Deny_Write'].every(
    (name) => flagOf(told.registry(KEYS.removableDisks, name)) === true,
  );
  return known({ autorunOff: (mask & 4) === 4 || never, usbStorageBlocked: start === 4 || denied || noDisks });
};

type Level = OfficeMacrosFact['level'];
/** VBAWarnings; not set is the default, 2 (Microsoft 365 Apps administrative templates, "VBA Macro Notification Settings"). */
const LEVELS: Readonly<Record<string, Level>> = { '1': 'all_enabled', '2': 'ask', '3': 'signed_only', '4': 'off' };

/**
 * For each application and each person whose settings are loaded. App Paths names the programs of every Office; its
 * place tells the version, and settings of versions before 16.0 stand elsewhere. Whether macros from the internet are
 * blocked without a setting depends on the build, so that is not known.
 */
export const windowsOfficeMacros: Reader<readonly OfficeMacrosFact[]> = (told) => {
  if (told.registry(KEYS.version, 'InstallationType') === undefined) return unknown('unreadable', 'registry');
  const installed = OFFICE_APPS.filter(({ key }) => told.registry(key, '(Default)') !== undefined);
  if (installed.length === 0) return known([]);
  const sids = signedInSids(told);
  if (sids.length === 0) return unknown('unreadable', 'nobody_signed_in');
  return known(installed.flatMap((app) => sids.slice(0, 32).map((sid) => macrosOf(told, app, sid))));
};

function macrosOf(told: Tale, { app, folder, key }: (typeof OFFICE_APPS)[number], sid: string): OfficeMacrosFact {
  const value = (name: string): string | undefined =>
    [USER_KEYS.officePolicy, USER_KEYS.office]
      .map((base) => told.registry(ofUser(sid, `${base}\\${folder}\\Security`), name)?.trim())
      .find((text) => text !== undefined);
  const isCurrent = /[\\/]office16[\\/]/i.test(told.registry(key, '(Default)') ?? '');
  const name = told.all('user').find((user) => user.value.toUpperCase() === sid.toUpperCase())?.name;
  const user = textOf(name, 104);
  return {
    app,
    ...(user === undefined ? {} : { user }),
    fromInternetBlocked: isCurrent ? (flagOf(value('blockcontentexecutionfrominternet')) ?? null) : null,
    level: isCurrent ? (LEVELS[value('VBAWarnings') ?? '2'] ?? null) : null,
  };
}
