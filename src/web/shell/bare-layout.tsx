// SPDX-License-Identifier: Apache-2.0
import { Outlet } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { LanguageSwitch } from '../ui/language-switch.tsx';
import { ThemeSwitch } from '../ui/theme-switch.tsx';
import { Brand } from './brand.tsx';
import { MainArea } from './main-area.tsx';

export function BareLayout(): ReactNode {
  return (
    <div className="flex min-h-dvh flex-col">
      <header className="border-b border-line">
        <div className="mx-auto flex max-w-2xl flex-wrap items-center justify-between gap-x-4 gap-y-2 px-4 py-2 sm:px-8">
          <Brand />
          <LanguageSwitch />
        </div>
      </header>
      <div className="flex-1">
        <MainArea narrow>
          <Outlet />
        </MainArea>
      </div>
      <footer className="no-print mx-auto flex w-full max-w-2xl px-4 pb-8 sm:px-8">
        <ThemeSwitch />
      </footer>
    </div>
  );
}
