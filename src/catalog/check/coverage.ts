// SPDX-License-Identifier: Apache-2.0
/** What the catalogue covers: places of each edition, cells of the telework grid, who can verify. */
import { ROLES, VERIFIER_KINDS } from '../contract.ts';
import { guidelineLevel } from '../handbook-mark.ts';
import type { Catalog } from '../load-catalog.ts';
import type { ControlFile } from '../schema.ts';
import { categoriesOf } from '../telework.ts';

export interface EditionCoverage {
  readonly edition: string;
  readonly places: number;
  readonly covered: number;
  /** Places that no control is mapped to. */
  readonly without: readonly string[];
}

const isNumber = (ref: string): boolean => /^\d+(-\d+)*$/.test(ref);
const inOrder = (a: string, b: string): number =>
  isNumber(a) && isNumber(b) ? a.localeCompare(b, 'en', { numeric: true }) : a < b ? -1 : 1;

/** Cells of the grid a control fills: `6.teleworker.basic`. What it is mapped to outright, and what follows from it. */
export function cellsOf(control: ControlFile): ReadonlySet<string> {
  const level = guidelineLevel(control.difficulty);
  const derived = [...categoriesOf(control)].map((category) => `${category}.${control.role}.${level}`);
  const named = control.mappings.flatMap(({ ref }) => (/^\d+\.[a-z]+\.(basic|advanced)$/.test(ref) ? [ref] : []));
  return new Set([...derived, ...named]);
}

/** Editions in the order of their ids; the grid's cells count where a control's category, role and level fill them. */
export function editionCoverage(catalog: Catalog): EditionCoverage[] {
  const controls = [...catalog.controls.values()];
  const used = new Set([
    ...controls.flatMap((control) => control.mappings.map(({ edition, ref }) => `${edition} ${ref}`)),
    ...controls.flatMap((control) => [...cellsOf(control)].map((cell) => `mic-guideline-5 ${cell}`)),
    // A threat of an earlier year counts where something of ours works against it.
    ...[...catalog.threats.values()].flatMap(({ id, ranks }) =>
      catalog.controlsAgainst(id).length === 0 ? [] : ranks.map(({ edition, ref }) => `${edition} ${ref}`),
    ),
  ]);
  return [...catalog.editions.values()]
    .toSorted((a, b) => (a.id < b.id ? -1 : 1))
    .map(({ id, refs }) => {
      const places = Object.keys(refs).toSorted(inOrder);
      const without = places.filter((place) => !used.has(`${id} ${place}`));
      return { edition: id, places: places.length, covered: places.length - without.length, without };
    });
}

export interface GridRow {
  readonly category: number;
  /** How many controls fill each cell, keyed `teleworker.basic`. */
  readonly cells: Readonly<Record<string, number>>;
}

const COLUMNS = ROLES.flatMap((role) => [`${role}.basic`, `${role}.advanced`]);

/** The grid of the telework guideline: 13 categories × 3 roles × 2 levels. */
export function teleworkGrid(catalog: Catalog): GridRow[] {
  const filled = [...catalog.controls.values()].flatMap((control) => [...cellsOf(control)]);
  return Array.from({ length: 13 }, (_, at) => at + 1).map((category) => ({
    category,
    cells: Object.fromEntries(
      COLUMNS.map((column) => [column, filled.filter((cell) => cell === `${category}.${column}`).length]),
    ),
  }));
}

/** How many controls can be verified by each kind of verifier; one control may count several times. */
export function verifierCounts(catalog: Catalog): Readonly<Record<(typeof VERIFIER_KINDS)[number], number>> {
  const count = (kind: (typeof VERIFIER_KINDS)[number]): number =>
    [...catalog.controls.values()].filter((control) => control.verified_by.some((by) => by.kind === kind)).length;
  return { machine: count('machine'), cloud: count('cloud'), outside: count('outside'), person: count('person') };
}
