// SPDX-License-Identifier: Apache-2.0
// Facts arrive in the shapes of the endpoints' facts.ts but typed `unknown`: whatever is not as expected is left out.
import type { Localised } from '../i18n.tsx';
import { localDate } from '../verdict-words.ts';

type Words = Pick<Localised, 't' | 'findText' | 'language' | 'number'>;
type Fields = Readonly<Record<string, unknown>>;

const isFields = (value: unknown): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
const fieldsOf = (value: unknown): Fields => (isFields(value) ? value : {});
const listOf = (value: unknown): readonly Fields[] => (Array.isArray(value) ? value.filter(isFields) : []);
const text = (value: unknown): string | undefined => (typeof value === 'string' && value !== '' ? value : undefined);
const count = (value: unknown): number | undefined => (typeof value === 'number' ? value : undefined);
const join = (parts: readonly (string | undefined)[], separator: string): string =>
  parts.filter((part) => part !== undefined).join(separator);

/** "C: – encrypted (BitLocker)": the name, then what is said of it. */
const named = (name: unknown, ...said: readonly (string | undefined)[]): string =>
  join([text(name) ?? '?', join(said, ' / ') || undefined], ' – ');

function day(value: unknown, { language }: Words): string | undefined {
  const given = text(value)?.slice(0, 10);
  return given !== undefined && /^\d{4}-\d{2}-\d{2}$/.test(given) ? localDate(given, language) : undefined;
}

function os(value: unknown, { t }: Words): readonly string[] {
  const { name, version, build, arch } = fieldsOf(value);
  const shown = text(name) ?? '';
  const edition = text(version);
  const number = text(build);
  return [
    join(
      [
        shown,
        edition !== undefined && !shown.includes(edition) ? edition : undefined,
        number === undefined ? undefined : t('devices.os.build', { build: number }),
        text(arch),
      ],
      ' ',
    ),
  ];
}

function updates(value: unknown, words: Words): readonly string[] {
  const { t } = words;
  const { lastInstalledOn, pendingSecurity, pendingTotal, listRefreshedAt } = fieldsOf(value);
  const [last, listed] = [day(lastInstalledOn, words), day(listRefreshedAt, words)];
  const [security, total] = [count(pendingSecurity), count(pendingTotal)];
  const lines = [
    last === undefined ? undefined : t('devices.updates.last', { date: last }),
    security === undefined ? undefined : t('devices.updates.pending', { count: security }),
    total === undefined ? undefined : t('devices.updates.total', { count: total }),
    listed === undefined ? undefined : t('devices.updates.listed', { date: listed }),
  ].filter((line) => line !== undefined);
  return lines.length > 0 ? lines : [t('devices.updates.none')];
}

function disks(value: unknown, { t, findText }: Words): readonly string[] {
  return listOf(value).map(({ name, system, encrypted, method }) => {
    const state = findText(`devices.disk.${text(encrypted) ?? 'unknown'}`) ?? t('devices.disk.unknown');
    return named(name, state, text(method), system === true ? t('devices.disk.system') : undefined);
  });
}

const firewall = (value: unknown, { t, findText }: Words): readonly string[] =>
  listOf(value).map(({ name, enabled }) =>
    named(findText(`devices.firewall.${text(name)}`) ?? name, enabled === true ? t('devices.on') : t('devices.off')),
  );

function antivirus(value: unknown, { t }: Words): readonly string[] {
  const state = (enabled: unknown): string => {
    if (typeof enabled !== 'boolean') return t('devices.stateUnknown');
    return enabled ? t('devices.on') : t('devices.off');
  };
  const age = (upToDate: unknown): string | undefined => {
    if (typeof upToDate !== 'boolean') return undefined;
    return upToDate ? t('devices.current') : t('devices.outdated');
  };
  return listOf(value).map(({ name, enabled, upToDate }) => named(name, state(enabled), age(upToDate)));
}

const administrators = (value: unknown, { t }: Words): readonly string[] =>
  listOf(value).map(({ name, kind, builtin, enabled }) =>
    named(
      name,
      kind === 'group' ? t('devices.group') : undefined,
      builtin === true ? t('devices.builtin') : undefined,
      enabled === false ? t('devices.disabled') : undefined,
    ),
  );

function hardware(value: unknown, { t, number }: Words): readonly string[] {
  const { manufacturer, model, serial, memoryMb, cpu } = fieldsOf(value);
  const megabytes = count(memoryMb);
  const made = text(serial);
  const lines = [
    join([text(manufacturer), text(model)], ' ') || undefined,
    text(cpu),
    megabytes === undefined
      ? undefined
      : t('devices.memory', { size: number(megabytes / 1024, { maximumFractionDigits: 1 }) }),
    made === undefined ? undefined : t('devices.serial', { serial: made }),
  ];
  return lines.filter((line) => line !== undefined);
}

