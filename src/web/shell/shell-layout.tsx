// SPDX-License-Identifier: Apache-2.0
import { useQueryClient } from '@tanstack/react-query';
import { Outlet, useRouter, useRouterState } from '@tanstack/react-router';
import { useEffect } from 'react';
import type { ReactNode } from 'react';
import { api } from '../api.ts';
import { forgetCsrfToken } from '../csrf.ts';
import { describeError } from '../describe-error.ts';
import { useText, useTimeZone } from '../i18n.tsx';
import { paths } from '../paths.ts';
import { useApi } from '../queries.ts';
import { chooseOrganisation, useMembership, useSession, useSignedIn } from '../session.ts';
import { EmptyState } from '../ui/empty-state.tsx';
import { PageHeader } from '../ui/page-header.tsx';
import { useToast } from '../ui/toast.tsx';
import { isPersonal, NAVIGATION } from './navigation.ts';
import type { NavigationItem } from './navigation.ts';
import { PageLoading } from './page-loading.tsx';
import { ShellFrame } from './shell-frame.tsx';

function useSignOut(): () => void {
  const client = useQueryClient();
  const router = useRouter();
  const texts = useText();
  const toast = useToast();
  return () => {
    api('DELETE /api/v1/session').then(
      () => {
        // What the last person saw must not be there for the next.
        forgetCsrfToken();
        client.clear();
        return router.navigate({ href: paths.signIn() });
      },
      (error: unknown) => toast({ text: describeError(error, texts).title }),
    );
  };
}

/** Nobody signed in: to the sign-in page, which knows the way back. */
function useSignInFirst(): void {
  const { data: session, isFetching } = useSession();
  const router = useRouter();
  // What is known may be from before a sign-in that just happened, and the answer about it under way.
  const away = session?.signedIn === false && !isFetching;
  useEffect(() => {
    if (away) void router.navigate({ href: paths.signIn(router.state.location.href), replace: true });
  }, [away, router]);
}

function useOrganisationTimeZone(orgId: string | undefined): void {
  const { data } = useApi(
    'GET /api/v1/org/:orgId/organisation',
    { params: { orgId: orgId ?? '' } },
    { enabled: orgId !== undefined },
  );
  useTimeZone(data?.timeZone);
}

function NoOrganisation(): ReactNode {
  const { t } = useText();
  return (
    <>
      <PageHeader title={t('shell.noOrganisation')} />
      <EmptyState icon="people" title={t('shell.noOrganisation')}>
        {t('shell.noOrganisationHint')}
      </EmptyState>
    </>
  );
}

/** The page, once it is known for whom. */
function Content({ pathname }: { readonly pathname: string }): ReactNode {
  const { data: session, error } = useSession();
  const membership = useMembership();
  if (error && !session) throw error;
  if (session?.signedIn !== true) return <PageLoading />;
  if (!membership && isPersonal(pathname)) return <Outlet />;
  // A new organisation is a new page: nothing of the last one stays in its state.
  return membership ? <Outlet key={membership.orgId} /> : <NoOrganisation />;
}

export function ShellLayout(): ReactNode {
  const person = useSignedIn();
  const membership = useMembership();
  const router = useRouter();
  const signOut = useSignOut();
  const pathname = useRouterState({ select: (state) => state.location.pathname });
  useSignInFirst();
  useOrganisationTimeZone(membership?.orgId);
  const exists = (href: string): boolean => Object.hasOwn(router.routesByPath, href);
  const mayFollow = ({ operator, roles }: NavigationItem): boolean =>
    (!operator || person?.operator === true) &&
    (!roles || membership?.roles.some((role) => roles.includes(role)) === true);
  return (
    <ShellFrame
      organisation={membership?.orgName}
      account={{
        name: person?.account.name,
        accountHref: exists(paths.account()) ? paths.account() : undefined,
        organisations: (person?.memberships ?? []).map(({ orgId, orgName }) => ({ id: orgId, name: orgName })),
        organisationId: membership?.orgId,
        onOrganisation: chooseOrganisation,
        onSignOut: signOut,
      }}
      items={NAVIGATION.filter((item) => exists(item.href) && mayFollow(item))}
      pathname={pathname}
    >
      <Content pathname={pathname} />
    </ShellFrame>
  );
}
