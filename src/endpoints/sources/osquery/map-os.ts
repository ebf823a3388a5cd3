// SPDX-License-Identifier: Apache-2.0
import { known, unknown } from '../../facts.ts';
import type { OsFact, Platform, Reading } from '../../facts.ts';
import { textOf } from './rows.ts';
import type { AnswerRow } from './rows.ts';

/** One row of `os_version`; none means that osquery could not find out. */
export function osReading(rows: readonly AnswerRow[], platform: Platform): Reading<OsFact> {
  const [row] = rows;
  if (row === undefined) return unknown('query_failed', 'no_row');
  const name = textOf(row['name']);
  const version = textOf(row['version'], 128);
  if (name === undefined || row['version'] === undefined || rows.length > 1)
    return unknown('unreadable', 'not_the_rows_asked_for');
  const arch = textOf(row['arch'], 64);
  return known({
    platform,
    ...versionOf(platform, name, { version, row }),
    ...(arch === undefined ? {} : { arch: shortArch(arch) }),
  });
}

type Named = Pick<OsFact, 'name' | 'version' | 'build' | 'edition'>;

function versionOf(
  platform: Platform,
  name: string,
  { version, row }: { version: string | undefined; row: AnswerRow },
): Named {
  if (platform === 'windows') return windowsVersion(name, version, row);
  if (platform === 'linux') return linuxVersion(name, version);
  const build = textOf(row['build'], 64);
  return { name, ...(version === undefined ? {} : { version }), ...(build === undefined ? {} : { build }) };
}

/**
 * `version` is "10.0.22631" (WMI), `revision` the registry's UBR ("4460"), `display_version` "23H2" (from Windows 10
 * 20H2 on; before it the registry has it under another name, and the build says it anyway).
 */
function windowsVersion(name: string, version: string | undefined, row: AnswerRow): Named {
  const build = /^\d{1,2}\.\d{1,2}\.\d{4,5}/.exec(version ?? '')?.[0];
  const revision = /^\d{1,6}$/.exec(textOf(row['revision'], 16) ?? '')?.[0];
  const shown = /^\d\dH\d$/i.exec(textOf(row['display_version'], 16) ?? '')?.[0];
  const edition = editionOf(name);
  return {
    name,
    ...(shown === undefined ? {} : { version: shown.toUpperCase() }),
    ...(build === undefined ? {} : { build: revision === undefined ? build : `${build}.${revision}` }),
    ...(edition === undefined ? {} : { edition }),
  };
}

/** The same classes as the mapping of GLPI's captions: the life-cycle by the name, "Microsoft Windows 11 Pro". */
function editionOf(name: string): OsFact['edition'] {
  if (/\bserver\b/i.test(name)) return 'SERVER';
  if (/\bLTS[CB]\b/i.test(name)) return 'LTSC';
  if (/\b(?:pro|professional|home|SE)\b/i.test(name)) return 'W';
  return /\b(?:enterprise|education)\b/i.test(name) ? 'E' : undefined;
}

/**
 * "Debian GNU/Linux" and "12 (bookworm)" → the name as the system itself writes it, "Debian GNU/Linux 12 (bookworm)",
 * and "12". On Red Hat and CentOS `version` is the line of /etc/redhat-release, which already holds the name. Ubuntu
 * leaves its code name out of the full name.
 */
function linuxVersion(name: string, version: string | undefined): Named {
  if (version === undefined) return { name };
  const number = /\d+(?:\.\d+)*/.exec(version)?.[0];
  const full = version.toLowerCase().startsWith(name.toLowerCase()) ? version : `${name} ${version}`;
  const shown = /^ubuntu\b/i.test(name) ? full.replace(/ \([^)]*\)$/, '') : full;
  return { name: shown, version: number ?? version };
}

/** Windows writes "64-bit" (in its own language); the others "x86_64", "arm64". */
const shortArch = (arch: string): string => (/^64\b/.test(arch) ? '64-bit' : arch);
