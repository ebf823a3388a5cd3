// SPDX-License-Identifier: Apache-2.0
/** Fetches the bytes of the catalogue; what they mean is `parse-catalog.ts`. */
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { MAX_FILE_BYTES, type CatalogProblem } from './read-yaml.ts';

/** 150 controls and some 40 editions are the plan; a folder with more is not a catalogue. */
const MAX_FILES_PER_FOLDER = 500;

export interface Raw {
  readonly file: string;
  readonly bytes: Buffer;
}

export interface RawCatalog {
  readonly about: Raw;
  readonly sources: Raw;
  readonly themes: Raw;
  readonly finder: Raw | undefined;
  readonly entryPoints: Raw | undefined;
  readonly personal: Raw | undefined;
  readonly controls: readonly Raw[];
  readonly editions: readonly Raw[];
  readonly methods: readonly Raw[];
  readonly threats: readonly Raw[];
  readonly cases: readonly Raw[];
  readonly diagnosis: readonly Raw[];
  readonly surveys: readonly Raw[];
}

/** Reads a file; of one that is too large only as much as shows that it is. */
const readBounded = (path: string): Buffer =>
  statSync(path).size > MAX_FILE_BYTES ? Buffer.alloc(MAX_FILE_BYTES + 1) : readFileSync(path);

/** A folder that is absent holds nothing. */
function readFolder(dir: string, folder: string, problems: CatalogProblem[]): Raw[] {
  if (!existsSync(join(dir, folder))) return [];
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

/** @throws the file system's own error when `dir` or one of its three first files cannot be read. */
export function readRaw(dir: string, problems: CatalogProblem[]): RawCatalog {
  const single = (file: string): Raw => ({ file, bytes: readBounded(join(dir, file)) });
  const perhaps = (file: string): Raw | undefined => (existsSync(join(dir, file)) ? single(file) : undefined);
  return {
    about: single('catalog.yaml'),
    sources: single('sources.yaml'),
    themes: single('themes.yaml'),
    finder: perhaps('method-finder.yaml'),
    entryPoints: perhaps('entry-points.yaml'),
    personal: perhaps('personal-threats.yaml'),
    controls: readFolder(dir, 'controls', problems),
    editions: readFolder(dir, 'editions', problems),
    methods: readFolder(dir, 'methods', problems),
    threats: readFolder(dir, 'threats', problems),
    cases: readFolder(dir, 'cases', problems),
    diagnosis: readFolder(dir, 'diagnosis', problems),
    surveys: readFolder(dir, 'surveys', problems),
  };
}

/** In a fixed order: the hash is made over it. */
export function filesOf(raw: RawCatalog): readonly Raw[] {
  const {
    about,
    sources,
    themes,
    finder,
    entryPoints,
    personal,
    controls,
    editions,
    methods,
    threats,
    cases,
    diagnosis,
    surveys,
  } = raw;
  const single = [about, sources, themes, finder, entryPoints, personal].filter((file) => file !== undefined);
  return [...single, ...controls, ...editions, ...methods, ...threats, ...cases, ...diagnosis, ...surveys];
}
