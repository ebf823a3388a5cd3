// SPDX-License-Identifier: Apache-2.0
import { createContext, use } from 'react';
import type { AnchorHTMLAttributes, MouseEvent, ReactNode } from 'react';
import { buttonClasses } from './button.tsx';
import type { ButtonVariant } from './button.tsx';

interface Navigation {
  readonly go: (href: string) => void;
  /** Asked when a link is likely to be followed (pointer over it, focus on it). */
  readonly prepare?: (href: string) => void;
}

/** The application tells links how to change the page without loading it anew; without it they are plain links. */
export const LinkNavigation = createContext<Navigation | undefined>(undefined);

type AnchorProps = Omit<AnchorHTMLAttributes<HTMLAnchorElement>, 'href'> & { readonly href: string };

const isPlainClick = (event: MouseEvent): boolean =>
  event.button === 0 && !event.metaKey && !event.ctrlKey && !event.shiftKey && !event.altKey && !event.defaultPrevented;

/** An unstyled link: only paths of this application go through the router. */
export function Anchor({ href, onClick, ...rest }: AnchorProps): ReactNode {
  const navigation = use(LinkNavigation);
  const inside =
    href.startsWith('/') && !href.startsWith('/api/') && rest.target === undefined && rest.download === undefined;
  const prepare = inside ? () => navigation?.prepare?.(href) : undefined;
  return (
    <a
      {...rest}
      href={href}
      onPointerEnter={prepare}
      onFocus={prepare}
      onClick={(event) => {
        onClick?.(event);
        if (!inside || !navigation || !isPlainClick(event)) return;
        event.preventDefault();
        navigation.go(href);
      }}
    />
  );
}

export function Link(props: AnchorProps): ReactNode {
  return <Anchor {...props} className="link" />;
}

/** A link that looks like a button: it goes somewhere, it does not do something. */
export function ButtonLink(
  props: AnchorProps & { readonly variant?: ButtonVariant; readonly size?: 'normal' | 'small' },
): ReactNode {
  const { variant = 'primary', size = 'normal', ...rest } = props;
  return <Anchor {...rest} className={buttonClasses(variant, size)} />;
}
