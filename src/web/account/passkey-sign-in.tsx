// SPDX-License-Identifier: Apache-2.0
import { useEffect, useRef, useState } from 'react';
import type { ReactNode } from 'react';
import { describeError } from '../describe-error.ts';
import type { DescribedError } from '../describe-error.ts';
import { useText } from '../i18n.tsx';
import { Button } from '../ui/button.tsx';
import { Notice } from '../ui/notice.tsx';
import { passkeyHere } from './passkey-here.ts';
import { usePasskeyWords } from './use-passkey-words.ts';

/** One button, and where the browser can, an offer below the address field. Nothing where passkeys cannot work. */
export function PasskeySignIn({ onDone }: { readonly onDone: () => void }): ReactNode {
  const { t } = useText();
  const [here] = useState(passkeyHere);
  const { busy, problem, ask } = usePasskeySignIn(here === 'yes', onDone);
  if (here !== 'yes') return null;
  return (
    <section aria-label={t('account.signIn.passkey')} className="mt-6 border-t border-line pt-6">
      <Button variant="secondary" busy={busy} onClick={ask} wide>
        {t('account.signIn.passkey')}
      </Button>
      <p className="mt-2 text-muted">{t('account.signIn.passkeyHint')}</p>
      {problem && (
        <div className="mt-4">
          <Notice tone="caution" live="alert" title={problem.title}>
            {problem.hint}
          </Notice>
        </div>
      )}
    </section>
  );
}

function usePasskeySignIn(works: boolean, onDone: () => void) {
  const texts = useText();
  const wordsOf = usePasskeyWords();
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<DescribedError>();
  const done = useRef(onDone);
  /** The page was left, or the button pressed: the offer must not come in between. */
  const over = useRef(false);
  useEffect(() => {
    done.current = onDone;
  });
  useEffect(() => {
    if (!works) return undefined;
    let end = (): void => undefined;
    const wanted = (): boolean => !over.current;
    over.current = false;
    const offer = async (): Promise<void> => {
      const { endOffer, offersQuietly, signInByPasskey } = await import('./ask-passkey.ts');
      if (!wanted() || !(await offersQuietly())) return;
      end = endOffer;
      if (await signInByPasskey(true, wanted)) done.current();
    };
    // Nobody asked for anything: what goes wrong here is said when the button is pressed.
    offer().catch(() => undefined);
    return () => {
      over.current = true;
      end();
    };
  }, [works]);
  const run = async (): Promise<void> => {
    const { passkeyProblem, signInByPasskey } = await import('./ask-passkey.ts');
    try {
      await signInByPasskey(false);
      done.current();
    } catch (error) {
      const known = passkeyProblem(error);
      setProblem(
        known === undefined ? describeError(error, texts) : { title: wordsOf[known], hint: '', id: undefined },
      );
      setBusy(false);
    }
  };
  const ask = (): void => {
    over.current = true;
    setBusy(true);
    setProblem(undefined);
    run().catch((error: unknown) => {
      setProblem(describeError(error, texts));
      setBusy(false);
    });
  };
  return { busy, problem, ask };
}
