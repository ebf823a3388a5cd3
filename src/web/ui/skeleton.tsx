// SPDX-License-Identifier: Apache-2.0
import type { ReactNode } from 'react';
import { useText } from '../i18n.tsx';

const WIDTHS = ['w-11/12', 'w-full', 'w-3/4', 'w-5/6', 'w-2/3'] as const;

/**
 * Takes the room of text that is still coming, so that nothing jumps when it is there.
 * Shows only after 0.3 s. `lines` is the number of text lines to hold.
 */
export function Skeleton({ lines = 3 }: { readonly lines?: number }): ReactNode {
  const { t } = useText();
  return (
    <div role="status" className="appear-late">
      <span className="sr-only">{t('ui.loading')}</span>
      <div aria-hidden="true" className="pulse">
        {Array.from({ length: lines }, (_, line) => (
          <div key={line} className="flex h-[1.7em] items-center">
            <div className={`h-[0.9em] rounded-small bg-line ${WIDTHS[line % WIDTHS.length]}`} />
          </div>
        ))}
      </div>
    </div>
  );
}
