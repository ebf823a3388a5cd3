// SPDX-License-Identifier: Apache-2.0
import type { CatalogProblem } from './read-yaml.ts';

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
