// SPDX-License-Identifier: Apache-2.0
import { literalsOf } from './literals.ts';

const CONTROLS =
  '(?:create|alter|drop)\\s+(?:table|role|schema|index|extension|policy|view)\\s|truncate\\s|grant\\s|revoke\\s';
const STATEMENT = new RegExp(
  `^\\s*(?:select\\s[^]*\\sfrom\\s|insert\\s+into\\s|update\\s[^]*\\sset\\s|delete\\s+from\\s|merge\\s+into\\s|with\\s+\\w+\\s+as\\s*\\(|set\\s+local\\s|${CONTROLS})`,
  'i',
);

/** Lines of a source file on which an SQL statement begins. */
export function statementLines(source: string): number[] {
  return literalsOf(source).flatMap(({ line, text }) => (STATEMENT.test(text) ? [line] : []));
}

const NAME = '"?((?:[a-z_]\\w*"?\\."?)?[a-z_]\\w*|\\$\\{[^}]*\\})';
const WRITES = [
  new RegExp(`\\binsert\\s+into\\s+${NAME}`, 'gi'),
  new RegExp(`\\bdelete\\s+from\\s+(?:only\\s+)?${NAME}`, 'gi'),
  new RegExp(`\\bmerge\\s+into\\s+(?:only\\s+)?${NAME}`, 'gi'),
  new RegExp(`\\btruncate\\s+(?:table\\s+)?(?:only\\s+)?${NAME}`, 'gi'),
  new RegExp(`\\bcopy\\s+${NAME}[^\`]*?\\sfrom\\s+stdin`, 'gi'),
  // Not `FOR [NO KEY] UPDATE OF …` and not `DO UPDATE SET`: a table name and then, near by, SET.
  new RegExp(`(?<!\\b(?:for|key)\\s+)\\bupdate\\s+(?:only\\s+)?(?!set\\b)${NAME}[^;]{0,200}?\\sset\\s`, 'gi'),
];

export interface Write {
  readonly line: number;
  /** Table without schema; `${…}` when the name is composed at run time. */
  readonly table: string;
}

/** Tables that a source file writes. */
export function writesOf(source: string): Write[] {
  return literalsOf(source).flatMap(({ line, text }) =>
    WRITES.flatMap((pattern) =>
      [...text.matchAll(pattern)].map((match) => {
        const written = (match[1] ?? '').replaceAll('"', '');
        const table = written.startsWith('$') ? '${…}' : (written.split('.').at(-1) ?? written);
        return { line: line + text.slice(0, match.index).split('\n').length - 1, table };
      }),
    ),
  );
}
