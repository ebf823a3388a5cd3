// SPDX-License-Identifier: Apache-2.0
/** Reads one YAML file into checked data, and turns every complaint into file, line and column. */
import { isMap, isScalar, LineCounter, parseDocument, visit, type Document, type Node } from 'yaml';
import type { z } from 'zod';

/** A control with every text is about 8 kB, the longest edition about 16 kB; ten times that is a mistake. */
export const MAX_FILE_BYTES = 128 * 1024;

export interface CatalogProblem {
  /** Path below the catalogue folder, with "/". */
  readonly file: string;
  /** From 1; absent when the file as a whole is meant. */
  readonly line?: number;
  readonly column?: number;
  /** What is wrong, for whoever edits the file. */
  readonly message: string;
}

export interface ReadFile<T> {
  readonly file: string;
  readonly data: T;
  /** Position of a path inside this file, for complaints found later. */
  problem(path: Path, message: string): CatalogProblem;
}

type Path = readonly PropertyKey[];

interface Source {
  readonly file: string;
  readonly doc: Document;
  readonly lines: LineCounter;
}

const asSteps = (path: Path): (string | number)[] =>
  path.map((part) => (typeof part === 'number' ? part : String(part)));

/** The node at a path, or the nearest one above it that exists. */
function nearestNode(doc: Document, path: Path): Node | null {
  for (let length = path.length; length > 0; length -= 1) {
    const node: unknown = doc.getIn(asSteps(path.slice(0, length)), true);
    if (node && typeof node === 'object' && 'range' in node) return node as Node;
  }
  return doc.contents;
}

/** The key itself when a key is at fault (unknown, duplicate), which is where the reader has to look. */
function keyNode(doc: Document, path: Path): Node | undefined {
  const parent: unknown = path.length > 1 ? doc.getIn(asSteps(path.slice(0, -1)), true) : doc.contents;
  if (!isMap(parent)) return undefined;
  const wanted = String(path.at(-1));
  const pair = parent.items.find(({ key }) => isScalar(key) && String(key.value) === wanted);
  return isScalar(pair?.key) ? pair.key : undefined;
}

function problemAt(source: Source, offset: number | undefined, message: string): CatalogProblem {
  if (offset === undefined) return { file: source.file, message };
  const { line, col } = source.lines.linePos(offset);
  return { file: source.file, line, column: col, message };
}

const problemAtPath = (source: Source, path: Path, message: string): CatalogProblem => {
  // What is missing has no place of its own: the key that should hold it is shown.
  const node = keyNode(source.doc, path) ?? keyNode(source.doc, path.slice(0, -1)) ?? nearestNode(source.doc, path);
  const where = path.length > 0 ? `${path.map(String).join('.')}: ` : '';
  return problemAt(source, node?.range?.[0], `${where}${message}`);
};

function syntaxProblems(source: Source): CatalogProblem[] {
  const complaints = [...source.doc.errors, ...source.doc.warnings];
  const problems = complaints.map((c) => problemAt(source, c.pos[0], c.message.split('\n')[0] ?? c.code));
  // An alias can make a small file expand without end, and makes a text appear where nobody looks for it.
  visit(source.doc, {
    Alias: (_key, node) => {
      problems.push(problemAt(source, node.range?.[0], 'aliases (*name) are not allowed'));
    },
  });
  return problems;
}

function issueProblems(source: Source, issue: z.core.$ZodIssue): CatalogProblem[] {
  if (issue.code === 'unrecognized_keys') {
    return issue.keys.map((name) => problemAtPath(source, [...issue.path, name], 'unknown key'));
  }
  const last = issue.path.at(-1);
  const absent = issue.path.length > 0 && source.doc.getIn(asSteps(issue.path)) === undefined;
  if (!absent) return [problemAtPath(source, issue.path, issue.message)];
  const what = last === 'ja' || last === 'en' ? `language "${last}" is missing` : 'is missing';
  return [problemAtPath(source, issue.path, what)];
}

function parse(file: string, text: string): Source | CatalogProblem {
  const lines = new LineCounter();
  try {
    return { file, lines, doc: parseDocument(text, { lineCounter: lines, prettyErrors: false, uniqueKeys: true }) };
  } catch (error) {
    // A RangeError here is nesting deeper than the stack: nothing a catalogue file needs.
    return { file, message: `cannot be read: ${error instanceof Error ? error.message : 'unknown reason'}` };
  }
}

/** Checks one file against its schema; all complaints are pushed to `problems` and undefined is returned. */
export function readYaml<S extends z.ZodType>(
  input: { readonly file: string; readonly bytes: Buffer },
  schema: S,
  problems: CatalogProblem[],
): ReadFile<z.output<S>> | undefined {
  const { file, bytes } = input;
  if (bytes.length > MAX_FILE_BYTES) {
    problems.push({ file, message: `is larger than ${MAX_FILE_BYTES} bytes` });
    return undefined;
  }
  const source = parse(file, bytes.toString('utf8'));
  if ('message' in source) {
    problems.push(source);
    return undefined;
  }
  const wrong = syntaxProblems(source);
  if (wrong.length > 0) {
    problems.push(...wrong);
    return undefined;
  }
  const result = schema.safeParse(source.doc.toJS({ maxAliasCount: 0 }));
  if (!result.success) {
    problems.push(...result.error.issues.flatMap((issue) => issueProblems(source, issue)));
    return undefined;
  }
  return { file, data: result.data, problem: (path, message) => problemAtPath(source, path, message) };
}
