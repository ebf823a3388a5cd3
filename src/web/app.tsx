// SPDX-License-Identifier: Apache-2.0
import { QueryClientProvider } from '@tanstack/react-query';
import { RouterProvider } from '@tanstack/react-router';
import { StrictMode } from 'react';
import type { ReactNode } from 'react';
import type { Language } from '../kernel/language.ts';
import { TextProvider } from './i18n.tsx';
import { paths } from './paths.ts';
import { makeQueryClient } from './queries.ts';
import { router } from './routes.tsx';
import type { Texts } from './texts.ts';
import { LinkNavigation } from './ui/link.tsx';
import { wantPageFocus } from './ui/page-focus.ts';
import { ToastProvider } from './ui/toast.tsx';

/** The session has ended: sign in and come back to where one was. */
function goToSignIn(): void {
  const { pathname, href } = router.state.location;
  if (pathname !== paths.signIn()) void router.navigate({ href: paths.signIn(href), replace: true });
}

const queryClient = makeQueryClient(goToSignIn);

// Without a word from us a screen reader would stay on the link that was followed.
router.subscribe('onBeforeNavigate', ({ fromLocation, pathChanged }) => {
  if (fromLocation && pathChanged) wantPageFocus();
});

const navigation = {
  go: (href: string) => void router.navigate({ href }),
  prepare: (href: string) => void router.preloadRoute({ to: href }).catch(() => undefined),
};

interface AppProps {
  readonly initial: { readonly language: Language; readonly texts: Texts };
}

export function App({ initial }: AppProps): ReactNode {
  return (
    <StrictMode>
      <TextProvider initial={initial}>
        <QueryClientProvider client={queryClient}>
          <LinkNavigation value={navigation}>
            <ToastProvider>
              <RouterProvider router={router} />
            </ToastProvider>
          </LinkNavigation>
        </QueryClientProvider>
      </TextProvider>
    </StrictMode>
  );
}
