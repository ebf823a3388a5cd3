// SPDX-License-Identifier: Apache-2.0

/** The code without its comments, and the contents of its string and template literals. */
export interface Literals {
  readonly line: number;
  readonly text: string;
}

const CONTROLS =
  '(?:create|alter|drop)\\s+(?:table|role|schema|index|extension|policy|view)\\s|truncate\\s|grant\\s|revoke\\s';
const STATEMENT = new RegExp(
  `^\\s*(?:select\\s[^]*\\sfrom\\s|insert\\s+into\\s|update\\s[^]*\\sset\\s|delete\\s+from\\s|merge\\s+into\\s|with\\s+\\w+\\s+as\\s*\\(|set\\s+local\\s|${CONTROLS})`,
  'i',
);

// Longest first: a comment, then a literal. A template with `${…}` is taken whole, nested literals included as text.
const TOKEN = /\/\/[^\n]*|\/\*[^]*?\*\/|'(?:\\.|[^'\\\n])*'|"(?:\\.|[^"\\\n])*"|`(?:\\[^]|[^`\\])*`/g;

/** String and template literals of TypeScript source; comments are left out. Regular expressions are not understood. */
export function literalsOf(source: string): Literals[] {
  const found: Literals[] = [];
  for (const match of source.matchAll(TOKEN)) {
    const token = match[0];
    if (token.startsWith('/')) continue;
    found.push({ line: source.slice(0, match.index).split('\n').length, text: token.slice(1, -1) });
  }
  return found;
}

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
  // Not `FOR UPDATE OF …` and not `DO UPDATE SET`: a table name and then SET.
  new RegExp(`\\bupdate\\s+(?:only\\s+)?(?!set\\b)${NAME}"?(?:\\s+(?:as\\s+)?(?!set\\b)\\w+)?\\s+set\\s`, 'gi'),
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
