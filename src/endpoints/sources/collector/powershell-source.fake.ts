// SPDX-License-Identifier: Apache-2.0
/**
 * For tests: as much of PowerShell's grammar as is needed to check a script where no PowerShell runs
 * (about_Quoting_Rules, about_Comments, about_Special_Characters of Windows PowerShell 5.1).
 */
export interface PowerShellSource {
  /** The script with comments removed and the texts of strings taken out; `$(…)` inside strings is kept as code. */
  readonly code: string;
  /** Empty when quotes and brackets close in the right order. */
  readonly faults: readonly string[];
  /** Variables used inside double-quoted strings. */
  readonly inStrings: readonly string[];
}

const CLOSES: Readonly<Record<string, string>> = { ')': '(', ']': '[', '}': '{' };

export function readPowerShell(text: string): PowerShellSource {
  const faults: string[] = [];
  const inStrings: string[] = [];
  const open: { bracket: string; line: number }[] = [];
  let code = '';
  let at = 0;
  const lineOf = (): number => text.slice(0, at).split('\n').length;
  const skipPast = (end: string, what: string): string => {
    const found = text.indexOf(end, at);
    if (found < 0) faults.push(`${what} opened before line ${lineOf()} is not closed`);
    const inside = text.slice(at, found < 0 ? text.length : found);
    at = found < 0 ? text.length : found + end.length;
    return inside;
  };
  const singleQuoted = (): void => {
    for (;;) {
      skipPast("'", 'single quote');
      if (text[at] !== "'") return;
      at += 1;
    }
  };
  const doubleQuoted = (): void => {
    const start = lineOf();
    for (; at < text.length; at += 1) {
      const here = text[at];
      if (here === '`') at += 1;
      else if (here === '"' && text[at + 1] === '"') at += 1;
      else if (here === '"') {
        at += 1;
        return;
      } else if (here === '$' && text[at + 1] === '(') {
        at += 2;
        code += '$(';
        readCode(')');
        code += ')';
        at -= 1;
      } else if (here === '$') {
        const name = /^\$(?:env:)?(\w+)/.exec(text.slice(at, at + 80));
        if (name?.[0] !== undefined) inStrings.push(name[0]);
      }
    }
    faults.push(`double quote of line ${start} is not closed`);
  };
  const lineComment = (): void => {
    const end = text.indexOf('\n', at);
    at = end < 0 ? text.length : end;
  };
  const hereString = (quote: string): void => {
    if (!/^\r?\n/.test(text.slice(at + 1, at + 3)))
      faults.push(`here-string of line ${lineOf()} has text behind its opening`);
    skipPast(`\n${quote}@`, 'here-string');
  };
  const bracket = (here: string): void => {
    if ('([{'.includes(here)) open.push({ bracket: here, line: lineOf() });
    else if (CLOSES[here] !== undefined && open.pop()?.bracket !== CLOSES[here])
      faults.push(`${here} of line ${lineOf()} closes nothing`);
    if (here === '`') faults.push(`backtick outside a string in line ${lineOf()}`);
    code += here;
  };
  /** Reads a comment or string that opens here; false when none does. */
  const opened = (here: string, next: string): boolean => {
    if (here === '<' && next === '#') skipPast('#>', 'comment');
    else if (here === '#' && /[\s;({]|^$/.test(text[at - 2] ?? '')) lineComment();
    else if (here === '@' && (next === "'" || next === '"')) {
      hereString(next);
      code += "''";
    } else if (here === "'") {
      singleQuoted();
      code += "''";
    } else if (here === '"') {
      doubleQuoted();
      code += '""';
    } else return false;
    return true;
  };
  function readCode(until?: string): void {
    const depth = open.length;
    while (at < text.length) {
      const here = text[at] ?? '';
      at += 1;
      if (opened(here, text[at] ?? '')) continue;
      if (until === here && open.length === depth) return;
      bracket(here);
    }
  }
  readCode();
  for (const left of open) faults.push(`${left.bracket} of line ${left.line} is not closed`);
  return { code, faults, inStrings };
}
