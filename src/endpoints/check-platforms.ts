// SPDX-License-Identifier: Apache-2.0
/** On which platforms a check can say more than "unknown": some agent tells what it reads, and it is not elsewhere. */
import type { Check } from './checks/check.ts';
import { CHECKS } from './checks/registry.ts';
import type { FactSection, Platform } from './facts.ts';
import { KNOWS as GLPI_KNOWS } from './sources/glpi/knows.ts';
import { KNOWS as OSQUERY_KNOWS } from './sources/osquery/knows.ts';
import { WITHOUT_ASKING } from './sources/osquery/readers.ts';

const SYSTEMS = ['windows', 'macos', 'linux'] as const satisfies readonly Platform[];

/** Beyond the agents: `linux_updates` of the collector asks apt and dnf. */
const COLLECTOR_KNOWS: Readonly<Partial<Record<Platform, readonly FactSection[]>>> = { linux: ['updates'] };

const isTold = (platform: Platform, section: FactSection): boolean =>
  (COLLECTOR_KNOWS[platform]?.includes(section) ?? false) || isToldByAgent(platform, section);

const isToldByAgent = (platform: Platform, section: FactSection): boolean =>
  WITHOUT_ASKING[platform]?.[section] === undefined &&
  Object.values({ ...GLPI_KNOWS, ...OSQUERY_KNOWS }).some((knows) => knows[platform].includes(section));

/** The system itself is told everywhere; it decides only where a check reads nothing else. */
function canTell({ reads }: Check, platform: Platform): boolean {
  const own = reads.filter((section) => section !== 'os');
  return (own.length === 0 ? reads : own).every((section) => isTold(platform, section));
}

/** Check → systems. A new agent that tells more makes the list longer by itself. */
export const CHECK_PLATFORMS: ReadonlyMap<string, readonly (typeof SYSTEMS)[number][]> = new Map(
  CHECKS.map((check) => [check.id, SYSTEMS.filter((platform) => canTell(check, platform))]),
);
