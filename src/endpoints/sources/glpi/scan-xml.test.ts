// SPDX-License-Identifier: Apache-2.0
import { XMLParser } from 'fast-xml-parser';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { scanXml } from './scan-xml.ts';

const refusal = (kind: string, code: string): unknown => expect.objectContaining({ kind, code });
const malformed = refusal('invalid', 'xml_malformed');

// The general parser, set as strictly as it goes, is the yardstick: same tree for every document of the dialect.
const yardstick = new XMLParser({
  parseTagValue: false,
  parseAttributeValue: false,
  ignoreAttributes: true,
  ignoreDeclaration: true,
  trimValues: false,
  htmlEntities: true,
});
/** The yardstick keeps white space between elements as text; ours leaves it out. */
function withoutWhiteSpace(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutWhiteSpace);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([name]) => name !== '#text')
      .map(([name, inner]) => [name, withoutWhiteSpace(inner)]),
  );
}

const name = fc.stringMatching(/^[A-Z][A-Z_0-9]{0,8}$/);
const text = fc
  .array(
    fc.constantFrom(
      'a',
      'ﾊﾞ',
      '備え',
      '3.10',
      '007',
      '&amp;',
      '&lt;',
      '&gt;',
      '&quot;',
      '&#x5099;',
      '&#48;',
      ' b',
      '!',
      ']]',
    ),
    { maxLength: 6 },
  )
  .map((parts) => parts.join(''))
  // The yardstick drops values of white space only.
  .filter((value) => value === '' || value.trim() !== '');
const gap = fc.constantFrom('', '\n', ' \t\r\n', '<!-- note -->');
const { element } = fc.letrec<{ element: string }>((tie) => ({
  element: fc.oneof(
    { maxDepth: 5, withCrossShrink: true },
    fc.tuple(name, text).map(([tag, value]) => `<${tag}>${value}</${tag}>`),
    name.map((tag) => `<${tag}/>`),
    name.map((tag) => `<${tag} a="1" b='&amp;x' />`),
    fc
      .tuple(name, fc.array(fc.tuple(gap, tie('element')), { minLength: 1, maxLength: 5 }), gap)
      .map(
        ([tag, children, end]) => `<${tag}>${children.map(([space, child]) => space + child).join('')}${end}</${tag} >`,
      ),
  ),
}));

