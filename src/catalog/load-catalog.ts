// SPDX-License-Identifier: Apache-2.0
/** Loads `catalog/` once at start: reads, checks every reference, and hands out typed maps. */
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { z } from 'zod';
import type { ControlDetail, ControlSummary } from './contract.ts';
import { findReferenceProblems, idOfFile } from './check-references.ts';
import { cacheKey, keepParsed, readParsed, type ParsedCatalog } from './parsed-cache.ts';
import { MAX_FILE_BYTES, readYaml, type CatalogProblem, type ReadFile } from './read-yaml.ts';
import { catalogFile, controlFile, editionFile, sourcesFile, themesFile } from './schema.ts';
import type { ControlFile, EditionFile, SourceEntry, ThemeEntry } from './schema.ts';
import { toDetail, toSummary } from './views.ts';

/** 150 controls and some 40 editions are the plan; a folder with more is not a catalogue. */
const MAX_FILES_PER_FOLDER = 500;

export interface CatalogEdition {
  readonly version: string;
  /** SHA-256 (hex) over all catalogue texts, line ends normalised. */
  readonly hash: string;
  /** What is kept beside stored texts: version plus the first 12 characters of the hash. */
  readonly id: string;
}

export interface Catalog {
  readonly edition: CatalogEdition;
  readonly controls: ReadonlyMap<string, ControlFile>;
  readonly editions: ReadonlyMap<string, EditionFile>;
  readonly sources: ReadonlyMap<string, SourceEntry>;
  readonly themes: readonly ThemeEntry[];
  /** Controls in the order of themes, then ◎ ○, then id. */
  readonly summaries: readonly ControlSummary[];
  detail(controlId: string): ControlDetail | undefined;
  /** Controls whose measured state rests on this check. */
  controlsOfCheck(checkId: string): readonly ControlFile[];
  /** The edition of a framework that is in force on a day (`2026-11-20`), undefined before the first one. */
  editionOn(framework: string, day: string): EditionFile | undefined;
}

export interface CatalogOptions {
  /** Ids of the checks the product has; a control naming another one is an error. */
  readonly checkIds: readonly string[];
  /** Where to keep the checked result for a quick next start, for example in the data folder; left out = not kept. */
  readonly cacheFile?: string | undefined;
}

/** Everything that is wrong with the catalogue, one line each: `controls/x.yaml:12:3 title: is empty`. */
export class CatalogError extends Error {
  override readonly name = 'CatalogError';
  readonly problems: readonly CatalogProblem[];

  constructor(problems: readonly CatalogProblem[]) {
    super(`The catalogue has ${problems.length} error(s):\n${problems.map(formatProblem).join('\n')}`);
    this.problems = problems;
  }
}

export const formatProblem = ({ file, line, column, message }: CatalogProblem): string =>
  `${file}${line === undefined ? '' : `:${line}:${column ?? 1}`} ${message}`;

interface Raw {
  readonly file: string;
  readonly bytes: Buffer;
}

/** Reads a file; of one that is too large only as much as shows that it is. */
const readBounded = (path: string): Buffer =>
  statSync(path).size > MAX_FILE_BYTES ? Buffer.alloc(MAX_FILE_BYTES + 1) : readFileSync(path);

function readFolder(dir: string, folder: string, problems: CatalogProblem[]): Raw[] {
  const entries = readdirSync(join(dir, folder), { withFileTypes: true });
  for (const entry of entries.filter((e) => !e.isFile() || !e.name.endsWith('.yaml'))) {
    problems.push({ file: `${folder}/${entry.name}`, message: 'only .yaml files belong here' });
  }
  const names = entries.filter((e) => e.isFile() && e.name.endsWith('.yaml')).map((e) => e.name);
  if (names.length > MAX_FILES_PER_FOLDER) {
    problems.push({ file: folder, message: `holds more than ${MAX_FILES_PER_FOLDER} files` });
    return [];
  }
  return names.toSorted().map((name) => ({ file: `${folder}/${name}`, bytes: readBounded(join(dir, folder, name)) }));
}

function hashOf(files: readonly Raw[]): string {
  const hash = createHash('sha256');
  for (const { file, bytes } of files) {
    // A checkout with Windows line ends holds the same words, so it has the same hash.
    const text = bytes.toString('utf8').replaceAll('\r\n', '\n');
    hash.update(`${file}\0${Buffer.byteLength(text)}\0${text}`);
  }
  return hash.digest('hex');
}

