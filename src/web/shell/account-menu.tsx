// SPDX-License-Identifier: Apache-2.0
import { useId, useRef } from 'react';
import type { ReactNode } from 'react';
import { useText } from '../i18n.tsx';
import { Button } from '../ui/button.tsx';
import { Icon } from '../ui/icon.tsx';
import { LanguageSwitch } from '../ui/language-switch.tsx';
import { Link } from '../ui/link.tsx';
import { Select } from '../ui/select.tsx';
import { ThemeSwitch } from '../ui/theme-switch.tsx';

export interface AccountMenuProps {
  readonly name: string | undefined;
  /** Address of the person's own page, once there is one. */
  readonly accountHref?: string | undefined;
  readonly organisations: readonly { readonly id: string; readonly name: string }[];
  readonly organisationId: string | undefined;
  readonly onOrganisation: (id: string) => void;
  readonly onSignOut: () => void;
}

/** A small panel of ordinary controls (not a role=menu: these are links, switches and a button). */
export function AccountMenu(props: AccountMenuProps): ReactNode {
  const { t } = useText();
  const { name, accountHref, onSignOut } = props;
  const id = useId();
  const panel = useRef<HTMLDivElement>(null);
  return (
    <>
      <button
        type="button"
        popoverTarget={id}
        className="no-print flex min-h-11 items-center gap-2 rounded-control px-2 hover:bg-hover"
      >
        <Icon name="person" />
        <span className="max-w-40 truncate max-sm:sr-only">{name ?? t('shell.account')}</span>
        <Icon name="down" className="size-4 max-sm:hidden" />
      </button>
      <div
        id={id}
        ref={panel}
        popover="auto"
        className="fixed inset-auto top-16 right-4 m-0 w-72 max-w-[calc(100%-2rem)] rounded-card border border-line bg-raised p-5 text-text shadow-overlay"
      >
        <p className="font-bold">{name}</p>
        <Organisations {...props} />
        {accountHref && (
          <p className="mt-3">
            <Link href={accountHref} onClick={() => panel.current?.hidePopover()}>
              {t('shell.account')}
            </Link>
          </p>
        )}
        <div className="mt-4 grid justify-items-start gap-1">
          <p aria-hidden="true" className="text-note text-muted">
            {t('ui.language')}
          </p>
          <LanguageSwitch />
          <p aria-hidden="true" className="mt-2 text-note text-muted">
            {t('ui.theme')}
          </p>
          <ThemeSwitch />
        </div>
        <div className="mt-5 border-t border-line pt-4">
          <Button variant="secondary" size="small" onClick={onSignOut}>
            {t('shell.signOut')}
          </Button>
        </div>
      </div>
    </>
  );
}

/** The name of the one organisation, or a choice when there are several. */
function Organisations({ organisations, organisationId, onOrganisation }: AccountMenuProps): ReactNode {
  const { t } = useText();
  if (organisations.length < 2) return <p className="text-muted">{organisations[0]?.name}</p>;
  return (
    <div className="mt-3">
      <Select
        name="organisation"
        label={t('shell.organisation')}
        value={organisationId ?? ''}
        onChange={onOrganisation}
        choices={organisations.map(({ id, name }) => ({ value: id, label: name }))}
        width="full"
      />
    </div>
  );
}
