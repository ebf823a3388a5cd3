// SPDX-License-Identifier: Apache-2.0
import { useId } from 'react';
import type { ReactNode } from 'react';
import { Link } from './link.tsx';

export interface TaskItem {
  readonly id: string;
  readonly title: string;
  /** Without an address the task cannot be started yet. */
  readonly href?: string;
  readonly hint?: ReactNode;
  /** A Badge or plain word: done, not yet started, waiting. */
  readonly status: ReactNode;
}

export function TaskList({ items }: { readonly items: readonly TaskItem[] }): ReactNode {
  const base = useId();
  return (
    <ul className="border-t border-line">
      {items.map((item) => (
        <li
          key={item.id}
          className="flex flex-wrap items-start justify-between gap-x-6 gap-y-1 border-b border-line py-3"
        >
          <div className="min-w-0 flex-1 basis-56">
            {item.href === undefined ? (
              <span className="text-muted">{item.title}</span>
            ) : (
              <Link href={item.href} aria-describedby={`${base}-${item.id}`}>
                {item.title}
              </Link>
            )}
            {item.hint && <p className="text-muted">{item.hint}</p>}
          </div>
          <div id={`${base}-${item.id}`}>{item.status}</div>
        </li>
      ))}
    </ul>
  );
}
