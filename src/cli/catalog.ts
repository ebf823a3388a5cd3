// SPDX-License-Identifier: Apache-2.0
/** `sonae catalog check` and `export`: for whoever writes controls or takes them elsewhere. */
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { CatalogReport } from '../catalog/index.ts';
import { ROLES } from '../catalog/contract.ts';
import { systemClock } from '../kernel/clock.ts';
import { LANGUAGES } from '../kernel/language.ts';
import type { Language } from '../kernel/language.ts';
import { UsageError } from './arguments.ts';
import type { Command, Terminal } from './command.ts';
import { say } from './texts.ts';

const asJson = (document: unknown): string => `${JSON.stringify(document, null, 2)}\n`;

/** The shipped catalogue, read anew: what was kept by a start is not asked. */
async function load() {
  const { catalogCsv, checkCatalog, componentDefinition, loadCatalog, oscalCatalog, readJargon } =
    await import('../catalog/index.ts');
  const { CHECK_IDS, CHECK_PLATFORMS } = await import('../endpoints/index.ts');
  const { PROJECT_ROOT } = await import('../app/project-root.ts');
  const dir = join(PROJECT_ROOT, 'catalog');
  const loaded = loadCatalog(dir, { checkIds: CHECK_IDS });
  /** The whole text of each kind of file. */
  const written = {
    csv: (language: Language) => catalogCsv(loaded, language),
    oscal: (language: Language) => asJson(oscalCatalog(loaded, { language, at: systemClock.now() })),
    'oscal-component': (language: Language) =>
      asJson(componentDefinition(loaded, { language, at: systemClock.now(), platforms: CHECK_PLATFORMS })),
  };
  return { checkCatalog, readJargon, dir, loaded, written };
}

function tellCoverage({ editions, grid, verifiers }: CatalogReport, { language, out }: Terminal): void {
  out(say(language, 'catalog.editions'));
  for (const { edition, places, covered, without } of editions) {
    const missing = without.length === 0 ? '' : `  ${say(language, 'catalog.without', { places: without.join(' ') })}`;
    out(`  ${edition.padEnd(20)} ${`${covered}/${places}`.padStart(7)}${missing}`);
  }
  out('');
  out(say(language, 'catalog.grid'));
  const columns = ROLES.flatMap((role) => [`${role}.basic`, `${role}.advanced`]);
  out(`      ${columns.map((column) => column.padEnd(23)).join('')}`.trimEnd());
  for (const { category, cells } of grid) {
    out(
      `  ${String(category).padStart(2)}  ${columns.map((column) => String(cells[column] ?? 0).padEnd(23)).join('')}`.trimEnd(),
    );
  }
  out('');
  const by = Object.entries(verifiers).map(([kind, count]) => `${kind} ${count}`);
  out(say(language, 'catalog.verifiers', { list: by.join(', ') }));
  out('');
}

/** One line each, as an editor can jump to it. */
function tellFaults({ doubles, unexplained, wrongLevels }: CatalogReport, { language, out }: Terminal): number {
  for (const { left, right, part, alike, language: of } of doubles)
    out(say(language, 'catalog.double', { left, right, part, of, percent: Math.round(alike * 100) }));
  for (const { file, part, language: of, term, explain } of unexplained)
    out(say(language, 'catalog.unexplained', { file, part, of, term, explain }));
  for (const { control, ref } of wrongLevels) out(say(language, 'catalog.wrong_level', { control, ref }));
  return doubles.length + unexplained.length + wrongLevels.length;
}

function tellHardest({ hardest }: CatalogReport, { language, out }: Terminal): void {
  out(say(language, 'catalog.read_aloud', { count: hardest.length }));
  for (const { file, part, ja, en, score } of hardest) {
    out('');
    out(`catalog/${file}.yaml ${part} (${score.toFixed(1)})`);
    out(`  ${ja}`);
    out(`  ${en}`);
  }
  out('');
}

export const catalogCheck: Command = {
  name: 'catalog check',
  about: 'about.catalog_check',
  flags: [
    { name: 'read-aloud', about: 'flag.read_aloud', isSwitch: true },
    { name: 'json', about: 'flag.json', isSwitch: true },
  ],
  settings: false,
  run: async ({ flags }, terminal) => {
    const { checkCatalog, readJargon, dir, loaded } = await load();
    const report = checkCatalog(loaded, readJargon(dir));
    const faults = report.doubles.length + report.unexplained.length + report.wrongLevels.length;
    if (flags['json'] !== undefined) {
      terminal.out(JSON.stringify(report));
      return faults === 0 ? 0 : 1;
    }
    tellCoverage(report, terminal);
    if (flags['read-aloud'] !== undefined) tellHardest(report, terminal);
    tellFaults(report, terminal);
    const key = faults === 0 ? 'catalog.good' : 'catalog.bad';
    terminal.out(say(terminal.language, key, { controls: report.controls, faults }));
    return faults === 0 ? 0 : 1;
  },
};

const FORMATS = ['oscal', 'oscal-component', 'csv'] as const;

export const catalogExport: Command = {
  name: 'catalog export',
  about: 'about.catalog_export',
  flags: [
    { name: 'format', about: 'flag.format', needed: true },
    { name: 'to', about: 'flag.to_file' },
    { name: 'language', about: 'flag.language' },
  ],
  settings: false,
  run: async ({ flags }, { language: spoken, out }) => {
    const format = FORMATS.find((one) => one === flags['format']);
    if (format === undefined) throw new UsageError('flag_not_one_of', { flag: '--format', values: FORMATS.join(', ') });
    const asked = flags['language'] ?? spoken;
    const language = LANGUAGES.find((one) => one === asked);
    if (language === undefined)
      throw new UsageError('flag_not_one_of', { flag: '--language', values: LANGUAGES.join(', ') });
    const { loaded, written } = await load();
    const text = written[format](language);
    const file = flags['to'];
    if (file === undefined) {
      out(text.trimEnd());
      return 0;
    }
    // Never over something that exists: a slip of the keyboard must not cost a file.
    await writeFile(file, text, { flag: 'wx' });
    out(say(spoken, 'catalog.exported', { count: loaded.controls.size, file }));
    return 0;
  },
};
