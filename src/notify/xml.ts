// SPDX-License-Identifier: Apache-2.0
/** Writes XML 1.0 from a tree, so that no text is ever joined into markup by hand. */

export interface XmlElement {
  readonly name: string;
  readonly attributes?: Readonly<Record<string, string>>;
  readonly children?: readonly (XmlElement | string)[];
}

/** XML 1.0 §2.2, "Char": everything else, half surrogate pairs too, can be written in no way at all. */
const NOT_XML = /[^\t\n\r\u{20}-\u{D7FF}\u{E000}-\u{FFFD}\u{10000}-\u{10FFFF}]/gu;
/** §2.11 and §3.3.3: what a reader would turn into a space or a line break is written by number. */
const ESCAPES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&apos;',
  '\t': '&#9;',
  '\n': '&#10;',
  '\r': '&#13;',
};

export const escapeXml = (text: string): string =>
  text.replaceAll(NOT_XML, '\u{FFFD}').replaceAll(/[&<>"'\t\n\r]/g, (sign) => ESCAPES[sign] ?? '');

function write({ name, attributes = {}, children = [] }: XmlElement): string {
  const given = Object.entries(attributes).map(([key, value]) => ` ${key}="${escapeXml(value)}"`);
  const inside = children.map((child) => (typeof child === 'string' ? escapeXml(child) : write(child)));
  return `<${name}${given.join('')}>${inside.join('')}</${name}>`;
}

export const xmlDocument = (root: XmlElement): string => `<?xml version="1.0" encoding="utf-8"?>\n${write(root)}\n`;
