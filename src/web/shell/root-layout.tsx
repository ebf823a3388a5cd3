// SPDX-License-Identifier: Apache-2.0
import { Outlet } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { DemoBanner } from '../demo/demo-banner.tsx';
import { SkipLink } from '../ui/skip-link.tsx';
import { MAIN_ID } from './main-area.tsx';
import { OfflineBanner } from './offline-banner.tsx';

/** Around every page: skip link, offline banner, and what says that a demo is one. */
export function RootLayout(): ReactNode {
  return (
    <>
      <SkipLink targetId={MAIN_ID} />
      <OfflineBanner />
      <DemoBanner />
      <Outlet />
    </>
  );
}
