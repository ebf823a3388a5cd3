// SPDX-License-Identifier: Apache-2.0
import type { ReactNode } from 'react';
import { useText } from '../i18n.tsx';
import { Badge } from './badge.tsx';
import type { Tone } from './tone.ts';

export const VERDICTS = ['pass', 'fail', 'unknown', 'not_applicable'] as const;
export type VerdictValue = (typeof VERDICTS)[number];

const TONE_OF: Readonly<Record<VerdictValue, Tone>> = {
  pass: 'positive',
  fail: 'critical',
  unknown: 'unknown',
  not_applicable: 'neutral',
};

/** ○ × ? –, each with its word. `children` replaces the word by a more exact one. */
export function Verdict({
  value,
  children,
}: {
  readonly value: VerdictValue;
  readonly children?: ReactNode;
}): ReactNode {
  const { t } = useText();
  return (
    <Badge tone={TONE_OF[value]} icon={value}>
      {children ?? t(`ui.verdict.${value}`)}
    </Badge>
  );
}
