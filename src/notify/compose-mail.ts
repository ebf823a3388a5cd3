// SPDX-License-Identifier: Apache-2.0
/** The words of a mail, as text and as HTML. What people named themselves reaches the HTML through React only. */
import { createElement as h } from 'react';
import type { ReactElement } from 'react';
import { renderToStaticMarkup } from 'react-dom/server';
import { fillTemplate } from '../kernel/language.ts';
import { TEXTS, endsOf, itemsOf, oneLine } from './notice-words.ts';
import type { Item, Parts } from './notice-words.ts';

export interface MailParts extends Parts {
  readonly kind: 'digest' | 'urgent';
  readonly name: string;
}

/** Japanese line height and a font that both Windows and macOS have; mail programs drop style sheets. */
const BODY = { fontFamily: 'sans-serif', fontSize: '16px', lineHeight: '1.7', color: '#1a1a1a', maxWidth: '36em' };
const SMALL = { fontSize: '14px', color: '#555555' };

const about = ({ label, due }: Item): string => (due === undefined ? label : `${label} · ${due}`);

function htmlItem(item: Item, open: string): ReactElement {
  const { id, title, link } = item;
  return h(
    'li',
    { key: id, style: { marginBottom: '1em' } },
    h('div', { style: SMALL }, about(item)),
    h('strong', null, title),
    link === undefined ? null : h('div', null, h('a', { href: link }, open)),
  );
}

export function composeMail(parts: MailParts): { subject: string; text: string; html: string } {
  const { kind, language, told } = parts;
  const texts = TEXTS[language];
  const items = itemsOf(parts);
  const params = { organisation: oneLine(parts.organisation), count: told.length };
  const subject = fillTemplate(texts[`mail.${kind}.subject`], params);
  const hello = fillTemplate(texts['mail.hello'], { name: oneLine(parts.name) });
  const lead = texts[`mail.${kind}.lead`];
  const ends = endsOf(parts, items.length);
  const lines = items.map((item) =>
    [`■ ${item.title}`, `  ${about(item)}`, ...(item.link === undefined ? [] : [`  ${item.link}`])].join('\n'),
  );
  const text = `${[hello, lead, ...lines, ...ends, texts['mail.foot']].join('\n\n')}\n`;
  const page = h(
    'html',
    { lang: language },
    h('head', null, h('meta', { charSet: 'utf-8' }), h('title', null, subject)),
    h(
      'body',
      { style: BODY },
      h('p', null, hello),
      h('p', null, lead),
      h(
        'ol',
        null,
        items.map((item) => htmlItem(item, texts['mail.open'])),
      ),
      ends.map((end) => h('p', { key: end }, end)),
      h('p', { style: SMALL }, texts['mail.foot']),
    ),
  );
  return { subject, text, html: `<!doctype html>${renderToStaticMarkup(page)}` };
}
