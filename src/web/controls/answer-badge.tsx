// SPDX-License-Identifier: Apache-2.0
import type { ReactNode } from 'react';
import { useText } from '../i18n.tsx';
import type { Localised, TextKey } from '../i18n.tsx';
import { Badge } from '../ui/badge.tsx';
import type { Tone } from '../ui/tone.ts';
import type { ControlItem } from './filter.ts';

export type AnswerValue = NonNullable<ControlItem['declaration']>['value'];
/** As a choice of a form: "does not apply" is no number. */
export type AnswerChoice = '4' | '2' | '0' | '-1' | 'not_applicable';
export const ANSWER_CHOICES = ['4', '2', '0', '-1', 'not_applicable'] as const satisfies readonly AnswerChoice[];

const VALUES: Readonly<Record<AnswerChoice, AnswerValue>> = { '4': 4, '2': 2, '0': 0, '-1': -1, not_applicable: null };
const CHOICES = new Map(ANSWER_CHOICES.map((choice) => [VALUES[choice], choice]));
export const valueOf = (choice: AnswerChoice): AnswerValue => VALUES[choice];
export const choiceOf = (value: AnswerValue): AnswerChoice => CHOICES.get(value) ?? 'not_applicable';

const TONES: Readonly<Record<AnswerChoice, Tone>> = {
  '4': 'positive',
  '2': 'caution',
  '0': 'critical',
  '-1': 'unknown',
  not_applicable: 'neutral',
};

const answerKey = (value: AnswerValue): TextKey => `controls.value.${choiceOf(value)}`;
export const answerText = (value: AnswerValue, { t }: Pick<Localised, 't'>): string => t(answerKey(value));

/** What a person answered; `undefined` = nobody has. */
export function AnswerBadge({ value }: { readonly value: AnswerValue | undefined }): ReactNode {
  const { t } = useText();
  if (value === undefined) return <Badge>{t('controls.value.none')}</Badge>;
  return <Badge tone={TONES[choiceOf(value)]}>{t(answerKey(value))}</Badge>;
}
