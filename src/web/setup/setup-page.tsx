// SPDX-License-Identifier: Apache-2.0
import { useQuery } from '@tanstack/react-query';
import type { UseQueryResult } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { ApiError } from '../api-error.ts';
import { api } from '../api.ts';
import { useFragmentToken } from '../fragment-token.ts';
import { useText } from '../i18n.tsx';
import { Loaded } from '../loaded.tsx';
import type { Loadable } from '../loaded.tsx';
import { useSession } from '../session.ts';
import { PageHeader } from '../ui/page-header.tsx';
import { AlreadySetUp, SignedInAlready, WrongToken } from './closed-door.tsx';
import { Wizard } from './wizard.tsx';

/** Asks once whether the code works, and only where a setup is still to be done. */
function useBegin(token: string, wanted: boolean): UseQueryResult<{ readonly ready: true }> {
  return useQuery({
    queryKey: ['setup begins', token],
    queryFn: async () => api('POST /api/v1/setup/begin', { body: { token } }),
    enabled: wanted && token !== '',
    staleTime: Infinity,
    retry: false,
  });
}

/** The first page of an installation: opened by the one-time code on the server's console. */
export function Page(): ReactNode {
  const token = useFragmentToken('setup');
  const session = useSession();
  const { data } = session;
  const begun = useBegin(token, data?.signedIn === false && data.setupNeeded);
  // Once begun, the wizard stays: its last page is shown to somebody who is signed in by then.
  if (begun.data) return <Wizard token={token} />;
  if (data?.signedIn === true) return <SignedInAlready />;
  if (data?.signedIn === false && !data.setupNeeded) return <AlreadySetUp />;
  return <Unopened token={token} failed={session.error ? session : begun} />;
}

/** No code, a code that does not work, or the moment until that is known. */
function Unopened(props: { readonly token: string; readonly failed: Loadable<unknown> }): ReactNode {
  const { t } = useText();
  const { token, failed } = props;
  if (token === '') return <WrongToken missing />;
  if (failed.error instanceof ApiError && failed.error.code === 'setup_token_wrong')
    return <WrongToken missing={false} />;
  return (
    <>
      <PageHeader title={t('setup.welcome.title')} />
      <Loaded query={failed}>{() => null}</Loaded>
    </>
  );
}
