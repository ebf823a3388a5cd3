// SPDX-License-Identifier: Apache-2.0
import type { ComponentProps, ReactNode } from 'react';
import { Button } from './button.tsx';

/** A quiet button inside of a table's row: its text stands in line with the row's, its target stays 44 px high. */
export function RowAction(props: Omit<ComponentProps<typeof Button>, 'variant' | 'size' | 'wide'>): ReactNode {
  return (
    <span className="-mx-4 -my-2 inline-block whitespace-nowrap">
      <Button {...props} variant="quiet" size="small" />
    </span>
  );
}
