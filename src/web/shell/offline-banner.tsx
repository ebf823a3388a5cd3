// SPDX-License-Identifier: Apache-2.0
import type { ReactNode } from 'react';
import { useReachable } from '../connection.ts';
import { useText } from '../i18n.tsx';
import { Icon } from '../ui/icon.tsx';

/** Calm on purpose: nothing is lost, and it goes away by itself. Lies over the page, so that nothing jumps. */
export function OfflineBanner(): ReactNode {
  const { t } = useText();
  const reachable = useReachable();
  return (
    <div role="status" className="no-print fixed inset-x-4 bottom-4 z-10 flex justify-center">
      {!reachable && (
        <p className="flex items-center gap-3 rounded-control border border-caution bg-caution-surface px-4 py-3 text-caution-text shadow-overlay">
          <Icon name="offline" />
          <span>
            <strong>{t('shell.offline')}</strong> {t('shell.offlineHint')}
          </span>
        </p>
      )}
    </div>
  );
}
