// SPDX-License-Identifier: Apache-2.0
import type { ReactNode } from 'react';
import { useText } from '../i18n.tsx';
import { useDemo } from './use-demo.ts';

/** Above every page of a demo, also on paper: nothing in it may be taken for real. */
export function DemoBanner(): ReactNode {
  const { t } = useText();
  const demo = useDemo();
  if (!demo) return null;
  return (
    <p
      role="note"
      className="border-b border-caution bg-caution-surface px-4 py-2 text-center text-note text-caution-text"
    >
      <strong>{t('demo.title')}</strong> {t('demo.text')}
    </p>
  );
}
