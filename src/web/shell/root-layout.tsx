// SPDX-License-Identifier: Apache-2.0
import { Outlet, useRouterState } from '@tanstack/react-router';
import { useRef } from 'react';
import type { ReactNode } from 'react';
import { wantPageFocus } from '../ui/page-focus.ts';
import { SkipLink } from '../ui/skip-link.tsx';
import { MAIN_ID } from './main-area.tsx';
import { OfflineBanner } from './offline-banner.tsx';

/** Around every page: skip link, offline banner, and the focus that follows a change of page. */
export function RootLayout(): ReactNode {
  const pathname = useRouterState({ select: (state) => state.resolvedLocation?.pathname ?? state.location.pathname });
  const before = useRef(pathname);
  // While rendering, so that the title of the new page finds the wish when it appears.
  if (before.current !== pathname) {
    before.current = pathname;
    wantPageFocus();
  }
  return (
    <>
      <SkipLink targetId={MAIN_ID} />
      <OfflineBanner />
      <Outlet />
    </>
  );
}
