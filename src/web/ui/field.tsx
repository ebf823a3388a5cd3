// SPDX-License-Identifier: Apache-2.0
import { use } from 'react';
import type { ReactNode } from 'react';
import { useText } from '../i18n.tsx';
import { FormContext } from './form-context.ts';
import { Icon } from './icon.tsx';

/** What every field shows. The name is also the key of its error and of its anchor in the error summary. */
export interface FieldProps {
  readonly name: string;
  readonly label: string;
  readonly hint?: ReactNode;
  /** Overrides the error the form holds for this name. */
  readonly error?: string;
  /** Marks the field as one that may stay empty; fields are required unless told. */
  readonly optional?: boolean;
}

export interface FieldParts {
  readonly id: string;
  readonly error: string | undefined;
  /** Spread on the control: ties hint and error to it. */
  readonly control: {
    readonly id: string;
    readonly name: string;
    readonly 'aria-describedby': string | undefined;
    readonly 'aria-invalid': true | undefined;
  };
}

export const fieldId = (name: string): string => `field-${name.replaceAll(/[^\w-]/g, '-')}`;

export function useField({ name, hint, error }: FieldProps): FieldParts {
  const form = use(FormContext);
  const id = fieldId(name);
  const shown = error ?? form.errors.find((one) => one.field === name)?.message;
  const described = [hint && `${id}-hint`, shown && `${id}-error`].filter(Boolean).join(' ');
  return {
    id,
    error: shown,
    control: { id, name, 'aria-describedby': described || undefined, 'aria-invalid': shown ? true : undefined },
  };
}

export function OptionalMark(): ReactNode {
  const { t } = useText();
  return <span className="ml-2 font-normal text-muted">{t('ui.optional')}</span>;
}

export function Hint({ id, children }: { readonly id: string; readonly children: ReactNode }): ReactNode {
  return (
    <p id={`${id}-hint`} className="text-muted">
      {children}
    </p>
  );
}

export function FieldError({ id, children }: { readonly id: string; readonly children: ReactNode }): ReactNode {
  const { t } = useText();
  return (
    <p id={`${id}-error`} className="flex gap-1 font-bold text-critical-text">
      <Icon name="critical" className="mt-1 size-5" />
      <span>
        <span className="sr-only">{t('ui.error')}</span>
        {children}
      </span>
    </p>
  );
}

/** Label, hint, error, control: one below the other, the error just above the control. */
export function Field(props: FieldProps & { readonly parts: FieldParts; readonly children: ReactNode }): ReactNode {
  const { label, hint, optional, parts, children } = props;
  return (
    <div className={parts.error ? 'border-l-4 border-critical pl-4' : ''}>
      <label htmlFor={parts.id} className="block font-bold">
        {label}
        {optional && <OptionalMark />}
      </label>
      {hint && <Hint id={parts.id}>{hint}</Hint>}
      {parts.error && <FieldError id={parts.id}>{parts.error}</FieldError>}
      <div className="mt-2">{children}</div>
    </div>
  );
}

export const CONTROL_CLASSES =
  'min-h-12 rounded-control border border-line-strong bg-raised px-3 py-2 text-text hover:border-text aria-invalid:border-2 aria-invalid:border-critical disabled:opacity-60';

export type FieldWidth = 'short' | 'medium' | 'full';
export const WIDTHS: Readonly<Record<FieldWidth, string>> = {
  short: 'w-32 max-w-full',
  medium: 'w-80 max-w-full',
  full: 'w-full',
};
