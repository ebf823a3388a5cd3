// SPDX-License-Identifier: Apache-2.0
import type { ReactNode } from 'react';
import { useText } from '../i18n.tsx';
import { setTheme, THEMES, useTheme } from '../theme.ts';
import { Segmented } from './segmented.tsx';

export function ThemeSwitch(): ReactNode {
  const { t } = useText();
  const choices = THEMES.map((theme) => ({ value: theme, label: t(`ui.theme.${theme}`) }));
  return <Segmented label={t('ui.theme')} value={useTheme()} choices={choices} onChange={setTheme} />;
}
