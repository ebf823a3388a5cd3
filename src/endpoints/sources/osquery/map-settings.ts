// SPDX-License-Identifier: Apache-2.0
/** Screen lock, automatic updates, time, restart. */
import { known, unknown } from '../../facts.ts';
import type { AutoUpdatesFact, RestartFact, ScreenLockFact, TimeSyncFact } from '../../facts.ts';
import { RESTART_WRITERS, TIME_UNITS, UPDATE_TIMERS } from './ask-linux.ts';
import { countOf, flagOf, instantOf } from './rows.ts';
import type { Reader, Tale } from './rows.ts';
import { KEYS, USER_KEYS } from './windows-keys.ts';

/** People's parts of the registry that are loaded, by SID (of this machine, a domain, or Entra); no system accounts. */
export const signedInSids = (told: Tale): readonly string[] =>
  told.all('hive').flatMap(({ name }) => (/^S-1-(?:5-21|12-1)-[\d-]+$/.test(name) ? [name] : []));

export const ofUser = (sid: string, key: string): string => `HKEY_USERS\\${sid}\\${key}`;

/**
 * Windows locks by itself after a time laid down for the machine (InactivityTimeoutSecs; DeviceLock in minutes), or by
 * a person's screen saver that asks for the password. Of several people the one without counts.
 */
export const windowsScreenLock: Reader<ScreenLockFact> = (told) => {
  const seconds = machineLockSeconds(told);
  if (seconds !== undefined && seconds > 0) {
    return known({ enabled: true, afterSeconds: seconds, asksPassword: true, scope: 'machine' });
  }
  const people = signedInSids(told).map((sid) => screenSaverOf(told, sid));
  if (people.length === 0) return unknown('unreadable', 'nobody_signed_in');
  const open = people.find(({ enabled }) => !enabled);
  if (open !== undefined) return known(open);
  const slowest = people.toSorted((a, b) => (b.afterSeconds ?? 0) - (a.afterSeconds ?? 0))[0];
  return slowest === undefined ? unknown('unreadable', 'nobody_signed_in') : known(slowest);
};

function machineLockSeconds(told: Tale): number | undefined {
  const policy = told.dword(KEYS.systemPolicy, 'InactivityTimeoutSecs');
  if (policy !== undefined && policy > 0) return policy;
  // DevicePasswordEnabled: 0 means that a password is asked for (DeviceLock CSP).
  const minutes = told.dword(KEYS.deviceLock, 'MaxInactivityTimeDeviceLock') ?? 0;
  return told.registry(KEYS.deviceLock, 'DevicePasswordEnabled') === '0' && minutes > 0 ? minutes * 60 : undefined;
}

function screenSaverOf(told: Tale, sid: string): ScreenLockFact {
  const value = (name: string): string | undefined =>
    told.registry(ofUser(sid, USER_KEYS.desktopPolicy), name) ?? told.registry(ofUser(sid, USER_KEYS.desktop), name);
  const afterSeconds = countOf(value('ScreenSaveTimeOut'));
  const asksPassword = flagOf(value('ScreenSaverIsSecure')) === true;
  const chosen = (value('SCRNSAVE.EXE') ?? '') !== '' && flagOf(value('ScreenSaveActive')) === true;
  const enabled = chosen && asksPassword && (afterSeconds ?? 0) > 0;
  return {
    enabled,
    ...(enabled && afterSeconds !== undefined ? { afterSeconds } : {}),
    asksPassword,
    scope: 'user',
  };
}

/** The time until the screen saver starts is a person's own setting and known only when management laid it down. */
export const macScreenLock: Reader<ScreenLockFact> = (told) => {
  const enforced = flagOf(told.value('policy', 'askForPassword'));
  const atScreen = (countOf(told.value('console')) ?? 0) > 0;
  const enabled = (atScreen ? flagOf(told.value('screenlock', 'enabled')) : undefined) ?? enforced;
  if (enabled === undefined) return unknown('unreadable', 'nobody_signed_in');
  const scope = enforced === true ? 'machine' : 'user';
  const afterSeconds = enabled ? macLockSeconds(told) : undefined;
  return known({ enabled, ...(afterSeconds === undefined ? {} : { afterSeconds }), asksPassword: enabled, scope });
};

