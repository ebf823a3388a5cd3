// SPDX-License-Identifier: Apache-2.0
/** The words of a mail, as text and as HTML. What people named themselves reaches the HTML through React only. */
import { createElement as h } from 'react';
import type { ReactElement } from 'react';
import { renderToStaticMarkup } from 'react-dom/server';
import type { OpenTask } from '../assess/index.ts';
import { LOCALES, fillTemplate } from '../kernel/language.ts';
import type { Language } from '../kernel/language.ts';
import en from './en.json' with { type: 'json' };
import ja from './ja.json' with { type: 'json' };
import type { PlannedNotice } from './plan-notices.ts';

const TEXTS: Readonly<Record<Language, typeof ja & typeof en>> = { ja, en };

export interface Told {
  readonly task: OpenTask;
  readonly kind: PlannedNotice['kind'];
}

export interface MailParts {
  readonly kind: 'digest' | 'urgent';
  readonly language: Language;
  readonly name: string;
  readonly organisation: string;
  /** In the order to be shown. */
  readonly told: readonly Told[];
  /** `https://sonae.example.jp`; undefined = no links. */
  readonly origin: string | undefined;
}

/** A mail with more is not read. */
const MAX_SHOWN = 10;

interface Item {
  readonly label: string;
  readonly title: string;
  readonly due: string;
  readonly link: string | undefined;
}

function dateWords(date: string, language: Language): string {
  const format = new Intl.DateTimeFormat(LOCALES[language], {
    timeZone: 'UTC',
    month: 'long',
    day: 'numeric',
    weekday: 'short',
  });
  return format.format(new Date(`${date}T00:00:00Z`));
}

function itemsOf({ told, language, origin }: MailParts): Item[] {
  const texts = TEXTS[language];
  return told.slice(0, MAX_SHOWN).map(({ task, kind }) => ({
    label: task.isToday ? texts['mail.today'] : texts[`mail.${kind}`],
    title: task.title[language],
    due: fillTemplate(texts['mail.due'], { date: dateWords(task.dueOn, language) }),
    link: origin === undefined ? undefined : new URL(`/tasks/${encodeURIComponent(task.taskId)}`, origin).href,
  }));
}

/** Japanese line height and a font that both Windows and macOS have; mail programs drop style sheets. */
const BODY = { fontFamily: 'sans-serif', fontSize: '16px', lineHeight: '1.7', color: '#1a1a1a', maxWidth: '36em' };
const SMALL = { fontSize: '14px', color: '#555555' };

function htmlItem({ label, title, due, link }: Item, open: string): ReactElement {
  return h(
    'li',
    { key: `${link ?? ''}${label}${title}`, style: { marginBottom: '1em' } },
    h('div', { style: SMALL }, `${label} · ${due}`),
    h('strong', null, title),
    link === undefined ? null : h('div', null, h('a', { href: link }, open)),
  );
}

/** Line breaks in a name would add lines that look like ours. */
const oneLine = (text: string): string => text.replaceAll(/[\p{Cc}\p{Zl}\p{Zp}]+/gu, ' ').trim();

export function composeMail(parts: MailParts): { subject: string; text: string; html: string } {
  const { kind, language, told, origin } = parts;
  const texts = TEXTS[language];
  const items = itemsOf(parts);
  const params = { organisation: oneLine(parts.organisation), count: told.length };
  const subject = fillTemplate(texts[`mail.${kind}.subject`], params);
  const hello = fillTemplate(texts['mail.hello'], { name: oneLine(parts.name) });
  const lead = texts[`mail.${kind}.lead`];
  const more = told.length - items.length;
  const ends = [
    ...(more > 0 ? [fillTemplate(texts['mail.more'], { count: more })] : []),
    ...(origin === undefined ? [texts['mail.no_link']] : []),
  ];
  const lines = items.map(({ label, title, due, link }) =>
    [`■ ${title}`, `  ${label} · ${due}`, ...(link === undefined ? [] : [`  ${link}`])].join('\n'),
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
