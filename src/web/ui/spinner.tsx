// SPDX-License-Identifier: Apache-2.0
import type { ReactNode } from 'react';
import { useText } from '../i18n.tsx';

/** A turning ring with a word for those who do not see it. `showLabel` writes the word as well. */
export function Spinner({
  label,
  showLabel = false,
}: {
  readonly label?: string;
  readonly showLabel?: boolean;
}): ReactNode {
  const { t } = useText();
  const text = label ?? t('ui.busy');
  return (
    <span role="status" className="inline-flex items-center gap-2">
      <svg
        viewBox="0 0 24 24"
        fill="none"
        stroke="currentColor"
        strokeWidth="3"
        aria-hidden="true"
        className="size-5 animate-spin"
      >
        <circle cx="12" cy="12" r="9" opacity="0.25" />
        <path d="M12 3a9 9 0 0 1 9 9" strokeLinecap="round" />
      </svg>
      <span className={showLabel ? '' : 'sr-only'}>{text}</span>
    </span>
  );
}
