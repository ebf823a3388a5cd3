// SPDX-License-Identifier: Apache-2.0
/**
 * A strict scanner for the one XML dialect that inventory agents write: elements and text, nothing else.
 * Why not a general parser, with figures: docs/decisions/0006-inventory-xml.md.
 *
 * Refused: document types, entities other than the five of XML 1.0 §4.6, processing instructions, text beside
 * elements, and everything over `GLPI_LIMITS`. Values stay strings ("3.10", "007"). Attributes are read and dropped.
 */
import { SafeError } from '../../../kernel/errors.ts';
import { GLPI_LIMITS } from './limits.ts';

export type XmlValue = string | XmlNode;
/** A bare object, so that an element called `__proto__` is only a name. Repeated elements make an array. */
export interface XmlNode {
  [name: string]: XmlValue | XmlValue[] | undefined;
}

export interface XmlDocument {
  readonly root: string;
  readonly value: XmlValue;
}

/** Tells whether to leave an element and all below it out of the result. `depth` 1 is the root. */
export type SkipElement = (depth: number, name: string) => boolean;

const keepAll: SkipElement = () => false;

/** Errors: `invalid` `xml_*`, `too_large` `body_too_many_fields` / `field_too_long`. */
export function scanXml(text: string, skip: SkipElement = keepAll): XmlDocument {
  return new Scanner(text, skip).run();
}

const GT = 62;
const SLASH = 47;
const BANG = 33;
const QUESTION = 63;

const refuse = (code: string): SafeError => new SafeError('invalid', code);
const isSpace = (code: number): boolean => code === 32 || code === 10 || code === 13 || code === 9;

