// SPDX-License-Identifier: Apache-2.0
import type { ReactNode } from 'react';
import { Icon } from './icon.tsx';
import type { IconName } from './icon.tsx';

interface EmptyStateProps {
  readonly icon?: IconName;
  readonly title: string;
  /** Why it is empty, and whether that is good news. */
  readonly children?: ReactNode;
  readonly action?: ReactNode;
}

export function EmptyState({ icon = 'check', title, children, action }: EmptyStateProps): ReactNode {
  return (
    <div className="rounded-card bg-sunken px-6 py-10 text-center">
      <Icon name={icon} className="mx-auto size-10 text-muted" />
      <p className="mt-2 font-bold">{title}</p>
      {children && <div className="mx-auto mt-1 max-w-prose text-muted">{children}</div>}
      {action && <div className="mt-4 flex flex-wrap justify-center gap-3">{action}</div>}
    </div>
  );
}
