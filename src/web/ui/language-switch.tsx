// SPDX-License-Identifier: Apache-2.0
import type { ReactNode } from 'react';
import { useText } from '../i18n.tsx';
import { Segmented } from './segmented.tsx';

/** Each language is named in itself, so that it is found by those who need it. */
const CHOICES = [
  { value: 'ja', label: '日本語', lang: 'ja' },
  { value: 'en', label: 'English', lang: 'en' },
] as const;

export function LanguageSwitch(): ReactNode {
  const { t, language, setLanguage } = useText();
  return <Segmented label={t('ui.language')} value={language} choices={CHOICES} onChange={setLanguage} />;
}
