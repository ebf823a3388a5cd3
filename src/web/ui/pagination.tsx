// SPDX-License-Identifier: Apache-2.0
import type { ReactNode } from 'react';
import { useText } from '../i18n.tsx';
import { Anchor } from './link.tsx';
import { buttonClasses } from './button.tsx';

interface PaginationProps {
  readonly label: string;
  readonly previousHref?: string | undefined;
  readonly nextHref?: string | undefined;
  /** "Page 2 of 7", when the number of pages is known. */
  readonly position?: string;
}

/** Previous and next by address. For growing lists use the "more" button of DataTable. */
export function Pagination({ label, previousHref, nextHref, position }: PaginationProps): ReactNode {
  const { t } = useText();
  if (previousHref === undefined && nextHref === undefined) return null;
  return (
    <nav aria-label={label} className="no-print mt-6 flex flex-wrap items-center justify-between gap-3">
      {previousHref === undefined ? (
        <span />
      ) : (
        <Anchor href={previousHref} rel="prev" className={buttonClasses('secondary', 'small')}>
          {t('ui.previous')}
        </Anchor>
      )}
      {position && <span className="text-muted">{position}</span>}
      {nextHref === undefined ? (
        <span />
      ) : (
        <Anchor href={nextHref} rel="next" className={buttonClasses('secondary', 'small')}>
          {t('ui.next')}
        </Anchor>
      )}
    </nav>
  );
}
