// SPDX-License-Identifier: Apache-2.0
import { known, unknown } from '../../facts.ts';
import type { AntivirusFact, FirewallFact } from '../../facts.ts';
import { PROTECTION_PRODUCTS } from './protection-products.ts';
import { byName, dayOf, flagOf, newestDay, textOf } from './rows.ts';
import type { Reader, Tale } from './rows.ts';
import { FIREWALL_PROFILES, KEYS } from './windows-keys.ts';

const MAX_PRODUCTS = 16;

/**
 * The three profiles as the registry has them; group policy wins. A profile that is off while Security Center calls
 * the firewall good means that another product does the work, which these values do not show.
 */
export const windowsFirewall: Reader<readonly FirewallFact[]> = (told) => {
  const profiles = FIREWALL_PROFILES.flatMap(({ name, key, policy }): FirewallFact[] => {
    const enabled = flagOf(told.registry(policy, 'EnableFirewall') ?? told.registry(key, 'EnableFirewall'));
    return enabled === undefined ? [] : [{ name, enabled }];
  });
  if (profiles.length < FIREWALL_PROFILES.length) return unknown('unreadable', 'profiles_not_in_registry');
  const another = told.value('center', 'firewall')?.toLowerCase() === 'good';
  if (another && profiles.some(({ enabled }) => !enabled)) return unknown('unreadable', 'another_firewall_registered');
  return known(byName(profiles));
};

/** 0 off, 1 on, 2 everything blocked; -1 and no row: the setting was not found (macOS 15 before osquery 5.14). */
export const macFirewall: Reader<readonly FirewallFact[]> = (told) => {
  const state = told.value('alf', 'global_state')?.trim();
  if (state === undefined) return unknown('query_failed', 'no_row');
  if (state !== '0' && state !== '1' && state !== '2') return unknown('unreadable', 'global_state');
  return known([{ name: 'application', enabled: state !== '0' }]);
};

/**
 * Only "on" can be believed: firewalld that runs, or a first rule set that refuses what it does not know. ufw's unit
 * is active even when ufw is off, nftables' also with empty rules, and `iptables` does not see rules of nftables.
 */
export const linuxFirewall: Reader<readonly FirewallFact[]> = (told) => {
  const firewalld = told.all('unit').find(({ name }) => name === 'firewalld.service');
  if (firewalld?.value === 'active' && firewalld.more === 'running')
    return known([{ name: 'firewalld', enabled: true }]);
  const closed = told.all('chain').some(({ name, value }) => name === 'INPUT' && /^(?:DROP|REJECT)$/.test(value));
  return closed ? known([{ name: 'iptables', enabled: true }]) : unknown('unreadable', 'off_is_not_certain');
};

/**
 * What Security Center knows. On a client Defender always registers, so no row there is a failed query. A server has
 * no Security Center: there the Defender service speaks for Defender alone.
 */
export const windowsAntivirus: Reader<readonly AntivirusFact[]> = (told) => {
  const type = told.registry(KEYS.version, 'InstallationType');
  if (type === undefined) return unknown('unreadable', 'installation_type');
  if (type.toLowerCase() !== 'client') return serverAntivirus(told);
  // Security Center itself is out of order: what it lists then is not to be believed.
  if (told.value('center', 'antivirus')?.toLowerCase() === 'error')
    return unknown('query_failed', 'security_center_error');
  const products = told
    .all('product')
    .slice(0, MAX_PRODUCTS)
    .flatMap(({ name, value, more }): AntivirusFact[] => {
      const shown = textOf(name);
      return shown === undefined ? [] : [{ name: shown, enabled: stateOf(value), upToDate: flagOf(more) ?? null }];
    });
  return products.length === 0 ? unknown('query_failed', 'no_product_listed') : known(byName(products));
};

/** WSC_SECURITY_PRODUCT_STATE: on, off, snoozed (off for a while), expired. */
function stateOf(text: string): boolean | null {
  const state = text.trim().toLowerCase();
  if (state === 'on') return true;
  return state === 'off' || state === 'snoozed' || state === 'expired' ? false : null;
}

function serverAntivirus(told: Tale): ReturnType<Reader<readonly AntivirusFact[]>> {
  const service = told.value('service', 'WinDefend');
  if (service === undefined) return unknown('not_reported_by_source', 'windows_server');
  const off = [KEYS.defenderPolicy, KEYS.defenderRealTime].some(
    (key) => flagOf(told.registry(key, 'DisableRealtimeMonitoring')) === true,
  );
  const definitionsOn = dayOfFileTime(told.registry(KEYS.defender, 'SignaturesLastUpdated'));
  const enabled = service.trim().toUpperCase() === 'RUNNING' && !off;
  const fact = { name: 'Microsoft Defender Antivirus', enabled, upToDate: null };
  // Another product may do the work where Defender is off.
  if (!enabled) return unknown('not_reported_by_source', 'windows_server');
  return known([definitionsOn === undefined ? fact : { ...fact, definitionsOn }]);
}

/** A FILETIME, 100 ns since 1601, as eight bytes in hexadecimal, the lowest first. */
function dayOfFileTime(hex: string | undefined): string | undefined {
  if (!/^[0-9a-f]{16}$/i.test(hex ?? '')) return undefined;
  const bytes = Buffer.from(hex ?? '', 'hex');
  return dayOf(Number(bytes.readBigUInt64LE() / 10_000_000n) - 11_644_473_600);
}

/** Products that are recognised, by process and place. Nothing registers them: finding none proves nothing. */
function recognised(told: Tale): AntivirusFact[] {
  const running = new Set(told.all('process').map(({ name }) => name));
  const present = new Set(told.all('file').map(({ name }) => name));
  const found = new Map<string, boolean>();
  for (const { name, process, place } of PROTECTION_PRODUCTS) {
    if (running.has(process)) found.set(name, true);
    else if (present.has(place)) found.set(name, found.get(name) ?? false);
  }
  return [...found].map(([name, enabled]) => ({ name, enabled, upToDate: null }));
}

export const linuxAntivirus: Reader<readonly AntivirusFact[]> = (told) => {
  const products = recognised(told);
  return products.length === 0 ? unknown('not_reported_by_source', 'no_known_product') : known(byName(products));
};

/** XProtect is part of macOS; Gatekeeper's switch says whether what is opened is looked at. */
export const macAntivirus: Reader<readonly AntivirusFact[]> = (told) => {
  const enabled = flagOf(told.value('gatekeeper', 'assessments_enabled'));
  if (enabled === undefined) return unknown('query_failed', 'gatekeeper');
  const definitionsOn = newestDay(
    told.all('xprotect').map(({ value }) => dayOf(value)),
    undefined,
  );
  const own = { name: 'XProtect', enabled, upToDate: null };
  return known(byName([definitionsOn === undefined ? own : { ...own, definitionsOn }, ...recognised(told)]));
};