/** 1 = may start a name, 2 = may go on in one. ASCII only: no agent writes others. */
const NAME_CLASS = new Uint8Array(128);
for (const char of 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz_') NAME_CLASS[char.charCodeAt(0)] = 1;
for (const char of '0123456789-.:') NAME_CLASS[char.charCodeAt(0)] = 2;

/** An empty prototype: as safe as none, and V8 keeps such objects in their fast form (a third less time). */
class Bare {}
Object.setPrototypeOf(Bare.prototype, null);
Reflect.deleteProperty(Bare.prototype, 'constructor');

/** An object in which every name, `__proto__` and `constructor` too, is only a name. */
export const bareObject = <T extends object>(): Partial<T> => new Bare();

class Scanner {
  readonly #text: string;
  readonly #skip: SkipElement;
  readonly #names: string[] = [];
  readonly #nodes: (XmlNode | undefined)[] = [];
  #at = 0;
  #elements = 0;
  /** Depth of the outermost element being left out; 0 = none. */
  #skipDepth = 0;
  /** Text of the open element: one slice of the document, plus pieces split off by CDATA and comments. */
  #from = 0;
  #to = 0;
  #pieces = '';
  #result: XmlDocument | undefined;

  constructor(text: string, skip: SkipElement) {
    this.#text = text;
    this.#skip = skip;
  }

  run(): XmlDocument {
    const text = this.#text;
    this.#declaration();
    for (;;) {
      const lt = text.indexOf('<', this.#at);
      if (lt === -1) break;
      if (lt > this.#at) this.#characters(this.#at, lt);
      const next = text.charCodeAt(lt + 1);
      if (next === SLASH) this.#closeTag(lt);
      else if (next === BANG) this.#markup(lt);
      else if (next === QUESTION) throw refuse('xml_instruction_refused');
      else this.#openTag(lt);
    }
    if (this.#names.length > 0 || !this.#blank(this.#at, text.length)) throw refuse('xml_malformed');
    if (this.#result === undefined) throw refuse('xml_malformed');
    return this.#result;
  }

  #declaration(): void {
    const text = this.#text;
    let at = text.charCodeAt(0) === 0xfeff ? 1 : 0;
    while (isSpace(text.charCodeAt(at))) at += 1;
    if (text.startsWith('<?xml', at) && isSpace(text.charCodeAt(at + 5))) {
      const end = text.indexOf('?>', at);
      if (end === -1) throw refuse('xml_malformed');
      at = end + 2;
    }
    this.#at = at;
  }

  /** Text between two tags; kept as a slice until the element closes. */
  #characters(from: number, to: number): void {
    if (this.#names.length === 0) {
      if (!this.#blank(from, to)) throw refuse('xml_malformed');
      return;
    }
    if (this.#to > this.#from) this.#flush();
    this.#from = from;
    this.#to = to;
  }

  #blank(from: number, to: number): boolean {
    for (let at = from; at < to; at += 1) if (!isSpace(this.#text.charCodeAt(at))) return false;
    return true;
  }

  /** Moves the pending slice, its entities resolved, to the pieces. */
  #flush(): void {
    this.#pieces += this.#takeSlice();
  }

  #takeSlice(): string {
    const length = this.#to - this.#from;
    if (length === 0) return '';
    if (length + this.#pieces.length > GLPI_LIMITS.maxTextLength) throw new SafeError('too_large', 'field_too_long');
    const slice = this.#text.slice(this.#from, this.#to);
    this.#from = 0;
    this.#to = 0;
    return slice.includes('&') ? resolveReferences(slice) : slice;
  }

  /** An element that has children has no text of its own, except white space. */
  #requireNoText(): void {
    if (!this.#blank(this.#from, this.#to)) throw refuse('xml_malformed');
    if (this.#pieces !== '' && /[^ \t\r\n]/.test(this.#pieces)) throw refuse('xml_malformed');
    this.#from = 0;
    this.#to = 0;
    this.#pieces = '';
  }

  #openTag(lt: number): void {
    const text = this.#text;
    const nameEnd = this.#nameEnd(lt + 1);
    const name = text.slice(lt + 1, nameEnd);
    this.#count();
    this.#requireNoText();
    const depth = this.#names.length + 1;
    if (depth === 1 && this.#result !== undefined) throw refuse('xml_malformed');
    if (depth > GLPI_LIMITS.maxDepth) throw refuse('xml_too_deep');
    if (this.#skipDepth === 0) {
      if (this.#skip(depth, name)) this.#skipDepth = depth;
      else if (depth > 1) this.#nodes[depth - 2] ??= bareObject<XmlNode>();
    }
    this.#names.push(name);
    this.#nodes.push(undefined);
    if (text.charCodeAt(nameEnd) === GT) {
      this.#at = nameEnd + 1;
      return;
    }
    this.#attributes(nameEnd);
  }

  #count(): void {
    this.#elements += 1;
    if (this.#elements > GLPI_LIMITS.maxFields) throw new SafeError('too_large', 'body_too_many_fields');
  }

  #nameEnd(start: number): number {
    const text = this.#text;
    if ((NAME_CLASS[text.charCodeAt(start)] ?? 0) !== 1) throw refuse('xml_malformed');
    let at = start + 1;
    while ((NAME_CLASS[text.charCodeAt(at)] ?? 0) !== 0) at += 1;
    if (at - start > GLPI_LIMITS.maxNameLength) throw refuse('xml_malformed');
    return at;
  }

  /** From the end of the element name to the end of the tag. */
  #attributes(from: number): void {
    const text = this.#text;
    let at = from;
    for (;;) {
      const gap = at;
      while (isSpace(text.charCodeAt(at))) at += 1;
      const code = text.charCodeAt(at);
      if (code === GT) {
        this.#at = at + 1;
        return;
      }
      if (code === SLASH && text.charCodeAt(at + 1) === GT) {
        this.#at = at + 2;
        this.#leave();
        return;
      }
      if (at === gap) throw refuse('xml_malformed');
      at = this.#attribute(at);
    }
  }

  #attribute(start: number): number {
    const text = this.#text;
    this.#count();
    let at = this.#nameEnd(start);
    while (isSpace(text.charCodeAt(at))) at += 1;
    if (text[at] !== '=') throw refuse('xml_malformed');
    at += 1;
    while (isSpace(text.charCodeAt(at))) at += 1;
    const quote = text[at];
    if (quote !== '"' && quote !== "'") throw refuse('xml_malformed');
    const end = text.indexOf(quote, at + 1);
    if (end === -1) throw refuse('xml_malformed');
    const value = text.slice(at + 1, end);
    if (value.includes('<')) throw refuse('xml_malformed');
    if (value.includes('&')) resolveReferences(value);
    return end + 1;
  }

  #closeTag(lt: number): void {
    const text = this.#text;
    const name = this.#names.at(-1);
    if (name === undefined || !text.startsWith(name, lt + 2)) throw refuse('xml_malformed');
    let at = lt + 2 + name.length;
    while (isSpace(text.charCodeAt(at))) at += 1;
    if (text.charCodeAt(at) !== GT) throw refuse('xml_malformed');
    this.#at = at + 1;
    this.#leave();
  }

  /** Closes the innermost element and gives its value to the one around it. */
  #leave(): void {
    const depth = this.#names.length;
    const name = this.#names.pop();
    const node = this.#nodes.pop();
    if (name === undefined) throw refuse('xml_malformed');
    let value: XmlValue = '';
    if (node === undefined) {
      const slice = this.#takeSlice();
      value = this.#pieces === '' ? slice : this.#pieces + slice;
      this.#pieces = '';
    } else {
      this.#requireNoText();
      value = node;
    }
    if (this.#skipDepth > 0) {
      if (this.#skipDepth === depth) this.#skipDepth = 0;
      return;
    }
    if (depth === 1) this.#result = { root: name, value };
    else addTo(this.#nodes[depth - 2], name, value);
  }

  #markup(lt: number): void {
    const text = this.#text;
    if (text.startsWith('<!--', lt)) {
      const end = text.indexOf('--', lt + 4);
      if (end === -1 || text.charCodeAt(end + 2) !== GT) throw refuse('xml_malformed');
      this.#at = end + 3;
      return;
    }
    if (!text.startsWith('<![CDATA[', lt)) throw refuse('xml_dtd_refused');
    const end = text.indexOf(']]>', lt + 9);
    if (end === -1 || this.#names.length === 0) throw refuse('xml_malformed');
    this.#flush();
    if (this.#pieces.length + end - lt > GLPI_LIMITS.maxTextLength) throw new SafeError('too_large', 'field_too_long');
    this.#pieces += text.slice(lt + 9, end);
    this.#at = end + 3;
  }
}

function addTo(parent: XmlNode | undefined, name: string, value: XmlValue): void {
  if (parent === undefined) throw refuse('xml_malformed');
  const before = parent[name];
  if (before === undefined) parent[name] = value;
  else if (Array.isArray(before)) before.push(value);
  else parent[name] = [before, value];
}

const PREDEFINED: ReadonlyMap<string, string> = new Map([
  ['amp', '&'],
  ['lt', '<'],
  ['gt', '>'],
  ['quot', '"'],
  ['apos', "'"],
]);

/** The five entities and character references of XML 1.0 §4.1; anything else would need a DTD and is refused. */
function resolveReferences(text: string): string {
  return text.replace(/&([^;&<]{0,12})(;?)/g, (_whole, name: string, semicolon: string) => {
    if (semicolon === '') throw refuse('xml_entity_refused');
    return PREDEFINED.get(name) ?? characterOf(name);
  });
}

function characterOf(name: string): string {
  const match = /^#(?:x([0-9a-fA-F]{1,6})|([0-9]{1,7}))$/.exec(name);
  if (match === null) throw refuse('xml_entity_refused');
  const code = match[1] === undefined ? Number.parseInt(match[2] ?? '', 10) : Number.parseInt(match[1], 16);
  // XML 1.0 §2.2: no NUL, no surrogates, nothing above U+10FFFF; other controls are cleaned where values are read.
  if (code === 0 || (code >= 0xd800 && code <= 0xdfff) || code > 0x10ffff) throw refuse('xml_malformed');
  return String.fromCodePoint(code);
}
