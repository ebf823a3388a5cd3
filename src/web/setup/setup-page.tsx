// SPDX-License-Identifier: Apache-2.0
import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { ApiError } from '../api-error.ts';
import { api } from '../api.ts';
import { useFragmentToken } from '../fragment-token.ts';
import { useText } from '../i18n.tsx';
import { Loaded } from '../loaded.tsx';
import { useSession } from '../session.ts';
import { PageHeader } from '../ui/page-header.tsx';
import { Skeleton } from '../ui/skeleton.tsx';
import { AlreadySetUp, SignedInAlready, WrongToken } from './closed-door.tsx';
import { Wizard } from './wizard.tsx';

/** The first page of an installation: opened by the one-time code on the server's console. */
export function Page(): ReactNode {
  const { t } = useText();
  const token = useFragmentToken('setup');
  const session = useSession();
  const begun = useQuery({
    // The code itself stays out of the key: keys show in tools.
    queryKey: ['setup begins', token?.length],
    queryFn: async () => api('POST /api/v1/setup/begin', { body: { token: token ?? '' } }),
    enabled: token !== undefined && token !== '' && session.data?.signedIn === false && session.data.setupNeeded,
    staleTime: Infinity,
    retry: false,
  });
  // Once begun, the wizard stays: its last page is shown to somebody who is signed in by then.
  if (begun.data && token) return <Wizard token={token} />;
  if (session.data?.signedIn === true) return <SignedInAlready />;
  if (session.data?.signedIn === false && !session.data.setupNeeded) return <AlreadySetUp />;
  if (token === '') return <WrongToken missing />;
  if (begun.error instanceof ApiError && begun.error.code === 'setup_token_wrong') return <WrongToken missing={false} />;
  return (
    <>
      <PageHeader title={t('setup.welcome.title')} />
      {session.error ? <Loaded query={session}>{() => null}</Loaded> : null}
      {begun.error ? <Loaded query={begun}>{() => null}</Loaded> : <Skeleton lines={6} />}
    </>
  );
}
