// SPDX-License-Identifier: Apache-2.0
import type { ReactNode } from 'react';
import { paths } from '../paths.ts';
import { Anchor } from '../ui/link.tsx';

/** The mark is a roof with a light under it: what is kept ready for the day it is needed. */
export function Brand(): ReactNode {
  return (
    <Anchor href={paths.today()} className="inline-flex min-h-11 items-center gap-2 text-text no-underline">
      <svg viewBox="0 0 32 32" aria-hidden="true" className="size-8 shrink-0">
        <rect width="32" height="32" rx="8" className="fill-action" />
        <path
          d="M7 21a9 9 0 0 1 18 0"
          fill="none"
          strokeWidth="3.2"
          strokeLinecap="round"
          className="stroke-action-text"
        />
        <circle cx="16" cy="20" r="3" className="fill-action-text" />
      </svg>
      <span className="whitespace-nowrap text-lead font-bold">
        備え<span className="ml-1.5 font-normal">Sonae</span>
      </span>
    </Anchor>
  );
}
