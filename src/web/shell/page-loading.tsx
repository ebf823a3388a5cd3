// SPDX-License-Identifier: Apache-2.0
import type { ReactNode } from 'react';
import { Skeleton } from '../ui/skeleton.tsx';

/** Stands where a page will be. */
export function PageLoading(): ReactNode {
  return (
    <div className="min-h-96">
      <Skeleton lines={6} />
    </div>
  );
}
