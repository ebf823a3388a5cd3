// SPDX-License-Identifier: Apache-2.0
import type { ReactNode } from 'react';

export interface SummaryItem {
  readonly term: string;
  readonly value: ReactNode;
  /** A link or button beside the value; name the term in it for those who hear it alone. */
  readonly action?: ReactNode;
}

/** Facts as pairs: what it is, its value, and what one can do about it. */
export function SummaryList({ items }: { readonly items: readonly SummaryItem[] }): ReactNode {
  return (
    <dl className="border-t border-line">
      {items.map((item) => (
        <div
          key={item.term}
          className="grid gap-x-6 border-b border-line py-3 sm:grid-cols-[minmax(0,1fr)_minmax(0,2fr)]"
        >
          <dt className="font-bold">{item.term}</dt>
          <dd className="flex flex-wrap justify-between gap-x-6">
            <div>{item.value}</div>
            {item.action}
          </dd>
        </div>
      ))}
    </dl>
  );
}