/** Until the screen saver starts, and the grace after it. */
function macLockSeconds(told: Tale): number | undefined {
  const idle = countOf(told.value('policy', 'idleTime')) ?? countOf(told.value('policy', 'loginWindowIdleTime')) ?? 0;
  const grace = countOf(told.all('screenlock')[0]?.more) ?? countOf(told.value('policy', 'askForPasswordDelay')) ?? 0;
  return idle > 0 ? idle + grace : undefined;
}

/** AUOptions: 2 tells, 3 downloads and tells, 4 installs by itself, 5 leaves it to the local administrator. */
const BY_ITSELF: Readonly<Record<string, boolean>> = { '2': false, '3': false, '4': true };

/** Without a policy Windows clients install by themselves; servers only download, unless set otherwise. */
export const windowsAutoUpdates: Reader<AutoUpdatesFact> = (told) => {
  const by = 'Windows Update';
  const service = told.all('service')[0];
  const type = told.registry(KEYS.version, 'InstallationType')?.toLowerCase();
  if (service === undefined || type === undefined) return unknown('unreadable', 'update_service');
  if (service.more.toUpperCase() === 'DISABLED') return known({ enabled: false, by });
  if (flagOf(told.registry(KEYS.updatePolicy, 'NoAutoUpdate')) === true) return known({ enabled: false, by });
  const option = told.registry(KEYS.updatePolicy, 'AUOptions') ?? told.registry(KEYS.update, 'AUOptions');
  if (option === undefined)
    return type === 'client' ? known({ enabled: true, by }) : unknown('unreadable', 'server_default');
  const enabled = BY_ITSELF[option.trim()];
  return enabled === undefined ? unknown('unreadable', 'update_option') : known({ enabled, by });
};

export const macAutoUpdates: Reader<AutoUpdatesFact> = (told) => {
  const value = (key: string): boolean | undefined => flagOf(told.value('policy', key) ?? told.value('plist', key));
  const installs = value('AutomaticallyInstallMacOSUpdates');
  const looks = value('AutomaticCheckEnabled');
  if (looks === false) return known({ enabled: false, by: 'softwareupdate' });
  // The default differs by version of macOS and by what was answered at the first start.
  return installs === undefined
    ? unknown('unreadable', 'setting_absent')
    : known({ enabled: installs, by: 'softwareupdate' });
};

const unitIsActive = (told: Tale, id: string): boolean => told.value('unit', id)?.trim() === 'active';
const systemdAnswered = (told: Tale): boolean => (countOf(told.value('units')) ?? 0) > 0;
const hasFile = (told: Tale, path: string): boolean => told.all('file').some(({ name }) => name === path);

/**
 * Debian and Ubuntu: the timer runs everywhere and installs only with unattended-upgrades and its switch on. Fedora and
 * Red Hat: `dnf-automatic.timer` may only download, `dnf-automatic-install.timer` installs.
 */
export const linuxAutoUpdates: Reader<AutoUpdatesFact> = (told) => {
  if (!systemdAnswered(told)) return unknown('query_failed', 'systemd_gave_no_units');
  if (hasFile(told, '/usr/bin/apt-get')) return debianAutoUpdates(told);
  const installing = ['dnf-automatic-install.timer', 'rpm-ostreed-automatic.timer', 'transactional-update.timer'];
  const by = installing.find((id) => unitIsActive(told, id));
  if (by !== undefined) return known({ enabled: true, by });
  if (UPDATE_TIMERS.some((id) => unitIsActive(told, id))) return unknown('unreadable', 'may_only_download');
  return hasFile(told, '/usr/bin/dnf')
    ? known({ enabled: false, by: 'dnf-automatic' })
    : unknown('not_reported_by_source');
};

function debianAutoUpdates(told: Tale): ReturnType<Reader<AutoUpdatesFact>> {
  const by = 'unattended-upgrades';
  if (!hasFile(told, '/usr/bin/unattended-upgrade')) return known({ enabled: false, by });
  if (!unitIsActive(told, 'apt-daily-upgrade.timer')) return known({ enabled: false, by });
  // Files are read in the order of their names, so the last one counts.
  const days = told
    .all('setting')
    .toSorted((a, b) => (a.more < b.more ? -1 : 1))
    .at(-1)
    ?.value.trim();
  if (days === undefined || !/^\d{1,4}$/.test(days)) return unknown('unreadable', 'setting_absent');
  return known({ enabled: days !== '0', by });
}

