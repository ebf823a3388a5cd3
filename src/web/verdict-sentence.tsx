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
    /** Who said so, when it is known: what makes it known differs. */
    readonly source?: string;
  };
}

/** What would make it known: by source where that differs, else by reason. */
export const hintFor = (
  { reason, source }: { readonly reason: string | null; readonly source?: string },
  findText: (key: string) => string | undefined,
): string | undefined => findText(`words.toKnow.${reason}.${source}`) ?? findText(`words.toKnow.${reason}`);

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
        <p className="text-note text-muted">{hintFor(verdict, findText) ?? t('words.toKnow.other')}</p>
      )}
    </div>
  );
}
