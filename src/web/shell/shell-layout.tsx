// SPDX-License-Identifier: Apache-2.0
import { useQueryClient } from '@tanstack/react-query';
import { Outlet, useRouter, useRouterState } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { api } from '../api.ts';
import { describeError } from '../describe-error.ts';
import { useText, useTimeZone } from '../i18n.tsx';
import { paths } from '../paths.ts';
import { useSession } from '../session.ts';
import { useToast } from '../ui/toast.tsx';
import { NAVIGATION } from './navigation.ts';
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
        client.clear();
        return router.navigate({ href: paths.signIn() });
      },
      (error: unknown) => toast({ text: describeError(error, texts).title }),
    );
  };
}

export function ShellLayout(): ReactNode {
  const { data: session } = useSession();
  const router = useRouter();
  const signOut = useSignOut();
  const pathname = useRouterState({ select: (state) => state.location.pathname });
  useTimeZone(session?.organisation?.timeZone);
  const exists = (href: string): boolean => Object.hasOwn(router.routesByPath, href);
  return (
    <ShellFrame
      organisation={session?.organisation?.name}
      account={{
        name: session?.account.name,
        accountHref: exists(paths.account()) ? paths.account() : undefined,
        onSignOut: signOut,
      }}
      items={NAVIGATION.filter((item) => exists(item.href))}
      pathname={pathname}
    >
      <Outlet />
    </ShellFrame>
  );
}
