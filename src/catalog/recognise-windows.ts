// SPDX-License-Identifier: Apache-2.0
/**
 * Windows: the build decides the version (the registry of Windows 11 still says "Windows 10"), the edition decides
 * which of its life cycles applies. Cycle names are those of endoflife.date: `11-23h2-w`, `10-21h2-e-lts`, `2019`.
 */
import type { LifecycleQuery, LifecycleTable } from './lifecycles.ts';
import type { Recognised } from './recognise-os.ts';

type Builds = LifecycleTable['builds'];
type EditionClass = 'w' | 'e' | 'e-lts' | 'iot-lts';

/**
 * Versions that ended before build tables began, by name alone: the row is that of the last service pack, which was
 * supported longest, so "ended" holds for every machine that calls itself so.
 */
const ENDED_BY_NAME: readonly (readonly [RegExp, string, string])[] = [
  [/^(?:microsoft )?windows xp\b(?!.*x64)/, '5-sp3', '5.1.'],
  [/^(?:microsoft )?windows vista\b/, '6-sp2', '6.0.'],
  [/^(?:microsoft )?windows 7\b/, '7-sp1', '6.1.'],
];

/** "10.0.22631.4460", "22631.4460", "22631", "6.1.7601 Service Pack 1" → "10.0.22631", "6.1.7601". */
function buildOf(os: LifecycleQuery): string | undefined {
  const full = (text: string | undefined): string | undefined =>
    /^(?:\D*\s)?((?:5|6|10)\.\d{1,2}\.\d{4,5})(?:\.\d+)?(?:\s.*)?$/.exec(text ?? '')?.[1];
  const short = /^(\d{5})(?:\.\d+)?$/.exec(os.build ?? '')?.[1] ?? /^(\d{5})(?:\.\d+)?$/.exec(os.version ?? '')?.[1];
  const builds = new Set([full(os.build), full(os.version), short === undefined ? undefined : `10.0.${short}`]);
  builds.delete(undefined);
  return builds.size === 1 ? [...builds][0] : undefined;
}

const hasAnyBuild = (os: LifecycleQuery): boolean =>
  (os.build ?? '') !== '' || /^\d+\.\d+\.\d+|^\d{5}/.test(os.version ?? '');

/** Editions with one of the ordinary life cycles; S mode and regional "N"/"KN" change nothing. */
const HOME_PRO = /\b(?:home|pro|professional|core)\b/;
const ENTERPRISE = /\b(?:enterprise|education)\b/;
/** Editions whose support has its own dates, which the data does not carry. */
const SPECIAL = /\b(?:se|team|mobile|embedded|holographic|insider|preview)\b/;

function editionFromName(name: string): EditionClass | 'special' | undefined {
  if (SPECIAL.test(name)) return 'special';
  const lts = /\blts[bc]\b/.test(name);
  if (/\biot\b/.test(name)) return lts ? 'iot-lts' : 'special';
  if (lts) return /\benterprise\b/.test(name) ? 'e-lts' : undefined;
  // "Pro Education" and "Pro for Workstations" follow Pro.
  if (HOME_PRO.test(name)) return 'w';
  return ENTERPRISE.test(name) ? 'e' : undefined;
}

function editionOf(os: LifecycleQuery): EditionClass | 'unclear' | undefined {
  const named = editionFromName(os.name);
  if (named === 'special') return 'unclear';
  if (os.edition === undefined) return named;
  if (os.edition === 'LTSC')
    return named === 'e-lts' || named === 'iot-lts' ? named : named === 'e' ? 'e-lts' : 'unclear';
  const stated = os.edition === 'W' ? 'w' : os.edition === 'E' ? 'e' : undefined;
  return stated === undefined || (named !== undefined && named !== stated) ? 'unclear' : stated;
}

