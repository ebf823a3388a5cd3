// SPDX-License-Identifier: Apache-2.0
/** A feed after Atom 1.0 (RFC 4287): the person's own open tasks and the urgent ones of the organisation. */
import type { OpenTask } from '../assess/index.ts';
import { fillTemplate } from '../kernel/language.ts';
import type { Language } from '../kernel/language.ts';
import { TEXTS, dueWords, oneLine } from './notice-words.ts';
import { xmlDocument } from './xml.ts';
import type { XmlElement } from './xml.ts';

export interface FeedParts {
  readonly memberId: string;
  readonly language: Language;
  readonly organisation: string;
  readonly own: readonly OpenTask[];
  /** Of others. */
  readonly urgent: readonly OpenTask[];
  readonly origin: string;
  /** When the address was made: the age of a feed in which nothing is. */
  readonly since: Date;
}

const element = (name: string, text: string): XmlElement => ({ name, children: [text] });
const link = (href: string): XmlElement => ({
  name: 'link',
  attributes: { rel: 'alternate', type: 'text/html', href },
});

function entry(task: OpenTask, { language, origin }: FeedParts, label: string): XmlElement {
  const title = oneLine(task.title[language]);
  return {
    name: 'entry',
    children: [
      element('id', `urn:uuid:${task.taskId}`),
      element('title', title),
      element('updated', task.createdAt.toISOString()),
      link(new URL(`/tasks/${encodeURIComponent(task.taskId)}`, origin).href),
      element('summary', `${label} · ${dueWords(task.dueOn, language)}`),
    ],
  };
}

/** The same for the same tasks, whenever it is made: readers compare. No link to itself, which would show the secret. */
export function composeFeed(parts: FeedParts): string {
  const { memberId, language, own, urgent, origin, since } = parts;
  const texts = TEXTS[language];
  const times = [...own, ...urgent].map(({ createdAt }) => createdAt.getTime());
  return xmlDocument({
    name: 'feed',
    attributes: { xmlns: 'http://www.w3.org/2005/Atom', 'xml:lang': language },
    children: [
      element('id', `urn:uuid:${memberId}`),
      element('title', fillTemplate(texts['feed.title'], { organisation: oneLine(parts.organisation) })),
      element('updated', new Date(Math.max(since.getTime(), ...times)).toISOString()),
      { name: 'author', children: [element('name', 'Sonae')] },
      link(new URL('/tasks', origin).href),
      ...own.map((task) => entry(task, parts, texts['feed.own'])),
      ...urgent.map((task) => entry(task, parts, texts['feed.urgent'])),
    ],
  });
}
