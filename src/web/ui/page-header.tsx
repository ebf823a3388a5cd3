// SPDX-License-Identifier: Apache-2.0
import { useEffect, useRef } from 'react';
import type { ReactNode } from 'react';
import { Breadcrumb } from './breadcrumb.tsx';
import type { Crumb } from './breadcrumb.tsx';
import { takePageFocus } from './page-focus.ts';

interface PageHeaderProps {
  /** The page's one h1; also the document's title. */
  readonly title: string;
  readonly lead?: ReactNode;
  readonly crumbs?: readonly Crumb[];
  /** The page's main button. */
  readonly action?: ReactNode;
}

export function PageHeader({ title, lead, crumbs, action }: PageHeaderProps): ReactNode {
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    document.title = `${title} | 備え Sonae`;
    if (takePageFocus()) heading.current?.focus({ preventScroll: true });
  }, [title]);
  return (
    <header className="mb-6">
      {crumbs && crumbs.length > 0 && <Breadcrumb crumbs={crumbs} />}
      <div className="flex flex-wrap items-start justify-between gap-4">
        <h1 ref={heading} tabIndex={-1} className="min-w-0 text-h1 max-sm:text-[1.625rem]">
          {title}
        </h1>
        {action && <div className="no-print">{action}</div>}
      </div>
      {lead && <div className="mt-2 max-w-prose text-muted">{lead}</div>}
    </header>
  );
}
