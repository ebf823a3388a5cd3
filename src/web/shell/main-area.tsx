// SPDX-License-Identifier: Apache-2.0
import type { ReactNode } from 'react';

export const MAIN_ID = 'main';

export function MainArea({
  children,
  narrow = false,
}: {
  readonly children: ReactNode;
  readonly narrow?: boolean;
}): ReactNode {
  return (
    <main
      id={MAIN_ID}
      tabIndex={-1}
      className={`mx-auto w-full px-4 py-8 outline-none sm:px-8 ${narrow ? 'max-w-2xl' : 'max-w-5xl'}`}
    >
      {children}
    </main>
  );
}
