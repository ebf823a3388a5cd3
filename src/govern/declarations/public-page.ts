// SPDX-License-Identifier: Apache-2.0
/** The public page as HTML, through React only: no word of a person becomes markup. No script, one style sheet. */
import { createElement } from 'react';
import type { ReactElement } from 'react';
import { renderToStaticMarkup } from 'react-dom/server';
import { phrase } from '../words.ts';
import type { PublicationRow } from './declaration-store.ts';
import { POLICY_HEADINGS } from './policy-template.ts';
import type { Published } from './publish.ts';

export const PAGE_CSS = `:root{color-scheme:light dark}
body{font-family:system-ui,"Hiragino Sans","Noto Sans JP",sans-serif;font-size:17px;line-height:1.7;max-width:44rem;margin:0 auto;padding:2rem 1rem}
h1{font-size:1.6rem;line-height:1.4}h2{font-size:1.15rem;margin-top:2rem}p{white-space:pre-line;overflow-wrap:anywhere}
footer{margin-top:3rem;border-top:1px solid;padding-top:1rem;font-size:.85rem}.end{text-align:right}
.declared{border-left:6px solid;padding-left:1rem;font-weight:bold}`;

const h = createElement;

function declaredLines({ declared, policy: { language, company } }: Published): ReactElement[] {
  return declared.map(({ star, declaredOn }) =>
    h(
      'p',
      { key: star, className: 'declared' },
      phrase(language, 'public.declared', { company, star, day: declaredOn }),
    ),
  );
}

function body(published: Published, row: PublicationRow): ReactElement[] {
  const { policy } = published;
  const { language } = policy;
  const say = (key: string, values: Record<string, string | number> = {}): string => phrase(language, key, values);
  return [
    h('h1', { key: 'title' }, say('public.title')),
    ...declaredLines(published),
    h('p', { key: 'preamble' }, policy.preamble),
    ...policy.sections.flatMap((text, at) => [
      h('h2', { key: `h${at}` }, `${at + 1}. ${POLICY_HEADINGS[language][at] ?? ''}`),
      h('p', { key: `p${at}` }, text),
    ]),
    h('p', { key: 'date', className: 'end' }, policy.date),
    h('p', { key: 'company', className: 'end' }, policy.company),
    h('p', { key: 'representative', className: 'end' }, policy.representative),
    h(
      'footer',
      { key: 'footer' },
      h('p', null, say('public.own')),
      h('p', null, say('public.published', { day: published.publishedAt.slice(0, 10), version: published.version })),
      h(
        'p',
        null,
        say('public.signed', { key: row.key_id }),
        ' ',
        h('a', { href: `/public/${row.slug}/signed.json` }, say('public.signedFile')),
      ),
    ),
  ];
}

const LANGUAGES_SHOWN = ['ja', 'en'] as const;

/** For who follows an old link: nothing tells whether there ever was a page. Nobody's language is known, so both. */
export function renderNoPage(): string {
  const page = h(
    'html',
    { lang: 'ja' },
    h(
      'head',
      null,
      h('meta', { charSet: 'utf-8' }),
      h('meta', { name: 'viewport', content: 'width=device-width, initial-scale=1' }),
      h('meta', { name: 'robots', content: 'noindex' }),
      h('title', null, LANGUAGES_SHOWN.map((language) => phrase(language, 'public.noPage')).join(' / ')),
      h('link', { rel: 'icon', href: '/favicon.svg' }),
      h('link', { rel: 'stylesheet', href: '/public/page.css' }),
    ),
    h(
      'body',
      null,
      h(
        'main',
        null,
        ...LANGUAGES_SHOWN.map((language, at) =>
          h(
            'section',
            { key: language, lang: language },
            h(at === 0 ? 'h1' : 'h2', null, phrase(language, 'public.noPage')),
            h('p', null, phrase(language, 'public.noPageText')),
          ),
        ),
      ),
    ),
  );
  return `<!doctype html>${renderToStaticMarkup(page)}`;
}

export function renderPublicPage(published: Published, row: PublicationRow): string {
  const { policy } = published;
  const page = h(
    'html',
    { lang: policy.language },
    h(
      'head',
      null,
      h('meta', { charSet: 'utf-8' }),
      h('meta', { name: 'viewport', content: 'width=device-width, initial-scale=1' }),
      row.noindex ? h('meta', { name: 'robots', content: 'noindex' }) : null,
      h('title', null, `${phrase(policy.language, 'public.title')} | ${policy.company}`),
      h('link', { rel: 'icon', href: '/favicon.svg' }),
      h('link', { rel: 'stylesheet', href: '/public/page.css' }),
    ),
    h('body', null, h('main', null, ...body(published, row))),
  );
  return `<!doctype html>${renderToStaticMarkup(page)}`;
}
