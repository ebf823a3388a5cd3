// SPDX-License-Identifier: Apache-2.0
import type { ReactNode } from 'react';

const GAPS = { tight: 'gap-2', normal: 'gap-4', wide: 'gap-8' } as const;

/** One thing below the other at an even distance; wide things inside cannot push it wider than its place. */
export function Stack({
  gap = 'normal',
  children,
}: {
  readonly gap?: keyof typeof GAPS;
  readonly children: ReactNode;
}): ReactNode {
  return <div className={`grid grid-cols-1 ${GAPS[gap]}`}>{children}</div>;
}