function readAll<S extends z.ZodType>(
  files: readonly Raw[],
  schema: S,
  problems: CatalogProblem[],
): ReadFile<z.output<S>>[] {
  return files.flatMap((file) => readYaml(file, schema, problems) ?? []);
}

const byDate = (a: EditionFile, b: EditionFile): number => (a.date < b.date ? -1 : 1);

interface RawCatalog {
  readonly about: Raw;
  readonly sources: Raw;
  readonly themes: Raw;
  readonly controls: readonly Raw[];
  readonly editions: readonly Raw[];
}

function parseAll(raw: RawCatalog, checkIds: readonly string[], problems: CatalogProblem[]): ParsedCatalog {
  const about = readYaml(raw.about, catalogFile, problems);
  const sources = readYaml(raw.sources, sourcesFile, problems);
  const themes = readYaml(raw.themes, themesFile, problems);
  const controls = readAll(raw.controls, controlFile, problems);
  const editions = readAll(raw.editions, editionFile, problems);
  const read = new Set(editions.map(({ file }) => file));
  const brokenEditions = new Set(raw.editions.filter(({ file }) => !read.has(file)).map(({ file }) => idOfFile(file)));
  problems.push(
    ...findReferenceProblems({ controls, editions, sources, themes, checkIds: new Set(checkIds), brokenEditions }),
  );
  if (problems.length > 0 || !about || !sources || !themes) throw new CatalogError(problems);
  return {
    about: about.data,
    sources: sources.data,
    themes: themes.data,
    controls: controls.map(({ data }) => data),
    editions: editions.map(({ data }) => data),
  };
}

/**
 * Loads and checks the catalogue under `dir`.
 * @throws CatalogError with all problems found; the file system's own error when `dir` cannot be read.
 */
export function loadCatalog(dir: string, options: CatalogOptions): Catalog {
  const problems: CatalogProblem[] = [];
  const single = (name: string): Raw => ({ file: name, bytes: readBounded(join(dir, name)) });
  const raw: RawCatalog = {
    about: single('catalog.yaml'),
    sources: single('sources.yaml'),
    themes: single('themes.yaml'),
    controls: readFolder(dir, 'controls', problems),
    editions: readFolder(dir, 'editions', problems),
  };
  const hash = hashOf([raw.about, raw.sources, raw.themes, ...raw.controls, ...raw.editions]);
  const key = options.cacheFile === undefined ? '' : cacheKey(hash, options.checkIds);
  const kept = options.cacheFile === undefined || problems.length > 0 ? undefined : readParsed(options.cacheFile, key);
  const parsed = kept ?? parseAll(raw, options.checkIds, problems);
  if (options.cacheFile !== undefined && !kept) keepParsed(options.cacheFile, key, parsed);

  const { version } = parsed.about;
  return assemble({
    edition: { version, hash, id: `${version}+${hash.slice(0, 12)}` },
    controls: new Map(parsed.controls.map((control) => [control.id, control])),
    editions: new Map(parsed.editions.map((edition) => [edition.id, edition])),
    sources: new Map(Object.entries(parsed.sources)),
    themes: parsed.themes,
  });
}

type Parts = Pick<Catalog, 'edition' | 'controls' | 'editions' | 'sources' | 'themes'>;

function assemble(parts: Parts): Catalog {
  const themeTitles = new Map(parts.themes.map((theme) => [theme.id, theme.title]));
  const context = { editions: parts.editions, sources: parts.sources, themeTitles };
  const themeOrder = new Map(parts.themes.map((theme, index) => [theme.id, index]));
  const rank = (s: ControlSummary): number =>
    (themeOrder.get(s.theme.id) ?? 0) * 10 + (s.mark === 'first' ? 0 : s.mark === 'next' ? 1 : 2);
  const summaries = [...parts.controls.values()]
    .map((control) => toSummary(control, context))
    .toSorted((a, b) => rank(a) - rank(b) || (a.id < b.id ? -1 : 1));
  const byCheck = new Map<string, ControlFile[]>();
  for (const control of parts.controls.values()) {
    for (const check of control.verified_by.flatMap((v) => v.checks ?? [])) {
      byCheck.set(check, [...(byCheck.get(check) ?? []), control]);
    }
  }
  const editionsByDate = [...parts.editions.values()].toSorted(byDate);
  return {
    ...parts,
    summaries,
    detail: (id) => {
      const control = parts.controls.get(id);
      return control && toDetail(control, context);
    },
    controlsOfCheck: (checkId) => byCheck.get(checkId) ?? [],
    editionOn: (framework, day) => editionsByDate.findLast((e) => e.framework === framework && e.date <= day),
  };
}