/** "10-22h2" from the build, else from the name and the version the machine shows ("Windows 11 … 23H2"). */
function clientVersion(os: LifecycleQuery, builds: Builds): string | undefined {
  const build = buildOf(os);
  if (build !== undefined) {
    const cycle = builds.get('windows')?.get(build)?.[0];
    return cycle?.replace(/-(?:w|e|e-lts|iot-lts|iot)$/, '');
  }
  if (hasAnyBuild(os)) return undefined; // a build we cannot read is not to be overruled by a name
  const family = /\bwindows (1[01])\b/.exec(os.name)?.[1];
  const shown = /^(\d\dh[12]|1[5-9]\d\d|2004)$/i.exec(os.version ?? '')?.[1];
  return family !== undefined && shown !== undefined ? `${family}-${shown.toLowerCase()}` : undefined;
}

/** Names and builds may differ only in the one way Windows itself does: "10" on a build of 11. */
function nameFits(name: string, version: string): boolean {
  const named = /\bwindows (\d+(?:\.\d)?)\b/.exec(name)?.[1];
  const family = version.split('-')[0];
  return named === undefined || named === family || (named === '10' && family === '11');
}

/** The row for this version and edition; the row for all editions when there is but one, and LTSC has none of its own. */
function cycleFor(version: string, edition: EditionClass | undefined, all: ReadonlySet<string>): string | undefined {
  if (edition !== undefined && all.has(`${version}-${edition}`)) return `${version}-${edition}`;
  if (!all.has(version) || edition === 'e-lts' || edition === 'iot-lts') return undefined;
  // Without an edition, a version that also has rows by edition is not decided.
  const split = [...all].some((cycle) => cycle.startsWith(`${version}-`));
  return edition === undefined && split ? undefined : version;
}

function clientCycle(os: LifecycleQuery, builds: Builds): string | undefined {
  const old = ENDED_BY_NAME.find(([pattern]) => pattern.test(os.name));
  if (old) return SPECIAL.test(os.name) || buildOf(os)?.startsWith(old[2]) === false ? undefined : old[1];
  const version = clientVersion(os, builds);
  const edition = editionOf(os);
  if (version === undefined || edition === 'unclear' || !nameFits(os.name, version)) return undefined;
  return cycleFor(version, edition, new Set([...(builds.get('windows')?.values() ?? [])].flat()));
}

function serverCycleFromName(name: string): string | undefined {
  const year = /\bwindows server (20\d\d)( r2)?\b/.exec(name);
  if (!year) return undefined;
  const r2 = year[2] === undefined ? '' : '-r2';
  // 2008 and 2008 R2 appear in the data under their last service packs only; as with Windows 7 that is the longest.
  if (year[1] === '2008') return r2 === '' ? '2008-sp2' : '2008-r2-sp1';
  return `${year[1]}${r2}`;
}

function serverCycle(os: LifecycleQuery, builds: Builds): string | undefined {
  if (!/\bwindows server\b/.test(os.name) || SPECIAL.test(os.name)) return undefined;
  if (os.edition !== undefined && os.edition !== 'SERVER') return undefined;
  const named = serverCycleFromName(os.name);
  const build = buildOf(os);
  if (build === undefined) return hasAnyBuild(os) ? undefined : named;
  const candidates = builds.get('windows-server')?.get(build) ?? [];
  if (named !== undefined) return candidates.includes(named) ? named : undefined;
  return candidates.length === 1 ? candidates[0] : undefined;
}

/** `os.name` is already folded to lower case. */
export function recogniseWindows(os: LifecycleQuery, builds: Builds): Recognised | undefined {
  if (!/^(?:microsoft )?windows\b/.test(os.name)) return undefined;
  const server = /\bserver\b/.test(os.name);
  // A server that does not say so by name cannot be told from a client: they share builds.
  if (!server && os.edition === 'SERVER') return undefined;
  const cycle = server ? serverCycle(os, builds) : clientCycle(os, builds);
  return cycle === undefined ? undefined : { product: server ? 'windows-server' : 'windows', cycle };
}
