// SPDX-License-Identifier: Apache-2.0
import type { ReactNode } from 'react';
import { useText } from '../i18n.tsx';
import type { Localised } from '../i18n.tsx';
import { Notice } from '../ui/notice.tsx';
import { answerText } from './answer-badge.tsx';
import type { ControlItem } from './filter.ts';

type Contradiction = NonNullable<ControlItem['contradiction']>;

/** "You answered yes; 3 devices say no: A, B, C." Names are at most three; the rest is counted. */
export function contradictionSentence(found: Contradiction, texts: Pick<Localised, 't' | 'language'>): string {
  const { t, language } = texts;
  const shown = found.names.join(language === 'ja' ? '、' : ', ');
  const hidden = found.failing - found.names.length;
  const names = hidden > 0 ? t('controls.contradictionMore', { names: shown, count: hidden }) : shown;
  return t('controls.contradiction', { answer: answerText(found.declared, texts), count: found.failing, names });
}

export function ContradictionNotice({ found }: { readonly found: Contradiction }): ReactNode {
  const texts = useText();
  return (
    <Notice tone="critical" title={contradictionSentence(found, texts)}>
      <p>{texts.t('controls.contradictionWhat')}</p>
    </Notice>
  );
}
