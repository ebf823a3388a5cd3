// SPDX-License-Identifier: Apache-2.0
/**
 * Keeps the checked catalogue as JSON beside the data. Reading YAML with positions costs about 1 ms per kB, so 150
 * controls would take half a second at every start; the same as JSON, checked again by the schemas, takes a tenth.
 */
import { createHash } from 'node:crypto';
import { readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { diagnosisFile, surveyFile } from './diagnosis-schema.ts';
import { catalogFile, controlFile, editionFile, sourcesFile, themesFile } from './schema.ts';
import { methodFile, methodFinder } from './telework-schema.ts';
import { caseFile, entryPointsFile, threatFile } from './threat-schema.ts';

const parsedCatalog = z.strictObject({
  about: catalogFile,
  sources: sourcesFile,
  themes: themesFile,
  controls: z.array(controlFile),
  editions: z.array(editionFile),
  methods: z.array(methodFile),
  threats: z.array(threatFile),
  cases: z.array(caseFile),
  diagnoses: z.array(diagnosisFile),
  surveys: z.array(surveyFile),
  finder: methodFinder.optional(),
  entryPoints: entryPointsFile.optional(),
});
export type ParsedCatalog = z.output<typeof parsedCatalog>;

const cacheFile = z.strictObject({ key: z.string(), parsed: parsedCatalog });

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
];

/** Key under which a result may be used again: texts, checks and the code itself. */
export function cacheKey(catalogHash: string, checkIds: readonly string[]): string {
  const hash = createHash('sha256').update(JSON.stringify([catalogHash, [...checkIds].toSorted()]));
  for (const name of DECIDERS) hash.update(readFileSync(join(import.meta.dirname, name)));
  return hash.digest('hex');
}

/** What an earlier start kept under this key; undefined for any doubt at all. */
export function readParsed(path: string, key: string): ParsedCatalog | undefined {
  try {
    const found = cacheFile.safeParse(JSON.parse(readFileSync(path, 'utf8')));
    return found.success && found.data.key === key ? found.data.parsed : undefined;
  } catch {
    return undefined; // absent or torn: the YAML is the truth
  }
}

/** Keeps a result for the next start. Failing to is no error: the next start only takes longer. */
export function keepParsed(path: string, key: string, parsed: ParsedCatalog): void {
  const draft = `${path}.${process.pid}.tmp`;
  try {
    writeFileSync(draft, JSON.stringify({ key, parsed }), { mode: 0o600 });
    renameSync(draft, path);
  } catch {
    rmSync(draft, { force: true });
  }
}
