// SPDX-License-Identifier: Apache-2.0
/**
 * How it was proven that a source tells a fact on a platform: one entry for every cell of the sources' KNOWS tables
 * that a check reads. `live`: a real machine said it in our tests. `recorded`: a real machine's recorded words.
 * `hand-made`: rows written by hand after the source's own code or documentation; no such machine was at hand.
 */
import { FACT_SECTIONS } from '../src/endpoints/facts.ts';
import { KNOWS as COLLECTORS_KNOW } from '../src/endpoints/sources/collector/report.ts';
import type { FactSection, Platform, Source } from '../src/endpoints/facts.ts';
import { KNOWS } from '../src/endpoints/sources/osquery/knows.ts';

export interface Proof {
  readonly how: 'live' | 'recorded' | 'hand-made';
  /** The test that proves it. */
  readonly test: string;
}

const AGENT = 'test/scenarios/real-agent.scenario.txt';
const COLLECTOR = 'test/scenarios/real-collector.scenario.txt';
const MAP = 'src/endpoints/sources/glpi/map-report.test.ts';
const REMOTE = 'src/endpoints/sources/glpi/map-remote.test.ts';
const OSQUERY = 'src/endpoints/sources/osquery/answers.test.ts';
const SHELL = 'src/endpoints/sources/collector/collect-sh.integration.test.ts';
const POWERSHELL = 'src/endpoints/sources/collector/report.test.ts';

type Sections = Readonly<Partial<Record<FactSection, Proof>>>;

function all(how: Proof['how'], test: string, ...sections: FactSection[]): Sections {
  return Object.fromEntries(sections.map((section) => [section, { how, test }]));
}

/** What the checks of settings read. */
const SETTINGS: readonly FactSection[] = FACT_SECTIONS.slice(FACT_SECTIONS.indexOf('screenLock'));

/** What the collector told of the Linux machines that tests ran on. */
const SEEN_LIVE: readonly FactSection[] = [
  'autoUpdates',
  'remoteDesktop',
  'smb1',
  'remoteControl',
  'localAccounts',
  'secureBoot',
  'officeMacros',
  'sshServer',
];

const INSTALLED = all('hand-made', REMOTE, 'remoteControl');
const BOOT = all('hand-made', REMOTE, 'secureBoot');

const READ: readonly FactSection[] = ['os', 'updates', 'disks', 'firewall', 'antivirus', 'administrators'];

export const PROOFS: Readonly<Record<Source, Readonly<Partial<Record<Platform, Sections>>>>> = {
  fusioninventory: {
    windows: { ...all('hand-made', MAP, 'os', 'updates', 'disks', 'firewall', 'antivirus'), ...INSTALLED },
    macos: { ...all('hand-made', MAP, 'os', 'disks', 'firewall'), ...INSTALLED },
    linux: {
      ...INSTALLED,
      ...all('live', AGENT, 'os', 'administrators'),
      // The recorded machines said "not encrypted" and "off", which such agents cannot know for sure.
      ...all('hand-made', MAP, 'disks', 'firewall'),
    },
  },
  glpi: {
    windows: { ...all('hand-made', MAP, 'os', 'updates', 'disks', 'firewall', 'antivirus'), ...INSTALLED, ...BOOT },
    macos: { ...all('hand-made', MAP, 'os', 'disks', 'firewall', 'antivirus'), ...INSTALLED, ...BOOT },
    linux: {
      ...INSTALLED,
      ...BOOT,
      ...all('recorded', MAP, 'os', 'administrators'),
      ...all('hand-made', MAP, 'disks', 'firewall', 'antivirus'),
    },
  },
  // Our queries run through SQLite on tables made by hand, for every section there is: no osquery was at hand.
  osquery: {
    windows: all('hand-made', OSQUERY, ...KNOWS.osquery.windows),
    macos: all('hand-made', OSQUERY, ...KNOWS.osquery.macos),
    linux: all('hand-made', OSQUERY, ...KNOWS.osquery.linux),
  },
  collector: {
    windows: all('hand-made', POWERSHELL, ...READ, ...SETTINGS),
    macos: all('hand-made', SHELL, ...READ, ...SETTINGS.filter((one) => COLLECTORS_KNOW.collector.macos.includes(one))),
    linux: {
      ...all('live', COLLECTOR, 'os', 'updates', 'disks', 'administrators', ...SEEN_LIVE),
      ...all('hand-made', SHELL, 'firewall', 'antivirus', 'screenLock', 'timeSync', 'restart'),
    },
  },
  // The same collectors, run by Sonae itself on the computer it runs on.
  server: {
    windows: all('hand-made', POWERSHELL, ...READ, ...SETTINGS),
    macos: all('hand-made', SHELL, ...READ, ...SETTINGS.filter((one) => COLLECTORS_KNOW.collector.macos.includes(one))),
    linux: {
      ...all('live', COLLECTOR, 'os', 'updates', 'disks', 'administrators', ...SEEN_LIVE),
      ...all('hand-made', SHELL, 'firewall', 'antivirus', 'screenLock', 'timeSync', 'restart'),
    },
  },
};
