// SPDX-License-Identifier: Apache-2.0
import type { ReactNode } from 'react';
import { useText } from '../i18n.tsx';
import { Icon } from './icon.tsx';
import { Link } from './link.tsx';

export interface Crumb {
  readonly label: string;
  readonly href: string;
}

/** The pages above this one; the page itself is the title below. */
export function Breadcrumb({ crumbs }: { readonly crumbs: readonly Crumb[] }): ReactNode {
  const { t } = useText();
  return (
    <nav aria-label={t('ui.breadcrumb')} className="no-print mb-2">
      <ol className="flex flex-wrap items-center gap-x-1 text-note">
        {crumbs.map((crumb) => (
          <li key={crumb.href} className="flex items-center gap-x-1">
            <Link href={crumb.href}>{crumb.label}</Link>
            <Icon name="chevron" className="size-4 text-muted" />
          </li>
        ))}
      </ol>
    </nav>
  );
}
