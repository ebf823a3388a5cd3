// SPDX-License-Identifier: Apache-2.0
/** A report as a few plain lines for the terminal. Says what was seen; judging it is the checks' work. */
import { fillTemplate } from '../../../kernel/language.ts';
import type { Language } from '../../../kernel/language.ts';
import { FACT_SECTIONS } from '../../facts.ts';
import type { Facts, FactSection } from '../../facts.ts';
import en from './en.json' with { type: 'json' };
import ja from './ja.json' with { type: 'json' };
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
  const lines = FACT_SECTIONS.map(
    (section) => `  ${say(`section.${section}`)}: ${describeSection(section, report.facts, say)}`,
  );
  const count = report.softwareTotal ?? report.software?.length;
  if (count !== undefined) lines.push(`  ${say('section.software')}: ${say('value.software_count', { count })}`);
  return [say('check.title', { hostname: report.identity.hostname }), ...lines];
}
