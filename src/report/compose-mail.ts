// SPDX-License-Identifier: Apache-2.0
/** The words around the attached report; the report itself is the PDF. */
import type { MonthPaper } from './contract.ts';
import { clip, wordsOf } from './words.ts';

const NAME = 60;

export interface Addressee {
  readonly name: string;
  /** `https://sonae.example.jp`; undefined = no link. */
  readonly origin: string | undefined;
}

export function composeReportMail(
  paper: MonthPaper,
  { name, origin }: Addressee,
): { readonly subject: string; readonly text: string } {
  const words = wordsOf(paper.language);
  const month = words.month(paper.month);
  const { word: weather, lead } = paper.weather;
  const decide = paper.decide.items.map(({ title, reason, who }) => `■ ${title}\n  ${reason}\n  ${who}`);
  const link = origin === undefined ? [] : [new URL(`/reports/${paper.month}`, origin).href];
  const blocks = [
    words.say('mail.hello', { name: clip(name, NAME) }),
    words.say('mail.lead', { month }),
    words.say('mail.weather', { month, weather, lead }),
    decide.length === 0 ? words.say('mail.decide.none') : [words.say('mail.decide'), ...decide].join('\n\n'),
    ...link.map((address) => words.say('mail.open', { link: address })),
    words.say('mail.foot'),
  ];
  return {
    subject: words.say('mail.subject', { organisation: clip(paper.organisation, NAME), month, weather }),
    text: `${blocks.join('\n\n')}\n`,
  };
}
