// SPDX-License-Identifier: Apache-2.0
/** A report as a few plain lines for the terminal. Says what was seen; judging it is the checks' work. */
import { fillTemplate } from '../../../kernel/language.ts';
import type { Language } from '../../../kernel/language.ts';
import { FACT_SECTIONS } from '../../facts.ts';
import type { Facts, FactSection } from '../../facts.ts';
import en from './en.json' with { type: 'json' };
import ja from './ja.json' with { type: 'json' };
import { factsOf } from './report.ts';
import type { CollectorReport } from './report.ts';

type TextKey = keyof typeof ja & keyof typeof en;
export type Say = (key: TextKey, params?: Readonly<Record<string, string | number>>) => string;

export const sayIn = (language: Language): Say => {
  const texts = language === 'ja' ? ja : en;
  return (key, params) => fillTemplate(texts[key], params);
};

const joined = (parts: readonly (string | undefined)[]): string =>
  parts.filter((part) => part !== undefined && part !== '').join(' ');
const listed = (parts: readonly string[], say: Say): string =>
  parts.length === 0 ? say('value.none') : parts.join(', ');
const onOff = (enabled: boolean | null, say: Say): string =>
  enabled === null ? say('value.unclear') : say(enabled ? 'value.on' : 'value.off');

type Known = { readonly [S in FactSection]: Extract<Facts[S], { state: 'known' }>['value'] };

const DESCRIBE: { readonly [S in FactSection]: (value: Known[S], say: Say) => string } = {
  os: (os) =>
    joined([
      os.name,
      os.name.includes(os.version ?? '') ? undefined : os.version,
      os.build === undefined ? undefined : `(${os.build})`,
    ]),
  updates: (updates, say) =>
    listed(
      [
        ...(updates.lastInstalledOn === undefined
          ? []
          : [say('value.last_installed', { date: updates.lastInstalledOn })]),
        ...(updates.pendingSecurity === undefined
          ? []
          : [say('value.pending_security', { count: updates.pendingSecurity })]),
        ...(updates.pendingTotal === undefined ? [] : [say('value.pending_total', { count: updates.pendingTotal })]),
      ],
      say,
    ),
  disks: (disks, say) =>
    listed(
      disks.map((disk) => `${disk.name} ${say(`disk.${disk.encrypted}`)}`),
      say,
    ),
  firewall: (firewalls, say) =>
    listed(
      firewalls.map((one) => `${one.name} ${onOff(one.enabled, say)}`),
      say,
    ),
  antivirus: (products, say) =>
    listed(
      products.map((one) => `${one.name} ${onOff(one.enabled, say)}`),
      say,
    ),
  administrators: (people, say) =>
    listed(
      people.map((one) => one.name),
      say,
    ),
  hardware: (hardware, say) => joined([hardware.manufacturer, hardware.model, hardware.cpu]) || say('value.unclear'),
  network: (cards, say) =>
    listed(
      cards.map((card) => joined([card.name, ...card.addresses])),
      say,
    ),
  screenLock: ({ enabled, afterSeconds }, say) =>
    joined([onOff(enabled, say), afterSeconds === undefined ? undefined : `${Math.ceil(afterSeconds / 60)} min`]),
  autoUpdates: ({ enabled, by }, say) => joined([by, onOff(enabled, say)]),
  remoteDesktop: ({ enabled, networkLevelAuth }, say) =>
    joined([onOff(enabled, say), enabled ? `(NLA ${onOff(networkLevelAuth, say)})` : undefined]),
  smb1: ({ server, client }, say) => onOff(server === true || client === true ? true : (server ?? client), say),
  remoteControl: (tools, say) =>
    listed(
      tools.map((one) => one.name),
      say,
    ),
  localAccounts: (accounts, say) =>
    listed(
      accounts.map((one) => joined([one.name, one.emptyPassword === true ? say('value.no_password') : undefined])),
      say,
    ),
  secureBoot: ({ secureBoot }, say) => onOff(secureBoot, say),
  removableMedia: ({ autorunOff }, say) => onOff(autorunOff === null ? null : !autorunOff, say),
  officeMacros: (rows, say) =>
    listed(
      rows.map(({ app, level }) => joined([app, level ?? say('value.unclear')])),
      say,
    ),
  sshServer: ({ running, passwordLogin }, say) =>
    joined([onOff(running, say), running && passwordLogin === true ? say('value.password_login') : undefined]),
  timeSync: ({ enabled, by }, say) => joined([by, onOff(enabled, say)]),
  restart: ({ pending }, say) => say(pending ? 'value.waiting' : 'value.none'),
};

function describeSection<S extends FactSection>(section: S, facts: Facts, say: Say): string {
  const reading = facts[section];
  if (reading.state === 'known') return DESCRIBE[section](reading.value as Known[S], say);
  const key = `reason.${reading.reason}`;
  return say('value.unknown', { why: isTextKey(key) ? say(key) : reading.reason });
}

const isTextKey = (key: string): key is TextKey => Object.hasOwn(ja, key);

/** Lines without line breaks at their ends. Control characters were already removed by the report's schema. */
export function describeReport(report: CollectorReport, language: Language): readonly string[] {
  const say = sayIn(language);
  const facts = factsOf(report);
  const told = FACT_SECTIONS.filter((section) => {
    const one = facts[section];
    return one.state === 'known' || one.reason !== 'not_reported_by_source';
  });
  const lines = told.map((section) => `  ${say(`section.${section}`)}: ${describeSection(section, facts, say)}`);
  const count = report.softwareTotal ?? report.software?.length;
  if (count !== undefined) lines.push(`  ${say('section.software')}: ${say('value.software_count', { count })}`);
  return [say('check.title', { hostname: report.identity.hostname }), ...lines];
}
