// SPDX-License-Identifier: Apache-2.0
import fc from 'fast-check';
import { XMLParser, XMLValidator } from 'fast-xml-parser';
import { describe, expect, it } from 'vitest';
import { composeFeed } from './compose-feed.ts';
import { escapeXml, xmlDocument } from './xml.ts';

const reader = new XMLParser({
  ignoreAttributes: false,
  attributeNamePrefix: '@',
  trimValues: false,
  parseTagValue: false,
  parseAttributeValue: false,
  htmlEntities: true,
});

/** Signs that end texts and attributes, that readers change, and that XML cannot hold. */
const signs =
  '< > & " \' = / ] - ! ? \t \n \r \0 \u000b \u{D800} \u{DFFF} \u{FFFE} \u{FFFF} 備 あ 😀 a ; # x 3 c'.split(' ');
const awkward = fc.string({ unit: fc.constantFrom(' ', ...signs) });
/** What a reader gets of it. */
const readable = (text: string): string =>
  text.replaceAll(/[^\t\n\r\u{20}-\u{D7FF}\u{E000}-\u{FFFD}\u{10000}-\u{10FFFF}]/gu, '\u{FFFD}');

describe('what is written as XML', () => {
  it('is read as it was, in texts and attributes, whatever it holds', () => {
    fc.assert(
      fc.property(fc.oneof(awkward, fc.string({ unit: 'binary' })), awkward, (text, attribute) => {
        const written = xmlDocument({
          name: 'a',
          attributes: { b: attribute },
          children: [{ name: 'c', children: [text] }, { name: 'd' }],
        });
        expect(XMLValidator.validate(written)).toBe(true);
        const { a } = reader.parse(written);
        expect([a.c, a['@b'], a.d]).toEqual([readable(text), readable(attribute), '']);
      }),
    );
  });

  it('holds no sign that could end or begin anything', () => {
    fc.assert(
      fc.property(awkward, (text) => {
        expect(escapeXml(text)).not.toMatch(/[<>"'\t\n\r\0]|&(?!amp;|lt;|gt;|quot;|apos;|#9;|#10;|#13;)/);
      }),
    );
  });
});

describe('a feed', () => {
  const task = (taskId: string, title = `やること ${taskId}`, at = '2026-11-19T00:00:00Z') => ({
    taskId,
    title: { ja: title, en: title },
    dueOn: '2026-12-20',
    severity: 2,
    isToday: false,
    createdAt: new Date(at),
  });
  const parts = {
    memberId: 'm',
    language: 'ja' as const,
    organisation: 'みどり <商店> & 子',
    own: [task('one'), task('two', '</title><script>alert(1)</script>', '2026-11-20T01:02:03Z')],
    urgent: [task('three')],
    origin: 'https://s.example.jp',
    since: new Date('2026-11-01T00:00:00Z'),
  };

  it('holds what RFC 4287 asks for, own tasks first', () => {
    const { feed } = reader.parse(composeFeed(parts));
    expect(feed).toMatchObject({
      '@xmlns': 'http://www.w3.org/2005/Atom',
      '@xml:lang': 'ja',
      id: 'urn:uuid:m',
      title: '備え：みどり <商店> & 子のやること',
      updated: '2026-11-20T01:02:03.000Z',
      author: { name: 'Sonae' },
    });
    const entries: { id: string; title: string; summary: string; link: Record<string, string> }[] = feed.entry;
    expect(entries.map(({ id }) => id)).toEqual(['urn:uuid:one', 'urn:uuid:two', 'urn:uuid:three']);
    expect(entries[1]?.title).toBe('</title><script>alert(1)</script>');
    expect(entries[0]?.summary).toBe('あなたのやること · 期限 12月20日(日)');
    expect(entries[2]?.summary).toContain('急ぎ');
    expect(entries[0]?.link['@href']).toBe('https://s.example.jp/tasks/one');
  });

  it('with nothing in it is a feed all the same, and the same each time', () => {
    const empty = { ...parts, own: [], urgent: [] };
    expect(reader.parse(composeFeed(empty)).feed).toMatchObject({ updated: '2026-11-01T00:00:00.000Z' });
    expect(composeFeed(parts)).toBe(composeFeed({ ...parts }));
  });
});
