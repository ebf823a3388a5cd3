// SPDX-License-Identifier: Apache-2.0
import type { ReactNode } from 'react';
import type { Role } from '../kernel/contract.ts';
import { useText } from './i18n.tsx';
import { useMay } from './roles.ts';
import { Notice } from './ui/notice.tsx';

/** A part for certain roles; others read who may see it instead of an error. */
export function OnlyFor({
  roles,
  children,
}: {
  readonly roles: readonly Role[];
  readonly children: ReactNode;
}): ReactNode {
  const { t, language } = useText();
  const may = useMay(roles);
  if (may) return children;
  const names = roles.map((role) => t(`words.role.${role}`)).join(language === 'ja' ? '・' : ', ');
  return <Notice title={t('words.onlyFor', { roles: names })}>{t('words.onlyForHint')}</Notice>;
}
