// SPDX-License-Identifier: Apache-2.0
import type { ReactNode } from 'react';
import { useText } from '../i18n.tsx';

/** First stop of the keyboard: over the navigation to what the page is about. */
export function SkipLink({ targetId }: { readonly targetId: string }): ReactNode {
  const { t } = useText();
  return (
    <a
      href={`#${targetId}`}
      className="link fixed top-2 left-2 z-30 -translate-y-20 rounded-control bg-raised px-4 py-2 font-bold focus:translate-y-0"
      onClick={(event) => {
        event.preventDefault();
        document.getElementById(targetId)?.focus();
      }}
    >
      {t('ui.skip')}
    </a>
  );
}
