// SPDX-License-Identifier: Apache-2.0
import type { ReactNode } from 'react';
import { useText } from './i18n.tsx';
import { Verdict } from './ui/verdict.tsx';
import type { VerdictValue } from './ui/verdict.tsx';
import { useVerdictWords } from './verdict-words.ts';

interface VerdictSentenceProps {
  readonly verdict: {
    readonly checkId: string;
    readonly verdict: VerdictValue;
    readonly reason: string | null;
    readonly observed: Readonly<Record<string, unknown>>;
  };
}

/** A verdict with what was observed; "unknown" also says what would make it known. */
export function VerdictSentence({ verdict }: VerdictSentenceProps): ReactNode {
  const { t, findText } = useText();
  const words = useVerdictWords();
  return (
    <div className="grid gap-1">
      <p>
        <Verdict value={verdict.verdict} />
      </p>
      <p>{words.sentence(verdict)}</p>
      {verdict.verdict === 'unknown' && (
        <p className="text-note text-muted">{findText(`words.toKnow.${verdict.reason}`) ?? t('words.toKnow.other')}</p>
      )}
    </div>
  );
}
