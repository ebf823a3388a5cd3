// SPDX-License-Identifier: Apache-2.0
import { useQueryClient } from '@tanstack/react-query';
import { useRouter } from '@tanstack/react-router';
import { useState } from 'react';
import type { ReactNode } from 'react';
import { useText } from '../i18n.tsx';
import { safeNext } from '../paths.ts';
import { DemoEntrance } from '../demo/demo-entrance.tsx';
import { useSession } from '../session.ts';
import { Notice } from '../ui/notice.tsx';
import { CodeStep } from './code-step.tsx';
import { PasswordStep } from './password-step.tsx';

/** Two steps on one address: the password, then a code where the account asks for one. */
export function Page(): ReactNode {
  const { t } = useText();
  const router = useRouter();
  const client = useQueryClient();
  const { data: session } = useSession();
  const [step, setStep] = useState<'password' | 'code'>();
  const waiting = session?.signedIn === false && session.secondNeeded;
  const finish = async (page?: string): Promise<void> => {
    await client.invalidateQueries();
    const next = page ?? safeNext(new URLSearchParams(location.search).get('next'));
    await router.navigate({ href: next, replace: true });
  };
  if ((step ?? (waiting ? 'code' : 'password')) === 'code') {
    return <CodeStep onDone={() => void finish()} onStartAgain={() => setStep('password')} />;
  }
  return (
    <>
      {session?.signedIn === false && session.setupNeeded && (
        <div className="mb-6">
          <Notice title={t('account.signIn.setup')}>{t('account.signIn.setupText')}</Notice>
        </div>
      )}
      <DemoEntrance onDone={(page) => void finish(page)} />
      <PasswordStep onDone={() => void finish()} onSecond={() => setStep('code')} />
    </>
  );
}
