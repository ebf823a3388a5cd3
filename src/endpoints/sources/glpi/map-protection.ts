// SPDX-License-Identifier: Apache-2.0
import { known, unknown } from '../../facts.ts';
import type { AntivirusFact, FirewallFact, Platform, Reading } from '../../facts.ts';
import { isoDate } from './dates.ts';
import { KEPT_LENGTH, KEPT_ROWS } from './limits.ts';
import { firstOf, flagOf, hasSection, rowsOf, textOf } from './raw-inventory.ts';
import type { RawInventory, Row } from './raw-inventory.ts';

/** Registry names of the profiles (Win32/Firewall.pm) → ours. */
const PROFILES: Readonly<Record<string, string>> = {
  domainprofile: 'domain',
  standardprofile: 'private',
  privateprofile: 'private',
  publicprofile: 'public',
};

/**
 * Windows: the three profiles as the registry has them. Elsewhere only "on" can be believed (agents' sources):
 * - Linux asks ufw if installed, otherwise firewalld, and nothing else; "off" is also written when neither runs because
 *   the machine uses nftables or iptables itself, when systemd does not answer, or when ufw refuses without root.
 * - macOS compares `globalstate` with 1, so "block all" (2) reads "off"; since macOS 15 the setting is not there at all.
 * So "off" outside Windows is unknown, not a missing firewall.
 */
export function firewallReading(raw: RawInventory): Reading<readonly FirewallFact[]> {
  if (!hasSection(raw, 'firewalls')) return unknown('not_reported_by_source', 'section_absent');
  const states = rowsOf(raw, 'firewalls').flatMap((row) => firewallOf(row) ?? []);
  // A profile comes once for every connection that uses it, always with the same status.
  const profiles = new Map(states.flatMap((state) => (state.isProfile ? [[state.name, state.enabled] as const] : [])));
  if (profiles.size > 0) {
    const facts = [...profiles].slice(0, KEPT_ROWS.firewall).map(([name, enabled]) => ({ name, enabled }));
    return known(facts.toSorted((a, b) => (a.name < b.name ? -1 : 1)));
  }
  const on = states.find((state) => state.enabled);
  return on === undefined ? unknown('unreadable', 'off_is_not_certain') : known([{ name: on.name, enabled: true }]);
}

function firewallOf(row: Row): (FirewallFact & { readonly isProfile: boolean }) | undefined {
  const status = textOf(row, 'status', 16)?.toLowerCase();
  if (status !== 'on' && status !== 'off') return undefined;
  const profile = PROFILES[textOf(row, 'profile', 64)?.toLowerCase() ?? ''];
  const name = profile ?? textOf(row, 'description', KEPT_LENGTH.short) ?? 'application';
  return { name, enabled: status === 'on', isProfile: profile !== undefined };
}

/**
 * Windows lists what SecurityCenter2 knows; Windows Server has no SecurityCenter, so silence there says nothing, and on
 * a client, where Defender always registers, it means that the query failed. GLPI Agent looks for a few named products
 * on macOS and Linux; FusionInventory does not look there at all.
 */
export function antivirusReading(raw: RawInventory, platform: Platform | undefined): Reading<readonly AntivirusFact[]> {
  const seen = new Map<string, AntivirusFact>();
  for (const row of rowsOf(raw, 'antivirus').slice(0, KEPT_ROWS.antivirus)) {
    const fact = antivirusOf(row);
    if (fact !== undefined) seen.set(`${fact.name}\n${String(fact.enabled)}`, fact);
  }
  if (seen.size > 0) return known([...seen.values()].toSorted((a, b) => (a.name < b.name ? -1 : 1)));
  const server = /\bserver\b/i.test(textOf(firstOf(raw, 'operatingsystem'), 'full_name') ?? '');
  if (platform === 'windows' && !server) return unknown('query_failed', 'no_product_listed');
  return unknown('not_reported_by_source', server ? 'windows_server' : 'no_known_product');
}

function antivirusOf(row: Row): AntivirusFact | undefined {
  const name = textOf(row, 'name', KEPT_LENGTH.name);
  if (name === undefined) return undefined;
  const definitionsOn = isoDate(textOf(row, 'base_creation', 32));
  return {
    name,
    enabled: flagOf(row, 'enabled') ?? null,
    upToDate: flagOf(row, 'uptodate') ?? null,
    ...(definitionsOn === undefined ? {} : { definitionsOn }),
  };
}
