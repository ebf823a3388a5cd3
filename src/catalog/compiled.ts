// SPDX-License-Identifier: Apache-2.0
/**
 * The checked catalogue as one JSON file, made when the program is prepared. Reading YAML with positions costs about
 * 1 ms per kB: a second of processor for 180 controls at every start. The file carries the key it was made under and
 * its own SHA-256, so that a torn, altered or older one is not used; checking it by the schemas again would cost ten
 * times the reading.
 */
import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { z } from 'zod';
import type { DiagnosisFile, SurveyFile } from './diagnosis-schema.ts';
import type { catalogFile, ControlFile, EditionFile, sourcesFile, themesFile } from './schema.ts';
import type { MethodFile, MethodFinder } from './telework-schema.ts';
import type { CaseFile, EntryPoint, PersonalThreats, ThreatFile } from './threat-schema.ts';

export interface ParsedCatalog {
  readonly about: z.output<typeof catalogFile>;
  readonly sources: z.output<typeof sourcesFile>;
  readonly themes: z.output<typeof themesFile>;
  readonly controls: readonly ControlFile[];
  readonly editions: readonly EditionFile[];
  readonly methods: readonly MethodFile[];
  readonly threats: readonly ThreatFile[];
  readonly cases: readonly CaseFile[];
  readonly diagnoses: readonly DiagnosisFile[];
  readonly surveys: readonly SurveyFile[];
  readonly finder?: MethodFinder | undefined;
  readonly entryPoints?: readonly EntryPoint[] | undefined;
  readonly personal?: PersonalThreats | undefined;
}

/** The code that decides what is right: when it changes, what it said before no longer counts. */
const DECIDERS = [
  'schema.ts',
  'schema-parts.ts',
  'telework-schema.ts',
  'threat-schema.ts',
  'diagnosis-schema.ts',
  'contract.ts',
  'check-references.ts',
  'check-stories.ts',
  'check-diagnosis.ts',
  'read-yaml.ts',
  'parse-catalog.ts',
  'compiled.ts',
];

/** Key under which a result may be used again: texts, checks and the code itself. */
export function compiledKey(catalogHash: string, checkIds: readonly string[]): string {
  const hash = createHash('sha256').update(JSON.stringify([catalogHash, [...checkIds].toSorted()]));
  for (const name of DECIDERS) hash.update(readFileSync(join(import.meta.dirname, name)));
  return hash.digest('hex');
}

/** The first line of the file; the rest is the body. */
const headOf = (key: string, body: string): string => `${key} ${createHash('sha256').update(body).digest('hex')}`;

const LISTS = ['controls', 'editions', 'methods', 'threats', 'cases', 'diagnoses', 'surveys', 'themes'] as const;

/** Its key and digest say that this very code wrote it; the lists are looked at so that no other file passes for it. */
function isParsed(value: unknown): value is ParsedCatalog {
  if (typeof value !== 'object' || value === null) return false;
  const parts = new Map<string, unknown>(Object.entries(value));
  return LISTS.every((name) => Array.isArray(parts.get(name))) && parts.has('about') && parts.has('sources');
}

/** What was made under this key; undefined for any doubt at all. */
export function readCompiled(path: string, key: string): ParsedCatalog | undefined {
  try {
    const made = readFileSync(path, 'utf8');
    const end = made.indexOf('\n');
    const body = made.slice(end + 1);
    if (end < 0 || made.slice(0, end) !== headOf(key, body)) return undefined;
    const found: unknown = JSON.parse(body);
    return isParsed(found) ? found : undefined;
  } catch {
    return undefined; // absent: the YAML is the truth
  }
}

/** @throws the file system's own error when it cannot be written. */
export function writeCompiled(path: string, key: string, parsed: ParsedCatalog): void {
  const draft = `${path}.${process.pid}.tmp`;
  const body = JSON.stringify(parsed);
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(draft, `${headOf(key, body)}\n${body}`);
  renameSync(draft, path);
}