/** NoSync stands still; NTP, NT5DS (from the domain) and AllSync follow. Outside a domain the service runs only at times. */
export const windowsTimeSync: Reader<TimeSyncFact> = (told) => {
  const type = told.registry(KEYS.time, 'Type')?.trim().toUpperCase();
  const service = told.all('service')[0];
  if (type === undefined || service === undefined) return unknown('unreadable', 'time_service');
  if (!/^(?:NOSYNC|NTP|NT5DS|ALLSYNC)$/.test(type)) return unknown('unreadable', 'time_type');
  const enabled = type !== 'NOSYNC' && service.more.toUpperCase() !== 'DISABLED';
  return known({ enabled, synchronised: null, by: 'W32Time' });
};

export const macTimeSync: Reader<TimeSyncFact> = (told) => {
  const enabled = flagOf(told.value('plist', 'TMAutomaticTimeOnlyEnabled'));
  return enabled === undefined
    ? unknown('unreadable', 'setting_absent')
    : known({ enabled, synchronised: null, by: 'timed' });
};

/** systemd-timesyncd leaves a file when it has the time; the others say so only to their own programs. */
export const linuxTimeSync: Reader<TimeSyncFact> = (told) => {
  if (!systemdAnswered(told)) return unknown('query_failed', 'systemd_gave_no_units');
  const unit = TIME_UNITS.find((id) => unitIsActive(told, id));
  if (unit === undefined) return known({ enabled: false, synchronised: null });
  const by = unit.replace(/\.service$/, '');
  const marked = by === 'systemd-timesyncd' && hasFile(told, '/run/systemd/timesync/synchronized');
  return known({ enabled: true, synchronised: marked ? true : null, by });
};

/** Ten minutes: counted back from a running clock, the same start would else be another one each time. */
const START_STEP_SECONDS = 600;

function bootSecond(told: Tale): number | undefined {
  const now = countOf(told.value('now'));
  const up = countOf(told.value('uptime'));
  return now === undefined || up === undefined || up > now ? undefined : now - up;
}

function upSince(told: Tale): { readonly upSince?: string } {
  const boot = bootSecond(told);
  const since = boot === undefined ? undefined : instantOf(Math.round(boot / START_STEP_SECONDS) * START_STEP_SECONDS);
  return since === undefined ? {} : { upSince: since };
}

/**
 * Windows Update and the servicing stack leave keys that a restart takes away. Files that wait to be renamed alone
 * prove little: programs that update themselves leave such an order nearly every day.
 */
export const windowsRestart: Reader<RestartFact> = (told) => {
  if (told.registry(KEYS.version, 'InstallationType') === undefined) return unknown('unreadable', 'registry');
  const because =
    told.registry(KEYS.update, 'RebootRequired') !== undefined
      ? 'windows_update'
      : told.registry(KEYS.servicing, 'RebootPending') !== undefined
        ? 'servicing'
        : undefined;
  return known({ pending: because !== undefined, ...(because === undefined ? {} : { because }), ...upSince(told) });
};

/** The mark that Debian and Ubuntu leave, or a kernel put there after the machine was started. */
export const linuxRestart: Reader<RestartFact> = (told) => {
  if (hasFile(told, '/run/reboot-required') || hasFile(told, '/var/run/reboot-required')) {
    return known({ pending: true, because: 'reboot-required', ...upSince(told) });
  }
  const boot = bootSecond(told);
  const newer =
    boot !== undefined && told.all('kernel').some(({ value }) => (countOf(value) ?? 0) > boot + START_STEP_SECONDS);
  if (newer) return known({ pending: true, because: 'kernel', ...upSince(told) });
  if (boot === undefined || !RESTART_WRITERS.some((path) => hasFile(told, path))) {
    return unknown('not_reported_by_source', 'no_mark_is_kept');
  }
  return known({ pending: false, ...upSince(told) });
};