const network = (value: unknown): readonly string[] =>
  listOf(value).map(({ name, mac, addresses }) =>
    named(
      name,
      text(mac),
      Array.isArray(addresses) ? addresses.filter((one) => typeof one === 'string').join(', ') : '',
    ),
  );

function screenLock(value: unknown, { t }: Words): readonly string[] {
  const { enabled, afterSeconds, asksPassword } = fieldsOf(value);
  if (enabled !== true) return [t('devices.lock.off')];
  const seconds = count(afterSeconds);
  return [
    seconds === undefined ? t('devices.lock.on') : t('devices.lock.after', { minutes: Math.ceil(seconds / 60) }),
    ...(asksPassword === false ? [t('devices.lock.noPassword')] : []),
  ];
}

const onOrOff = (value: unknown, { t }: Words): string => {
  if (typeof value !== 'boolean') return t('devices.stateUnknown');
  return value ? t('devices.on') : t('devices.off');
};

const service = (value: unknown, words: Words): readonly string[] => {
  const { by, enabled } = fieldsOf(value);
  return [text(by) === undefined ? onOrOff(enabled, words) : named(by, onOrOff(enabled, words))];
};

function remoteDesktop(value: unknown, words: Words): readonly string[] {
  const { enabled, networkLevelAuth } = fieldsOf(value);
  const guarded = enabled === true && networkLevelAuth === true ? words.t('devices.asksFirst') : undefined;
  return [join([onOrOff(enabled, words), guarded], ' / ')];
}

const smb1 = (value: unknown, words: Words): readonly string[] => {
  const { server, client } = fieldsOf(value);
  return [onOrOff(server === true || client === true ? true : (server ?? client), words)];
};

const remoteControl = (value: unknown): readonly string[] => listOf(value).map(({ name }) => text(name) ?? '?');

const localAccounts = (value: unknown, { t }: Words): readonly string[] =>
  listOf(value).map(({ name, kind, enabled, emptyPassword }) =>
    named(
      name,
      kind === 'guest' ? t('devices.guest') : undefined,
      enabled === false ? t('devices.disabled') : undefined,
      emptyPassword === true ? t('devices.noPassword') : undefined,
    ),
  );

function secureBoot(value: unknown, words: Words): readonly string[] {
  const { secureBoot: on, tpm } = fieldsOf(value);
  return [onOrOff(on, words), ...(tpm === 'none' ? [words.t('devices.noTpm')] : [])];
}

function removableMedia(value: unknown, { t }: Words): readonly string[] {
  const { autorunOff, usbStorageBlocked } = fieldsOf(value);
  if (usbStorageBlocked === true) return [t('devices.usb.blocked')];
  if (typeof autorunOff !== 'boolean') return [t('devices.stateUnknown')];
  return [autorunOff ? t('devices.usb.autorunOff') : t('devices.usb.autorunOn')];
}

const officeMacros = (value: unknown, { t, findText }: Words): readonly string[] =>
  listOf(value).map(({ app, user, level, fromInternetBlocked }) =>
    named(
      findText(`devices.office.${text(app)}`) ?? app,
      text(user),
      findText(`devices.macros.${text(level)}`),
      fromInternetBlocked === true ? t('devices.macros.internetBlocked') : undefined,
    ),
  );

function sshServer(value: unknown, words: Words): readonly string[] {
  const { running, passwordLogin, rootLogin } = fieldsOf(value);
  return [
    onOrOff(running, words),
    ...(running === true && passwordLogin === true ? [words.t('devices.ssh.password')] : []),
    ...(running === true && rootLogin === 'yes' ? [words.t('devices.ssh.root')] : []),
  ];
}

function restart(value: unknown, words: Words): readonly string[] {
  const { pending, upSince } = fieldsOf(value);
  const since = day(upSince, words);
  return [
    pending === true ? words.t('devices.restart.waiting') : words.t('devices.restart.none'),
    ...(since === undefined ? [] : [words.t('devices.restart.since', { date: since })]),
  ];
}

const DESCRIBE: Readonly<Record<string, (value: unknown, words: Words) => readonly string[]>> = {
  os,
  updates,
  disks,
  firewall,
  antivirus,
  administrators,
  screenLock,
  autoUpdates: service,
  remoteDesktop,
  smb1,
  remoteControl,
  localAccounts,
  secureBoot,
  removableMedia,
  officeMacros,
  sshServer,
  timeSync: service,
  restart,
  hardware,
  network,
};

/** A reading in words, one line for each thing; what is unknown is one line that says why. */
export function describeFact(section: string, reading: unknown, words: Words): readonly string[] {
  const { state, value, reason } = fieldsOf(reading);
  if (state !== 'known') {
    return [words.findText(`devices.reading.${text(reason)}`) ?? words.t('devices.reading.other')];
  }
  const lines = (DESCRIBE[section]?.(value, words) ?? []).filter((line) => line !== '');
  return lines.length > 0 ? lines : [words.t('devices.nothingListed')];
}
