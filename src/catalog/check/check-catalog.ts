// SPDX-License-Identifier: Apache-2.0
/** All that `sonae catalog check` tells: what is covered, what is said twice, what is not explained. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { CatalogError } from '../catalog-error.ts';
import { guidelineLevel } from '../handbook-mark.ts';
import type { Catalog } from '../load-catalog.ts';
import { readYaml, type CatalogProblem } from '../read-yaml.ts';
import { textsByFile } from './all-texts.ts';
import { editionCoverage, teleworkGrid, verifierCounts, type EditionCoverage, type GridRow } from './coverage.ts';
import { findUnexplained, jargonFile, type Jargon, type Unexplained } from './jargon.ts';
import { findNearDuplicates, type NearDuplicate } from './near-duplicates.ts';
import { hardestTexts, type HardText } from './read-aloud.ts';

export interface CatalogReport {
  readonly controls: number;
  readonly editions: readonly EditionCoverage[];
  readonly grid: readonly GridRow[];
  readonly verifiers: Readonly<Record<string, number>>;
  /** Faults. */
  readonly doubles: readonly NearDuplicate[];
  readonly unexplained: readonly Unexplained[];
  /** Mappings to a cell of the grid whose level contradicts the control's difficulty. */
  readonly wrongLevels: readonly { readonly control: string; readonly ref: string }[];
  /** Hardest first. */
  readonly hardest: readonly HardText[];
}

/** How many texts are to be read aloud. */
const HARDEST = 30;

/** @throws CatalogError when the file is not as it should be. */
export function readJargon(dir: string): Jargon {
  const problems: CatalogProblem[] = [];
  const file = 'jargon.yaml';
  const read = readYaml({ file, bytes: readFileSync(join(dir, file)) }, jargonFile, problems);
  if (!read) throw new CatalogError(problems);
  return read.data;
}

const wrongLevelsOf = (catalog: Catalog) =>
  [...catalog.controls.values()].flatMap(({ id, difficulty, mappings }) =>
    mappings.flatMap(({ ref }) => {
      const level = /^\d+\.[a-z]+\.(basic|advanced)$/.exec(ref)?.[1];
      return level === undefined || level === guidelineLevel(difficulty) ? [] : [{ control: id, ref }];
    }),
  );

export function checkCatalog(catalog: Catalog, jargon: Jargon): CatalogReport {
  const texts = textsByFile(catalog);
  return {
    controls: catalog.controls.size,
    editions: editionCoverage(catalog),
    grid: teleworkGrid(catalog),
    verifiers: verifierCounts(catalog),
    doubles: findNearDuplicates([...catalog.controls.values()]),
    unexplained: texts.flatMap((one) => findUnexplained(one, jargon)),
    wrongLevels: wrongLevelsOf(catalog),
    hardest: hardestTexts(texts.flat(), jargon, HARDEST),
  };
}
