// SPDX-License-Identifier: Apache-2.0
import type { SubjectCounts } from '../assess/index.ts';
import type { Bilingual } from '../kernel/language.ts';
import { CHECKS } from './checks/registry.ts';
import en from './checks/en.json' with { type: 'json' };
import ja from './checks/ja.json' with { type: 'json' };
import type { CheckInfo, DeviceItem } from './contract.ts';
import type { DeviceRow } from './device-store.ts';

const WORDS: { readonly ja: Readonly<Record<string, string>>; readonly en: Readonly<Record<string, string>> } = {
  ja,
  en,
};

function words(key: string): Bilingual {
  return { ja: WORDS.ja[key] ?? '', en: WORDS.en[key] ?? '' };
}

/** Every sentence of a check by its `say` key; the shared ones for "unknown" included. */
function sentencesOf(checkId: string): Record<string, Bilingual> {
  const own = `check.${checkId}.`;
  const entries = Object.keys(ja).flatMap((key) => {
    if (key.startsWith(own)) return [[key.slice(own.length), words(key)] as const];
    return key.startsWith('unknown.') ? [[key.slice('unknown.'.length), words(key)] as const] : [];
  });
  return Object.fromEntries(entries.filter(([say]) => !['title', 'what', 'why'].includes(say)));
}

export function checkInfos(controlsOf: (checkId: string) => readonly { readonly id: string }[]): CheckInfo[] {
  return CHECKS.map(({ id }) => ({
    checkId: id,
    title: words(`check.${id}.title`),
    what: words(`check.${id}.what`),
    why: words(`check.${id}.why`),
    sentences: sentencesOf(id),
    controlIds: controlsOf(id).map((control) => control.id),
  }));
}

export const checkTitle = (checkId: string): Bilingual => words(`check.${checkId}.title`);

export function deviceView(
  row: DeviceRow,
  { names, counts }: { names: ReadonlyMap<string, string>; counts: ReadonlyMap<string, SubjectCounts> },
): DeviceItem {
  const own = counts.get(row.device_id);
  return {
    deviceId: row.device_id,
    label: row.label,
    hostname: row.hostname,
    platform: row.platform,
    osName: row.os_name,
    osVersion: row.os_version,
    ownerId: row.owner_member_id,
    ownerName: row.owner_member_id === null ? null : (names.get(row.owner_member_id) ?? null),
    state: row.state,
    lastObservedAt: row.last_observed_at.toISOString(),
    lastReceivedAt: row.last_received_at.toISOString(),
    failing: own?.failing ?? 0,
    unknown: own?.unknown ?? 0,
  };
}
