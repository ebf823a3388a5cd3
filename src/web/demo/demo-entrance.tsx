// SPDX-License-Identifier: Apache-2.0
import type { ReactNode } from 'react';
import { api } from '../api.ts';
import { describeError } from '../describe-error.ts';
import { useText } from '../i18n.tsx';
import { paths } from '../paths.ts';
import { useChange } from '../queries.ts';
import { Button } from '../ui/button.tsx';
import { Card } from '../ui/card.tsx';
import { Notice } from '../ui/notice.tsx';
import { useDemo } from './use-demo.ts';
import type { Demo } from './use-demo.ts';

type Who = Demo['persons'][number]['who'];

/** One click instead of address and password; the ordinary sign-in is behind it. */
export function DemoEntrance({ onDone }: { readonly onDone: (page?: string) => void }): ReactNode {
  const texts = useText();
  const { t, language } = texts;
  const demo = useDemo();
  const signIn = useChange('POST /api/v1/session', []);
  /** The person goes on in the language the visitor reads; their own account would speak Japanese. */
  const enter = async (who: Who): Promise<void> => {
    await api('GET /api/v1/session');
    await api('PUT /api/v1/account/language', { body: { language } });
    if (who === 'operator') onDone(paths.operate());
    else onDone();
  };
  if (!demo) return null;
  const { password, persons } = demo;
  return (
    <div className="mb-8">
      <Card title={t('demo.enter')}>
        <p>{t('demo.enterText')}</p>
        <ul className="mt-4 grid gap-4">
          {persons.map(({ who, email }) => (
            <li key={who} className="grid gap-1">
              <Button
                variant="secondary"
                wide
                busy={signIn.isPending && signIn.variables.body.email === email}
                onClick={() => signIn.mutate({ body: { email, password } }, { onSuccess: () => void enter(who) })}
              >
                {t(`demo.who.${who}`)}
              </Button>
              <span className="text-note text-muted">{t(`demo.about.${who}`)}</span>
            </li>
          ))}
        </ul>
        {signIn.error && (
          <div className="mt-4">
            <Notice tone="caution" live="alert" title={describeError(signIn.error, texts).title} />
          </div>
        )}
      </Card>
    </div>
  );
}
