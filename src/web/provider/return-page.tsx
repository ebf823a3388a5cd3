// SPDX-License-Identifier: Apache-2.0
import { useQueryClient } from '@tanstack/react-query';
import { useRouter } from '@tanstack/react-router';
import { useEffect, useRef, useState } from 'react';
import type { ReactNode } from 'react';
import { api } from '../api.ts';
import { describeError } from '../describe-error.ts';
import { useText } from '../i18n.tsx';
import { paths, safeNext } from '../paths.ts';
import { chooseOrganisation } from '../session.ts';
import { Link } from '../ui/link.tsx';
import { Notice } from '../ui/notice.tsx';
import { PageHeader } from '../ui/page-header.tsx';
import { Spinner } from '../ui/spinner.tsx';
import { Stack } from '../ui/stack.tsx';
import { rememberProvider } from './known-providers.ts';

/** Where the provider sends the browser back to. */
export function Page(): ReactNode {
  const texts = useText();
  const { t } = texts;
  const error = useFinish();
  if (!error) {
    return (
      <>
        <PageHeader title={t('provider.returning')} />
        <Spinner label={t('provider.returning')} />
      </>
    );
  }
  const { title, hint, id } = describeError(error, texts);
  return (
    <>
      <PageHeader title={t('provider.notIn')} />
      <Stack>
        <Notice tone="caution" live="alert" title={title}>
          {hint}
          {id !== undefined && (
            <p className="text-note">
              {t('error.id')}: <span className="font-mono">{id}</span>
            </p>
          )}
        </Notice>
        <p>
          <Link href={paths.signIn()}>{t('provider.backToSignIn')}</Link>
        </p>
      </Stack>
    </>
  );
}

function useFinish(): unknown {
  const router = useRouter();
  const client = useQueryClient();
  const [error, setError] = useState<unknown>();
  const begun = useRef(false);
  useEffect(() => {
    if (begun.current) return;
    begun.current = true;
    const answer = location.search.slice(1);
    // The one-time code stays neither in the address bar nor in the history.
    history.replaceState(history.state, '', location.pathname);
    const finish = async (): Promise<void> => {
      const { orgId, providerId, next } = await api('POST /api/v1/session/provider/finish', { body: { answer } });
      rememberProvider(providerId);
      chooseOrganisation(orgId);
      await client.invalidateQueries();
      await router.navigate({ href: safeNext(next), replace: true });
    };
    finish().catch(setError);
  }, [client, router]);
  return error;
}
