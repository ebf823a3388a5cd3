// SPDX-License-Identifier: Apache-2.0
/** Programs with which somebody elsewhere can operate the device, and what the firmware says of its start. */
import { known, unknown } from '../../facts.ts';
import type { Reading, RemoteControlFact, SecureBootFact } from '../../facts.ts';
import { REMOTE_TOOLS } from '../../remote-tools.ts';
import { KEPT_LENGTH, KEPT_ROWS } from './limits.ts';
import { firstOf, hasSection, rowsOf, textOf } from './raw-inventory.ts';
import type { RawInventory } from './raw-inventory.ts';

/** GLPI Agent names what it found itself (`remote_mgmt[].type`): "anydesk", "teamviewer", "rustdesk" … */
const toolOf = (name: string): string | undefined =>
  REMOTE_TOOLS.find(({ installed }) => installed.some((start) => name.toLowerCase().startsWith(start)))?.name;

/**
 * Known where the inventory lists programs: what is not among them is not installed. Whether it runs right now nobody
 * says. A copy that was only started, not installed, is not seen.
 */
export function remoteControlReading(raw: RawInventory): Reading<readonly RemoteControlFact[]> {
  if (!hasSection(raw, 'softwares')) return unknown('not_reported_by_source', 'section_absent');
  const found = new Set<string>();
  for (const row of rowsOf(raw, 'softwares')) {
    const tool = toolOf(textOf(row, 'name', KEPT_LENGTH.name) ?? '');
    if (tool !== undefined) found.add(tool);
  }
  for (const row of rowsOf(raw, 'remote_mgmt').slice(0, KEPT_ROWS.antivirus)) {
    const type = textOf(row, 'type', KEPT_LENGTH.short);
    if (type !== undefined) found.add(toolOf(type) ?? type);
  }
  return known([...found].toSorted().map((name) => ({ name, running: null })));
}

const BOOT: Readonly<Record<string, boolean>> = { enabled: true, disabled: false };

/** `bios.secure_boot` of GLPI Agent ≥ 1.11: "enabled", "disabled" or "unsupported"; FusionInventory has none. */
export function secureBootReading(raw: RawInventory): Reading<SecureBootFact> {
  const said = textOf(firstOf(raw, 'bios'), 'secure_boot', KEPT_LENGTH.short)?.toLowerCase();
  if (said === undefined) return unknown('not_reported_by_source');
  const secureBoot = BOOT[said];
  return secureBoot === undefined ? unknown('unreadable', said) : known({ secureBoot, tpm: null });
}
