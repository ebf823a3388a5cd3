// SPDX-License-Identifier: Apache-2.0

export interface Literal {
  /** Line on which the literal begins, from 1. */
  readonly line: number;
  /** Its contents; each `${…}` of a template stands there as `${…}`, and templates inside it are literals of their own. */
  readonly text: string;
}

const REGEX_MAY_FOLLOW = /(?:^|[(,=:[!&|?{};~+\-*%<>^]|\b(?:return|typeof|case|in|of|void|yield|await))\s*$/;
const QUOTED = /'(?:\\[^]|[^'\\\n])*'|"(?:\\[^]|[^"\\\n])*"/y;
const COMMENT = /\/\/[^\n]*|\/\*[^]*?\*\//y;
const REGEX = /\/(?:\\.|\[(?:\\.|[^\]\\\n])*\]|[^/\\[\n])+\/[a-z]*/y;

/** String and template literals of TypeScript source. Comments and regular expressions are left out. */
export function literalsOf(source: string): Literal[] {
  const found: Literal[] = [];
  new Scanner(source, found).code(0, false);
  return found.toSorted((one, other) => one.line - other.line);
}

class Scanner {
  readonly #source: string;
  readonly #found: Literal[];

  constructor(source: string, found: Literal[]) {
    this.#source = source;
    this.#found = found;
  }

  /** Reads code from `at`; with `inTemplate` up to the brace that closes `${`. Gives where it stopped. */
  code(at: number, inTemplate: boolean): number {
    let depth = 0;
    for (let i = at; i < this.#source.length;) {
      const char = this.#source[i];
      if (char === '{') depth += 1;
      if (char === '}') {
        if (inTemplate && depth === 0) return i;
        depth -= 1;
      }
      i = this.#token(i, char);
    }
    return this.#source.length;
  }

  #token(i: number, char: string | undefined): number {
    if (char === '`') return this.#template(i);
    if (char === "'" || char === '"') return this.#quoted(i);
    if (char !== '/') return i + 1;
    const comment = this.#match(COMMENT, i);
    if (comment !== undefined) return i + comment.length;
    const before = this.#source.slice(Math.max(0, i - 20), i);
    return i + ((REGEX_MAY_FOLLOW.test(before) ? this.#match(REGEX, i)?.length : undefined) ?? 1);
  }

  #quoted(i: number): number {
    const literal = this.#match(QUOTED, i);
    if (literal === undefined) return i + 1; // an apostrophe in the text of a page (JSX)
    this.#keep(i, literal.slice(1, -1));
    return i + literal.length;
  }

  #template(start: number): number {
    let text = '';
    let i = start + 1;
    while (i < this.#source.length && this.#source[i] !== '`') {
      if (this.#source.startsWith('${', i)) {
        const end = this.code(i + 2, true);
        // Lines are kept, so that places after it are told rightly.
        text += `\${…}${'\n'.repeat(this.#source.slice(i, end).split('\n').length - 1)}`;
        i = end + 1;
      } else {
        const length = this.#source[i] === '\\' ? 2 : 1;
        text += this.#source.slice(i, i + length);
        i += length;
      }
    }
    this.#keep(start, text);
    return i + 1;
  }

  #match(pattern: RegExp, at: number): string | undefined {
    pattern.lastIndex = at;
    return pattern.exec(this.#source)?.[0];
  }

  #keep(at: number, text: string): void {
    this.#found.push({ line: this.#source.slice(0, at).split('\n').length, text });
  }
}
