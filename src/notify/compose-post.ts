// SPDX-License-Identifier: Apache-2.0
/** The words of a post into a channel: the organisation's, in the channel's language, to nobody in particular. */
import { fillTemplate } from '../kernel/language.ts';
import type { PostWords } from './channel-body.ts';
import { TEXTS, endsOf, itemsOf, oneLine } from './notice-words.ts';
import type { Parts } from './notice-words.ts';

export interface PostParts extends Parts {
  readonly kind: PostWords['kind'];
  readonly at: Date;
}

export function composePost(parts: PostParts): PostWords {
  const { kind, language, told, at } = parts;
  const texts = TEXTS[language];
  const organisation = oneLine(parts.organisation);
  const items = itemsOf(parts);
  return {
    kind,
    at,
    organisation,
    title: fillTemplate(texts[`post.${kind}.title`], { organisation, count: told.length }),
    lead: texts[`post.${kind}.lead`],
    items,
    ends: kind === 'test' ? [] : endsOf(parts, items.length),
    open: texts['mail.open'],
  };
}
