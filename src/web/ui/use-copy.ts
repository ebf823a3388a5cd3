// SPDX-License-Identifier: Apache-2.0
import { useEffect, useState } from 'react';

export type CopyOutcome = 'none' | 'copied' | 'failed';

/** Copies to the clipboard and says for four seconds that it did; false where the browser forbids it. */
export function useCopy(): readonly [CopyOutcome, (value: string) => Promise<boolean>] {
  const [outcome, setOutcome] = useState<CopyOutcome>('none');
  useEffect(() => {
    if (outcome !== 'copied') return;
    const timer = setTimeout(() => setOutcome('none'), 4000);
    return () => clearTimeout(timer);
  }, [outcome]);
  const copy = async (value: string): Promise<boolean> => {
    try {
      // Missing outside of secure contexts, as when the page is opened by http from another PC.
      await navigator.clipboard.writeText(value);
      setOutcome('copied');
      return true;
    } catch {
      setOutcome('failed');
      return false;
    }
  };
  return [outcome, copy];
}
