// SPDX-License-Identifier: Apache-2.0
/**
 * Tags and texts of a part of a workbook, with their places, so that a few cells can be changed and the rest stays as it is.
 * No document type, no entities of its own (ECMA-376 part 2, 8.1.4 forbids them): nothing grows while it is read.
 */
import { sheetProblem } from './problem.ts';

export interface XmlToken {
  readonly kind: 'open' | 'close' | 'empty' | 'text';
  /** Without its prefix; '' for a text. */
  readonly name: string;
  /** `x:` where the file writes `<x:row>`. */
  readonly prefix: string;
  /** Of a tag its source; of a text the decoded text. */
  readonly source: string;
  readonly start: number;
  readonly end: number;
}

const MAX_DEPTH = 100;
const ENTITIES: Readonly<Record<string, string>> = { lt: '<', gt: '>', amp: '&', quot: '"', apos: "'" };

export function decodeXml(text: string): string {
  if (!text.includes('&')) return text;
  return text.replaceAll(/&(#x[0-9a-fA-F]{1,6}|#\d{1,7}|\w{2,4});/g, (whole, name: string) => {
    if (!name.startsWith('#')) return ENTITIES[name] ?? whole;
    const code = name.startsWith('#x') ? Number.parseInt(name.slice(2), 16) : Number(name.slice(1));
    return code <= 0x10ffff && !(code >= 0xd800 && code <= 0xdfff) ? String.fromCodePoint(code) : '\u{fffd}';
  });
}

const PATTERNS = new Map<string, RegExp>();

function patternOf(name: string): RegExp {
  const known = PATTERNS.get(name);
  if (known) return known;
  const made = new RegExp(`\\s(?:[\\w.-]+:)?${name}\\s*=\\s*(?:"([^"]*)"|'([^']*)')`);
  PATTERNS.set(name, made);
  return made;
}

/** Value of an attribute by its name without prefix; the names are those of our own code. */
export function attribute({ source }: Pick<XmlToken, 'source'>, name: string): string | undefined {
  const found = patternOf(name).exec(source);
  const value = found?.[1] ?? found?.[2];
  return value === undefined ? undefined : decodeXml(value);
}

function endOfTag(xml: string, start: number): number {
  let quote = '';
  for (let at = start + 1; at < xml.length; at += 1) {
    const sign = xml.charAt(at);
    if (quote !== '') {
      if (sign === quote) quote = '';
    } else if (sign === '"' || sign === "'") quote = sign;
    else if (sign === '>') return at + 1;
    else if (sign === '<') break;
  }
  throw sheetProblem('sheet_broken');
}

function after(xml: string, mark: string, from: number): number {
  const at = xml.indexOf(mark, from);
  if (at < 0) throw sheetProblem('sheet_broken');
  return at + mark.length;
}

function tagAt(xml: string, start: number): XmlToken {
  const end = endOfTag(xml, start);
  const source = xml.slice(start, end);
  const [, slash = '', prefix = '', name = ''] = /^<(\/?)([\w.-]+:)?([\w.-]+)(?=[\s/>])/.exec(source) ?? [];
  if (name === '') throw sheetProblem('sheet_broken');
  const kind = slash === '/' ? 'close' : source.endsWith('/>') ? 'empty' : 'open';
  return { kind, name, prefix, source, start, end };
}

/** What is neither a tag nor a text: its end, and its text when it is one in other clothes (CDATA). */
function specialAt(xml: string, start: number): { readonly end: number; readonly text: string } | undefined {
  if (xml.startsWith('<?', start)) return { end: after(xml, '?>', start), text: '' };
  if (xml.startsWith('<!--', start)) return { end: after(xml, '-->', start), text: '' };
  if (xml.startsWith('<![CDATA[', start)) {
    const end = after(xml, ']]>', start);
    return { end, text: xml.slice(start + 9, end - 3) };
  }
  if (xml.startsWith('<!', start)) throw sheetProblem('sheet_broken');
  return undefined;
}

const textToken = (source: string, start: number, end: number): XmlToken => ({
  kind: 'text',
  name: '',
  prefix: '',
  source,
  start,
  end,
});

function* piecesOf(xml: string): Generator<XmlToken> {
  let at = xml.startsWith('\u{feff}') ? 1 : 0;
  while (at < xml.length) {
    const next = xml.indexOf('<', at);
    const stop = next < 0 ? xml.length : next;
    if (stop > at) yield textToken(decodeXml(xml.slice(at, stop)), at, stop);
    if (next < 0) return;
    const special = specialAt(xml, next);
    if (special) {
      if (special.text !== '') yield textToken(special.text, next, special.end);
      at = special.end;
    } else {
      const tag = tagAt(xml, next);
      yield tag;
      at = tag.end;
    }
  }
}

/** Every tag and text in order. Throws `sheet_broken` where tags do not match. */
export function* xmlTokens(xml: string): Generator<XmlToken> {
  const stack: string[] = [];
  for (const token of piecesOf(xml)) {
    if (token.kind === 'open') {
      stack.push(token.prefix + token.name);
      if (stack.length > MAX_DEPTH) throw sheetProblem('sheet_broken');
    }
    if (token.kind === 'close' && stack.pop() !== token.prefix + token.name) throw sheetProblem('sheet_broken');
    yield token;
  }
  if (stack.length > 0) throw sheetProblem('sheet_broken');
}

export const encodeXml = (text: string): string =>
  text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    // What XML 1.0 (2.2) does not know as a character.
    .replaceAll(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g, '');
