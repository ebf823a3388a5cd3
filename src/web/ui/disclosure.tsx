// SPDX-License-Identifier: Apache-2.0
import type { ReactNode } from 'react';
import { Icon } from './icon.tsx';

/** More for those who want it. Opens without script, is found by the browser's own search, and prints open. */
export function Disclosure(props: {
  readonly summary: ReactNode;
  readonly open?: boolean;
  readonly children: ReactNode;
}): ReactNode {
  return (
    <details open={props.open} className="group">
      <summary className="inline-flex min-h-11 list-none items-center gap-2 text-link hover:text-link-hover [&::-webkit-details-marker]:hidden">
        <Icon name="chevron" className="size-5 transition-transform group-open:rotate-90" />
        <span className="underline underline-offset-4">{props.summary}</span>
      </summary>
      <div className="ml-2 border-l-4 border-line py-2 pl-5">{props.children}</div>
    </details>
  );
}
