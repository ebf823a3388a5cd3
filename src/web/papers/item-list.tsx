// SPDX-License-Identifier: Apache-2.0
import type { ReactNode } from 'react';
import type { Api } from '../api-types.ts';
import { useText } from '../i18n.tsx';
import { paths } from '../paths.ts';
import { Badge } from '../ui/badge.tsx';
import { Disclosure } from '../ui/disclosure.tsx';
import { Link } from '../ui/link.tsx';
import type { Tone } from '../ui/tone.ts';

export type Item = Api['GET /api/v1/org/:orgId/declarations']['response']['articles'][number];

const TONES: Readonly<Record<Item['answer'], Tone>> = {
  yes: 'positive',
  partly: 'caution',
  no: 'critical',
  unknown: 'unknown',
  not_applicable: 'neutral',
};

export function AnswerMark({ answer }: { readonly answer: Item['answer'] }): ReactNode {
  const { t } = useText();
  return <Badge tone={TONES[answer]}>{t(`papers.answer.${answer}`)}</Badge>;
}

/** Places of a guideline with their state, and behind each the controls it rests on with their evidence. */
export function ItemList({
  items,
  more,
}: {
  readonly items: readonly Item[];
  readonly more?: (item: Item) => ReactNode;
}): ReactNode {
  const { t, catalogText, language } = useText();
  return (
    <ul className="border-t border-line">
      {items.map((item) => (
        <li key={item.ref} className="border-b border-line py-3">
          <div className="flex flex-wrap items-center justify-between gap-x-4 gap-y-1">
            <span>
              <span className="font-bold tabular-nums">{item.ref}</span> {catalogText(item.title)}
            </span>
            <AnswerMark answer={item.answer} />
          </div>
          {item.controls.length === 0 ? (
            <p className="text-muted">{t('papers.noControl')}</p>
          ) : (
            <Disclosure summary={t('papers.restsOn', { count: item.controls.length })}>
              <ul className="grid grid-cols-1 gap-2">
                {item.controls.map(({ controlId, title, answer, evidence }) => (
                  <li key={controlId}>
                    <Link href={paths.control(controlId)}>{catalogText(title)}</Link> <AnswerMark answer={answer} />
                    <p className="text-muted">{evidence[language]}</p>
                  </li>
                ))}
              </ul>
            </Disclosure>
          )}
          {more?.(item)}
        </li>
      ))}
    </ul>
  );
}
