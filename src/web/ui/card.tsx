// SPDX-License-Identifier: Apache-2.0
import type { ReactNode } from 'react';
import { classes } from './class-names.ts';

interface CardProps {
  readonly title?: ReactNode;
  /** Level of the title in the page's outline; 2 unless told. */
  readonly level?: 2 | 3;
  /** Beside the title: a badge, a small link. */
  readonly aside?: ReactNode;
  /** The one card the page is about. */
  readonly main?: boolean;
  readonly children: ReactNode;
}

/** A bounded area with its own title. Not for every paragraph: a page of boxes has no main thing. */
export function Card({ title, level = 2, aside, main = false, children }: CardProps): ReactNode {
  const Heading = level === 2 ? 'h2' : 'h3';
  return (
    <section
      className={classes('rounded-card bg-raised p-5 sm:p-6', main ? 'border-2 border-action' : 'border border-line')}
    >
      {title && (
        <div className="mb-3 flex flex-wrap items-center justify-between gap-x-4 gap-y-1">
          <Heading className={level === 2 ? 'text-h2' : 'text-h3'}>{title}</Heading>
          {aside}
        </div>
      )}
      {children}
    </section>
  );
}

/** Cards side by side where there is room. */
export function CardGrid({ children }: { readonly children: ReactNode }): ReactNode {
  return <div className="grid grid-cols-1 gap-4 md:grid-cols-2 lg:gap-6">{children}</div>;
}
