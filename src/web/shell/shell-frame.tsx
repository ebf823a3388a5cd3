// SPDX-License-Identifier: Apache-2.0
import { useState } from 'react';
import type { ReactNode } from 'react';
import { useText } from '../i18n.tsx';
import { classes } from '../ui/class-names.ts';
import { Icon } from '../ui/icon.tsx';
import { Anchor } from '../ui/link.tsx';
import { Brand } from './brand.tsx';
import { AccountMenu } from './account-menu.tsx';
import type { AccountMenuProps } from './account-menu.tsx';
import { MainArea } from './main-area.tsx';
import { isCurrent } from './navigation.ts';
import type { NavigationItem } from './navigation.ts';

interface ShellFrameProps {
  readonly organisation: string | undefined;
  readonly account: AccountMenuProps;
  readonly items: readonly NavigationItem[];
  readonly pathname: string;
  readonly children: ReactNode;
}

/** Header, navigation and content, with everything it shows given from outside. */
export function ShellFrame({ organisation, account, items, pathname, children }: ShellFrameProps): ReactNode {
  const { t } = useText();
  // Open for one page only: following a link of the menu closes it.
  const [openAt, setOpenAt] = useState<string>();
  const open = openAt === pathname;
  return (
    <div className="flex min-h-dvh flex-col">
      <header className="sticky top-0 z-10 border-b border-line bg-surface print:static">
        <div className="flex items-center gap-2 px-4 py-2 lg:px-6">
          <button
            type="button"
            aria-expanded={open}
            aria-controls="navigation"
            onClick={() => setOpenAt(open ? undefined : pathname)}
            className="no-print -ml-2 flex size-11 items-center justify-center lg:hidden"
          >
            <Icon name={open ? 'close' : 'menu'} />
            <span className="sr-only">{t('shell.menu')}</span>
          </button>
          <Brand />
          {organisation && (
            <span className="ml-3 min-w-0 flex-1 truncate border-l border-line pl-4 text-muted max-sm:hidden">
              {organisation}
            </span>
          )}
          <div className="ml-auto">
            <AccountMenu {...account} />
          </div>
        </div>
      </header>
      <div className="flex-1 lg:grid lg:grid-cols-[14rem_minmax(0,1fr)]">
        <nav
          id="navigation"
          aria-label={t('shell.navigation')}
          className={classes(
            'no-print border-line bg-sunken px-3 py-3 max-lg:border-b lg:block lg:border-r lg:py-6',
            !open && 'max-lg:hidden',
          )}
        >
          <ul className="grid grid-cols-1 gap-1 lg:sticky lg:top-24">
            {items.map((item) => (
              <li key={item.href}>
                <NavigationLink item={item} current={isCurrent(item.href, pathname)} />
              </li>
            ))}
          </ul>
        </nav>
        <MainArea>{children}</MainArea>
      </div>
    </div>
  );
}

function NavigationLink({ item, current }: { readonly item: NavigationItem; readonly current: boolean }): ReactNode {
  const { t } = useText();
  return (
    <Anchor
      href={item.href}
      aria-current={current ? 'page' : undefined}
      className={classes(
        'flex min-h-12 items-center gap-3 rounded-control border-l-4 px-3 no-underline',
        current ? 'border-action bg-hover font-bold text-link' : 'border-transparent text-text hover:bg-hover',
      )}
    >
      <Icon name={item.icon} />
      {t(item.text)}
    </Anchor>
  );
}
