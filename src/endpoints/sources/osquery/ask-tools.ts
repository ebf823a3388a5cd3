// SPDX-License-Identifier: Apache-2.0
/** Remote-control tools by the beginnings of names, on every platform. */
import { arm } from './ask.ts';
import { REMOTE_TOOLS } from '../../remote-tools.ts';

/** `_` stands for any one character; the reading compares exactly. */
const like = (column: string, beginnings: readonly string[]): string =>
  `(${beginnings.map((text) => `${column} LIKE '${text}%'`).join(' OR ')})`;
const INSTALLED = REMOTE_TOOLS.flatMap(({ installed }) => installed);
const PROCESSES = REMOTE_TOOLS.flatMap(({ processes }) => processes);
export const installedTools = (column: string): string => like(column, INSTALLED);
/** How many rows a table has at all: of one that gives none, finding no tool says nothing. */
export const counted = (what: string, from: string): string =>
  arm('counted', `'${what}', count(*), ''`, `FROM ${from}`);

/** Names of processes only: their command lines can hold passwords and are never asked for. */
export const RUNNING_TOOLS: readonly string[] = [
  counted('processes', 'processes'),
  arm('process', "name, '1', ''", `FROM processes WHERE ${like('name', PROCESSES)} GROUP BY name`),
];
