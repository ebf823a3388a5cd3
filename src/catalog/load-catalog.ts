// SPDX-License-Identifier: Apache-2.0
/** Loads `catalog/` once at start: reads, checks every reference, and hands out typed maps. */
import { createHash } from 'node:crypto';
import { compiledKey, readCompiled, writeCompiled } from './compiled.ts';
import type { ControlDetail, ControlSummary } from './contract.ts';
import type { DiagnosisFile, SurveyFile } from './diagnosis-schema.ts';
import { parseAll } from './parse-catalog.ts';
import { filesOf, readRaw, type Raw } from './read-files.ts';
import type { CatalogProblem } from './read-yaml.ts';
import type { ControlFile, EditionFile, SourceEntry, ThemeEntry } from './schema.ts';
import { controlsAgainst, controlsOfCase } from './stories.ts';
import { controlsOfMethod } from './telework.ts';
import type { MethodFile, MethodFinder } from './telework-schema.ts';
import type { CaseFile, EntryPoint, PersonalThreats, ThreatFile } from './threat-schema.ts';
import { toDetail, toSummary } from './views.ts';

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
  /** The ways of teleworking, in the order of the guideline's table. */
  readonly methods: readonly MethodFile[];
  /** Sonae's own chart that leads to one of them; undefined in a catalogue without methods. */
  readonly finder: MethodFinder | undefined;
  readonly threats: ReadonlyMap<string, ThreatFile>;
  /** Trouble cases in the order of the guideline. */
  readonly cases: ReadonlyMap<string, CaseFile>;
  readonly entryPoints: readonly EntryPoint[];
  /** The yearly list for individuals; undefined in a catalogue without it. */
  readonly personal: PersonalThreats | undefined;
  /** Self-diagnoses as forms, by id. */
  readonly diagnoses: ReadonlyMap<string, DiagnosisFile>;
  /** What others answered, newest first. */
  readonly surveys: readonly SurveyFile[];
  /** Controls in the order of themes, then ◎ ○, then id. */
  readonly summaries: readonly ControlSummary[];
  detail(controlId: string): ControlDetail | undefined;
  /** Controls whose measured state rests on this check. */
  controlsOfCheck(checkId: string): readonly ControlFile[];
  /** The checklist of a way of teleworking, in the order of `summaries`; empty for an unknown one. */
  controlsOfMethod(methodId: string): readonly ControlSummary[];
  /** Controls that work against a threat, in the order of `summaries`; empty for an unknown one. */
  controlsAgainst(threatId: string): readonly ControlSummary[];
  /** Controls that would have stopped a trouble case: those it names, in its order, then those mapped to it. */
  controlsOfCase(caseId: string): readonly ControlSummary[];
  /** The edition of a framework that is in force on a day (`2026-11-20`), undefined before the first one. */
  editionOn(framework: string, day: string): EditionFile | undefined;
}

export interface CatalogOptions {
  /** Ids of the checks the product has; a control naming another one is an error. */
  readonly checkIds: readonly string[];
  /** What `compileCatalog` made; not used when it was made of other texts. Left out = the texts are read. */
  readonly compiled?: string | undefined;
}

export interface CompileOptions {
  readonly checkIds: readonly string[];
  /** The file to write. */
  readonly file: string;
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

const byDate = (a: EditionFile, b: EditionFile): number => (a.date < b.date ? -1 : 1);

/**
 * Loads and checks the catalogue under `dir`.
 * @throws CatalogError with all problems found; the file system's own error when `dir` cannot be read.
 */
export function loadCatalog(dir: string, options: CatalogOptions): Catalog {
  const problems: CatalogProblem[] = [];
  const raw = readRaw(dir, problems);
  const hash = hashOf(filesOf(raw));
  const made =
    options.compiled === undefined || problems.length > 0
      ? undefined
      : readCompiled(options.compiled, compiledKey(hash, options.checkIds));
  const parsed = made ?? parseAll(raw, options.checkIds, problems);

  const { version } = parsed.about;
  return assemble({
    edition: { version, hash, id: `${version}+${hash.slice(0, 12)}` },
    controls: new Map(parsed.controls.map((control) => [control.id, control])),
    editions: new Map(parsed.editions.map((edition) => [edition.id, edition])),
    sources: new Map(Object.entries(parsed.sources)),
    themes: parsed.themes,
    methods: parsed.methods.toSorted((a, b) => a.number - b.number),
    finder: parsed.finder,
    threats: new Map(parsed.threats.map((threat) => [threat.id, threat])),
    cases: new Map(parsed.cases.toSorted((a, b) => Number(a.ref) - Number(b.ref)).map((one) => [one.id, one])),
    entryPoints: parsed.entryPoints ?? [],
    personal: parsed.personal,
    diagnoses: new Map(parsed.diagnoses.map((diagnosis) => [diagnosis.id, diagnosis])),
    surveys: parsed.surveys.toSorted((a, b) => b.year - a.year),
  });
}

/**
 * Reads and checks the catalogue under `dir` and writes the result for later starts.
 * @throws CatalogError with all problems found; the file system's own error when something cannot be read or written.
 */
export function compileCatalog(dir: string, { checkIds, file }: CompileOptions): void {
  const problems: CatalogProblem[] = [];
  const raw = readRaw(dir, problems);
  const parsed = parseAll(raw, checkIds, problems);
  writeCompiled(file, compiledKey(hashOf(filesOf(raw)), checkIds), parsed);
}

type Parts = Omit<Catalog, 'summaries' | 'detail' | `controls${'Of' | 'Against'}${string}` | 'editionOn'>;

/** Works an answer out at most once for each id it is known for; the catalogue never changes after it is loaded. */
function once<T>(find: (id: string) => readonly T[]): (id: string) => readonly T[] {
  const found = new Map<string, readonly T[]>();
  return (id) => {
    const before = found.get(id);
    if (before) return before;
    const list = find(id);
    // Only ids that lead somewhere are kept: what callers ask for is not bounded.
    if (list.length > 0) found.set(id, list);
    return list;
  };
}

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
    controlsOfMethod: once((id) => controlsOfMethod(parts, summaries, id)),
    controlsAgainst: once((id) => controlsAgainst(parts, summaries, id)),
    controlsOfCase: once((id) => controlsOfCase(parts, summaries, id)),
    controlsOfCheck: (checkId) => byCheck.get(checkId) ?? [],
    editionOn: (framework, day) => editionsByDate.findLast((e) => e.framework === framework && e.date <= day),
  };
}