describe('scanning inventory XML', () => {
  it('reads every generated document as fast-xml-parser does', () => {
    fc.assert(
      fc.property(element, fc.constantFrom('', '\ufeff', '<?xml version="1.0" encoding="UTF-8" ?>\n'), (xml, head) => {
        const { root, value } = scanXml(head + xml);
        const expected: unknown = yardstick.parse(xml.replaceAll(/<!--.*?-->/g, ''));
        expect({ [root]: value }).toEqual(withoutWhiteSpace(expected));
      }),
      { numRuns: 400 },
    );
  });

  it('never accepts a document that lost a piece, and never throws anything but a refusal', () => {
    fc.assert(
      fc.property(element, fc.nat(), fc.nat({ max: 6 }), (xml, at, length) => {
        const start = at % xml.length;
        const cut = xml.slice(0, start);
        expect(() => scanXml(cut)).toThrow(malformedOrEntity);
        const hole = xml.slice(0, start) + xml.slice(start + length);
        try {
          scanXml(hole);
        } catch (error) {
          expect(error).toMatchObject({ name: 'SafeError' });
        }
      }),
      { numRuns: 400 },
    );
  });
  const malformedOrEntity = expect.objectContaining({ name: 'SafeError', kind: 'invalid' });

  it('keeps values as strings, and repeated elements as lists', () => {
    expect(scanXml('<R><V>3.10</V><V>007</V><W>1e3</W><E></E><S>  x </S></R>').value).toEqual({
      V: ['3.10', '007'],
      W: '1e3',
      E: '',
      S: '  x ',
    });
    expect(scanXml('<R><A>x<![CDATA[<&>]]>y<!-- c -->z</A></R>').value).toEqual({ A: 'x<&>yz' });
  });

  it('leaves out what it is told to, and still checks it', () => {
    const skip = (depth: number, tag: string): boolean => depth === 2 && tag === 'ENVS';
    expect(scanXml('<R><ENVS><KEY>secret</KEY></ENVS><A>1</A><ENVS/></R>', skip).value).toEqual({ A: '1' });
    expect(() => scanXml('<R><ENVS><KEY></ENVS></R>', skip)).toThrow(malformed);
  });

  it.each([
    ['a document type', '<!DOCTYPE R><R/>', 'xml_dtd_refused'],
    ['a billion laughs', '<!DOCTYPE l [<!ENTITY a "ha"><!ENTITY b "&a;&a;">]><R>&b;</R>', 'xml_dtd_refused'],
    ['an outside entity', '<!DOCTYPE R [<!ENTITY x SYSTEM "file:///etc/passwd">]><R>&x;</R>', 'xml_dtd_refused'],
    ['a declaration inside', '<R><!ENTITY x "y"></R>', 'xml_dtd_refused'],
    ['an undeclared entity', '<R>&xxe;</R>', 'xml_entity_refused'],
    ['an entity in an attribute', '<R a="&xxe;"/>', 'xml_entity_refused'],
    ['a bare ampersand', '<R>Johnson & Johnson</R>', 'xml_entity_refused'],
    ['a style sheet', '<?xml-stylesheet href="x"?><R/>', 'xml_instruction_refused'],
    ['an instruction inside', '<R><?php x ?></R>', 'xml_instruction_refused'],
    ['NUL by reference', '<R>&#0;</R>', 'xml_malformed'],
    ['a surrogate by reference', '<R>&#xD800;</R>', 'xml_malformed'],
    ['depth over 20', '<a>'.repeat(21) + '</a>'.repeat(21), 'xml_too_deep'],
    ['two roots', '<R/><R/>', 'xml_malformed'],
    ['text beside elements', '<R>x<A/></R>', 'xml_malformed'],
    ['crossed tags', '<R><A><B></A></B></R>', 'xml_malformed'],
    ['a longer end tag', '<R><A></AB></R>', 'xml_malformed'],
    ['no end', '<R><A>', 'xml_malformed'],
    ['nothing', '', 'xml_malformed'],
    ['text only', 'hello', 'xml_malformed'],
    ['text after the end', '<R/>x', 'xml_malformed'],
    ['an attribute without quotes', '<R a=1/>', 'xml_malformed'],
    ['a tag in an attribute', '<R a="<"/>', 'xml_malformed'],
    ['a name that is too long', `<${'A'.repeat(65)}/>`, 'xml_malformed'],
    ['an unfinished comment', '<R><!-- </R>', 'xml_malformed'],
  ])('refuses %s', (_what, xml, code) => {
    expect(() => scanXml(xml)).toThrow(refusal('invalid', code));
  });

  it('refuses too many elements and endless values', () => {
    expect(() => scanXml(`<R>${'<A/>'.repeat(100_000)}</R>`)).toThrow(refusal('too_large', 'body_too_many_fields'));
    expect(() => scanXml(`<R ${'a="" '.repeat(100_000)}/>`)).toThrow(refusal('too_large', 'body_too_many_fields'));
    expect(() => scanXml(`<R>${'x'.repeat(300_000)}</R>`)).toThrow(refusal('too_large', 'field_too_long'));
    expect(() => scanXml(`<R>${'<![CDATA[xxxxxxxxxx]]>'.repeat(30_000)}</R>`)).toThrow(
      refusal('too_large', 'field_too_long'),
    );
  });

  it('treats __proto__ and constructor as names', () => {
    const { value } = scanXml('<R><__proto__><polluted>1</polluted></__proto__><constructor>x</constructor></R>');
    expect(Object.keys(value)).toEqual(['__proto__', 'constructor']);
    expect(Object.hasOwn(Object.prototype, 'polluted')).toBe(false);
    expect(({} as Record<string, unknown>)['polluted']).toBeUndefined();
  });
});
