// SPDX-License-Identifier: Apache-2.0
/** What one file says about another: every id must resolve, and no mapping may be surer than what it rests on. */
import { HOW_SURE, type HowSure } from './contract.ts';
import type { CatalogProblem, ReadFile } from './read-yaml.ts';
import type { ControlFile, EditionFile, SourceEntry, ThemeEntry } from './schema.ts';

interface Parts {
  readonly controls: readonly ReadFile<ControlFile>[];
  readonly editions: readonly ReadFile<EditionFile>[];
  /** undefined when that file itself has errors: its references are then not judged. */
  readonly sources: ReadFile<Readonly<Record<string, SourceEntry>>> | undefined;
  readonly themes: ReadFile<readonly ThemeEntry[]> | undefined;
  readonly checkIds: ReadonlySet<string>;
  /** Ids (by file name) of editions that could not be read: that one error is enough, what points to them is not judged. */
  readonly brokenEditions: ReadonlySet<string>;
}

/** A file is named after the id it holds. */
export const idOfFile = (file: string): string => file.replace(/^.*\//, '').replace(/\.yaml$/, '');
const strength = (mark: HowSure): number => HOW_SURE.indexOf(mark);

/** Ids are unique in their folder, and each is its file's name. */
export function idProblems(files: readonly ReadFile<{ readonly id: string }>[]): CatalogProblem[] {
  const first = new Map<string, string>();
  return files.flatMap((read) => {
    const { id } = read.data;
    const before = first.get(id);
    first.set(id, before ?? read.file);
    if (before !== undefined) return [read.problem(['id'], `duplicate id "${id}", also in ${before}`)];
    return idOfFile(read.file) === id ? [] : [read.problem(['id'], `id "${id}" must be the file's name`)];
  });
}

function checkProblems(read: ReadFile<ControlFile>, checkIds: ReadonlySet<string>): CatalogProblem[] {
  return read.data.verified_by.flatMap(({ kind, checks = [] }, at) => {
    const unknown = checks.flatMap((check, index) =>
      checkIds.has(check) ? [] : [read.problem(['verified_by', at, 'checks', index], `unknown check "${check}"`)],
    );
    if (kind === 'machine' && checks.length === 0) {
      unknown.push(read.problem(['verified_by', at, 'kind'], 'kind machine needs at least one check'));
    }
    return unknown;
  });
}

function mappingProblems(
  read: ReadFile<ControlFile>,
  editions: ReadonlyMap<string, EditionFile>,
  broken: ReadonlySet<string>,
): CatalogProblem[] {
  const seen = new Set<string>();
  return read.data.mappings.flatMap((mapping, at) => {
    if (broken.has(mapping.edition)) return [];
    const path = ['mappings', at];
    const edition = editions.get(mapping.edition);
    if (!edition) return [read.problem([...path, 'edition'], `unknown edition "${mapping.edition}"`)];
    const entry = Object.hasOwn(edition.refs, mapping.ref) ? edition.refs[mapping.ref] : undefined;
    if (!entry) return [read.problem([...path, 'ref'], `edition "${edition.id}" has no "${mapping.ref}"`)];
    const problems: CatalogProblem[] = [];
    const pair = `${mapping.edition} ${mapping.ref}`;
    if (seen.has(pair)) problems.push(read.problem([...path, 'ref'], `"${pair}" is mapped twice`));
    seen.add(pair);
    const limit = entry.how_sure ?? edition.how_sure;
    if (strength(mapping.how_sure) > strength(limit) && mapping.how_sure !== 'proposal') {
      problems.push(read.problem([...path, 'how_sure'], `"${mapping.how_sure}" is surer than "${limit}" of "${pair}"`));
    }
    return problems;
  });
}

function sourceProblems(parts: Parts): CatalogProblem[] {
  if (!parts.sources) return [];
  const known = new Set(Object.keys(parts.sources.data));
  const unless = (read: ReadFile<unknown>, path: readonly PropertyKey[], key: string | undefined): CatalogProblem[] =>
    key === undefined || known.has(key) ? [] : [read.problem(path, `unknown source "${key}"`)];
  return [
    ...parts.editions.flatMap((read) => [
      ...unless(read, ['source'], read.data.source),
      ...Object.entries(read.data.refs).flatMap(([name, entry]) =>
        unless(read, ['refs', name, 'source'], entry.source),
      ),
    ]),
    ...parts.controls.flatMap((read) =>
      read.data.mappings.flatMap((mapping, at) => unless(read, ['mappings', at, 'source'], mapping.source)),
    ),
  ];
}

function editionProblems(
  reads: readonly ReadFile<EditionFile>[],
  editions: ReadonlyMap<string, EditionFile>,
): CatalogProblem[] {
  return reads.flatMap((read) => {
    const { supersedes, framework, date } = read.data;
    if (supersedes === undefined) return [];
    const older = editions.get(supersedes);
    if (!older) return [read.problem(['supersedes'], `unknown edition "${supersedes}"`)];
    if (older.framework !== framework || older.date >= date) {
      return [read.problem(['supersedes'], `"${supersedes}" is not an earlier edition of "${framework}"`)];
    }
    return [];
  });
}

/** All reference errors of the files that could be read on their own. */
export function findReferenceProblems(parts: Parts): CatalogProblem[] {
  const editions = new Map(parts.editions.map((read) => [read.data.id, read.data]));
  const themes = parts.themes && new Set(parts.themes.data.map((theme) => theme.id));
  return [
    ...idProblems(parts.controls),
    ...idProblems(parts.editions),
    ...editionProblems(parts.editions, editions),
    ...sourceProblems(parts),
    ...parts.controls.flatMap((read) => [
      ...(themes && !themes.has(read.data.theme)
        ? [read.problem(['theme'], `unknown theme "${read.data.theme}"`)]
        : []),
      ...checkProblems(read, parts.checkIds),
      ...mappingProblems(read, editions, parts.brokenEditions),
    ]),
  ];
}
