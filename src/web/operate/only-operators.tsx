// SPDX-License-Identifier: Apache-2.0
import type { ReactNode } from 'react';
import { useText } from '../i18n.tsx';
import { useSignedIn } from '../session.ts';
import { Notice } from '../ui/notice.tsx';

/** A part for staff of an operator; others read why it is empty. */
export function OnlyOperators({ children }: { readonly children: ReactNode }): ReactNode {
  const { t } = useText();
  if (useSignedIn()?.operator === true) return children;
  return <Notice title={t('operate.notOperator')}>{t('operate.notOperatorHint')}</Notice>;
}
