// SPDX-License-Identifier: Apache-2.0
import type { ButtonHTMLAttributes, ReactNode, Ref } from 'react';
import { classes } from './class-names.ts';
import { Spinner } from './spinner.tsx';

export type ButtonVariant = 'primary' | 'secondary' | 'danger' | 'quiet';

const VARIANTS: Readonly<Record<ButtonVariant, string>> = {
  primary: 'border-action bg-action text-action-text hover:border-action-hover hover:bg-action-hover',
  secondary: 'border-action bg-raised text-link hover:bg-hover hover:text-link-hover',
  danger: 'border-danger bg-danger text-danger-text hover:border-danger-hover hover:bg-danger-hover',
  quiet: 'border-transparent bg-transparent text-link underline underline-offset-4 hover:bg-hover',
};

/** Look of a button, for links that act like one as well. Target size 48 px (44 px when small). */
export function buttonClasses(variant: ButtonVariant, size: 'normal' | 'small' = 'normal'): string {
  return classes(
    'inline-flex items-center justify-center gap-2 rounded-control border font-bold no-underline transition-colors',
    'disabled:cursor-not-allowed disabled:opacity-60 aria-disabled:cursor-progress',
    size === 'small' ? 'min-h-11 px-4 py-1' : 'min-h-12 px-6 py-2',
    VARIANTS[variant],
  );
}

interface ButtonProps extends Omit<ButtonHTMLAttributes<HTMLButtonElement>, 'className'> {
  readonly variant?: ButtonVariant;
  readonly size?: 'normal' | 'small';
  /** Work is going on: the button keeps its focus and its width, and does nothing more. */
  readonly busy?: boolean;
  /** Fills the line on narrow screens. */
  readonly wide?: boolean;
  readonly ref?: Ref<HTMLButtonElement>;
}

export function Button(props: ButtonProps): ReactNode {
  const {
    variant = 'primary',
    size = 'normal',
    busy = false,
    wide = false,
    type = 'button',
    onClick,
    children,
    ...rest
  } = props;
  return (
    <button
      {...rest}
      type={type}
      aria-disabled={busy || undefined}
      aria-busy={busy || undefined}
      onClick={(event) => {
        if (busy) event.preventDefault();
        else onClick?.(event);
      }}
      className={classes(buttonClasses(variant, size), 'relative', wide && 'max-sm:w-full')}
    >
      <span className={classes('inline-flex items-center gap-2', busy && 'invisible')} aria-hidden={busy || undefined}>
        {children}
      </span>
      {busy && (
        <span className="absolute inset-0 flex items-center justify-center">
          <Spinner />
        </span>
      )}
    </button>
  );
}
