// SPDX-License-Identifier: Apache-2.0
/** From bytes to checked data; every complaint is collected before anything is thrown. */
import type { z } from 'zod';
import { CatalogError } from './catalog-error.ts';
import { findDiagnosisProblems } from './check-diagnosis.ts';
import { findReferenceProblems, idOfFile } from './check-references.ts';
import { findStoryProblems } from './check-stories.ts';
import { diagnosisFile, surveyFile } from './diagnosis-schema.ts';
import type { ParsedCatalog } from './compiled.ts';
import type { Raw, RawCatalog } from './read-files.ts';
import { readYaml, type CatalogProblem, type ReadFile } from './read-yaml.ts';
import { catalogFile, controlFile, editionFile, sourcesFile, themesFile } from './schema.ts';
import { methodFile, methodFinder } from './telework-schema.ts';
import { caseFile, entryPointsFile, personalThreatsFile, threatFile } from './threat-schema.ts';

function readAll<S extends z.ZodType>(
  files: readonly Raw[],
  schema: S,
  problems: CatalogProblem[],
): ReadFile<z.output<S>>[] {
  return files.flatMap((file) => readYaml(file, schema, problems) ?? []);
}

/** Ids (by file name) of files that could not be read: that one error is enough, what points to them is not judged. */
function brokenIds(raw: readonly Raw[], read: readonly ReadFile<unknown>[]): ReadonlySet<string> {
  const good = new Set(read.map(({ file }) => file));
  return new Set(raw.filter(({ file }) => !good.has(file)).map(({ file }) => idOfFile(file)));
}

/** @throws CatalogError with `problems` and all that is found here. */
export function parseAll(raw: RawCatalog, checkIds: readonly string[], problems: CatalogProblem[]): ParsedCatalog {
  const about = readYaml(raw.about, catalogFile, problems);
  const sources = readYaml(raw.sources, sourcesFile, problems);
  const themes = readYaml(raw.themes, themesFile, problems);
  const controls = readAll(raw.controls, controlFile, problems);
  const editions = readAll(raw.editions, editionFile, problems);
  const stories = {
    methods: readAll(raw.methods, methodFile, problems),
    threats: readAll(raw.threats, threatFile, problems),
    cases: readAll(raw.cases, caseFile, problems),
    finder: raw.finder && readYaml(raw.finder, methodFinder, problems),
    entryPoints: raw.entryPoints && readYaml(raw.entryPoints, entryPointsFile, problems),
    personal: raw.personal && readYaml(raw.personal, personalThreatsFile, problems),
  };
  const asked = {
    diagnoses: readAll(raw.diagnosis, diagnosisFile, problems),
    surveys: readAll(raw.surveys, surveyFile, problems),
  };
  const brokenEditions = brokenIds(raw.editions, editions);
  problems.push(
    ...findReferenceProblems({ controls, editions, sources, themes, checkIds: new Set(checkIds), brokenEditions }),
    ...findDiagnosisProblems({ ...asked, editions, brokenEditions, sources }),
    ...findStoryProblems({
      ...stories,
      controls: new Set(controls.map(({ data }) => data.id)),
      editions: new Map(editions.map(({ data }) => [data.id, data])),
      sources: sources && new Set(Object.keys(sources.data)),
      broken: new Set([
        ...brokenEditions,
        ...brokenIds(raw.controls, controls),
        ...brokenIds(raw.methods, stories.methods),
        ...brokenIds(raw.threats, stories.threats),
      ]),
    }),
  );
  if (problems.length > 0 || !about || !sources || !themes) throw new CatalogError(problems);
  return {
    about: about.data,
    sources: sources.data,
    themes: themes.data,
    controls: controls.map(({ data }) => data),
    editions: editions.map(({ data }) => data),
    methods: stories.methods.map(({ data }) => data),
    threats: stories.threats.map(({ data }) => data),
    cases: stories.cases.map(({ data }) => data),
    diagnoses: asked.diagnoses.map(({ data }) => data),
    surveys: asked.surveys.map(({ data }) => data),
    ...(stories.finder && { finder: stories.finder.data }),
    ...(stories.entryPoints && { entryPoints: stories.entryPoints.data }),
    ...(stories.personal && { personal: stories.personal.data }),
  };
}
