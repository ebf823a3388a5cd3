// SPDX-License-Identifier: Apache-2.0
import type { ReactNode } from 'react';
import { useText } from '../i18n.tsx';
import { paths } from '../paths.ts';
import { Icon } from '../ui/icon.tsx';
import { Link } from '../ui/link.tsx';
import { AnswerBadge } from './answer-badge.tsx';
import { contradictionSentence } from './contradiction.tsx';
import { CountMarks } from './counts.tsx';
import type { ControlItem } from './filter.ts';

const GRID = 'grid gap-x-6 gap-y-2 md:grid-cols-[minmax(0,1fr)_9.5rem_minmax(0,15rem)]';

/** Words over the two states; on narrow screens each row carries them itself. */
export function RowHeads(): ReactNode {
  const { t } = useText();
  return (
    <div aria-hidden="true" className={`${GRID} border-b-2 border-line-strong pb-2 text-note text-muted max-md:hidden`}>
      <span />
      <span>{t('controls.answer')}</span>
      <span>{t('controls.measured')}</span>
    </div>
  );
}

/** One control: what was answered and what was measured, side by side. */
export function ControlRow({ control }: { readonly control: ControlItem }): ReactNode {
  const texts = useText();
  const { t, catalogText } = texts;
  const { id, title, mark, declaration, counts, contradiction } = control;
  return (
    <li className={`${GRID} border-b border-line py-4`}>
      <div className="flex gap-2">
        <span className="w-6 shrink-0 text-center">
          {mark && (
            <>
              <span aria-hidden="true">{mark === 'first' ? '◎' : '○'}</span>
              <span className="sr-only">{t(`controls.mark.${mark}`)}</span>
            </>
          )}
        </span>
        <div className="min-w-0">
          <Link href={paths.control(id)}>{catalogText(title)}</Link>
          {contradiction && (
            <p className="mt-1 flex gap-1 text-critical-text">
              <Icon name="warning" className="mt-1 size-5" />
              <span>
                <strong>{t('controls.contradictionMark')}</strong>{' '}
                <span className="text-note">{contradictionSentence(contradiction, texts)}</span>
              </span>
            </p>
          )}
        </div>
      </div>
      <div className="flex items-start gap-x-3 max-md:pl-8">
        <span className="w-10 shrink-0 text-note text-muted md:sr-only">{t('controls.answer')}</span>
        <AnswerBadge value={declaration?.value} />
      </div>
      <div className="flex items-start gap-x-3 max-md:pl-8">
        <span className="w-10 shrink-0 text-note text-muted md:sr-only">{t('controls.measured')}</span>
        <CountMarks counts={counts} />
      </div>
    </li>
  );
}
