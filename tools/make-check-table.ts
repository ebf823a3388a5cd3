// SPDX-License-Identifier: Apache-2.0
// Writes docs/checks.md: which check can be answered by which source on which platform, and how that was proven.
//   node tools/make-check-table.ts
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { CHECKS } from '../src/endpoints/checks/registry.ts';
import en from '../src/endpoints/checks/en.json' with { type: 'json' };
import ja from '../src/endpoints/checks/ja.json' with { type: 'json' };
import { SOURCES } from '../src/endpoints/facts.ts';
import type { FactSection, Platform, Source } from '../src/endpoints/facts.ts';
import { KNOWS as COLLECTORS_KNOW } from '../src/endpoints/sources/collector/report.ts';
import { KNOWS as AGENTS_KNOW } from '../src/endpoints/sources/glpi/knows.ts';
import { KNOWS as OSQUERY_KNOWS } from '../src/endpoints/sources/osquery/knows.ts';
import { PROOFS } from './check-proofs.ts';
import type { Proof } from './check-proofs.ts';

export const SHOWN_PLATFORMS = ['windows', 'macos', 'linux'] as const satisfies readonly Platform[];
export const DOCUMENT = 'docs/checks.md';

const KNOWS: Readonly<Record<Source, Readonly<Record<Platform, readonly FactSection[]>>>> = {
  ...AGENTS_KNOW,
  ...OSQUERY_KNOWS,
  ...COLLECTORS_KNOW,
};
const PLATFORM_NAMES = { windows: 'Windows', macos: 'macOS', linux: 'Linux' } as const;
const SOURCE_NAMES: Readonly<Record<Source, string>> = {
  fusioninventory: 'FusionInventory agent',
  glpi: 'GLPI agent',
  osquery: 'osquery',
  collector: 'Sonae’s collector',
  server: 'the computer Sonae runs on',
};
const MARKS: Readonly<Record<Proof['how'], string>> = {
  live: 'seen live',
  recorded: 'recorded',
  'hand-made': 'hand-made rows',
};

export interface Cell {
  readonly check: string;
  readonly source: Source;
  readonly platform: (typeof SHOWN_PLATFORMS)[number];
  /** The section that decides; the others a check reads only help to understand it. */
  readonly section: FactSection;
  /** The source has a place for the fact on this platform. */
  readonly canKnow: boolean;
  readonly proof: Proof | undefined;
}

export function cells(): Cell[] {
  return CHECKS.flatMap(({ id, reads }) => {
    const [section] = reads;
    if (section === undefined) return [];
    return SHOWN_PLATFORMS.flatMap((platform) =>
      SOURCES.map((source) => ({
        check: id,
        source,
        platform,
        section,
        canKnow: KNOWS[source][platform].includes(section),
        proof: PROOFS[source][platform]?.[section],
      })),
    );
  });
}

const word = (texts: Readonly<Record<string, string>>, check: string): string => texts[`check.${check}.title`] ?? check;

function mark({ canKnow, proof }: Cell): string {
  if (!canKnow) return 'cannot know';
  return proof ? MARKS[proof.how] : 'no proof';
}

function tableOf(platform: Cell['platform'], all: readonly Cell[]): string[] {
  const rows = CHECKS.map(({ id }) => {
    const marks = SOURCES.map((source) => {
      const cell = all.find((one) => one.check === id && one.source === source && one.platform === platform);
      return cell ? mark(cell) : '';
    });
    return `| ${word(en, id)} · ${word(ja, id)} | ${marks.join(' | ')} |`;
  });
  return [
    `## ${PLATFORM_NAMES[platform]}`,
    '',
    `| check | ${SOURCES.map((source) => SOURCE_NAMES[source]).join(' | ')} |`,
    `|---|${SOURCES.map(() => '---').join('|')}|`,
    ...rows,
    '',
  ];
}

export function checkTable(): string {
  const all = cells();
  const tests = [...new Set(all.flatMap(({ proof }) => (proof ? [proof.test] : [])))].toSorted();
  return [
    '# What each check can know, and how we know that',
    '',
    'Written by `node tools/make-check-table.ts`; do not change it by hand.',
    '',
    '- **seen live**: a real machine said it in our tests. · 実機で確認',
    '- **recorded**: the recorded words of a real machine. · 実機の記録で確認',
    '- **hand-made rows**: written by hand after the source’s own code; no such machine was at hand. · 手作りのデータで確認',
    '- **cannot know**: the source has no place for it on this platform; the check says “unknown”, never a guess. · この方法ではわからない',
    '',
    ...SHOWN_PLATFORMS.flatMap((platform) => tableOf(platform, all)),
    '## The tests behind it',
    '',
    ...tests.map((test) => `- \`${test}\``),
    '',
  ].join('\n');
}

if (process.argv[1] === import.meta.filename) writeFileSync(join(import.meta.dirname, '..', DOCUMENT), checkTable());
