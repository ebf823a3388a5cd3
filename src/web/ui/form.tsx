// SPDX-License-Identifier: Apache-2.0
import type { ReactNode } from 'react';
import { ErrorSummary } from './error-summary.tsx';
import { FormContext } from './form-context.ts';
import type { FieldProblem } from './form-context.ts';

interface FormProps {
  readonly onSubmit: () => void;
  /** Shown in a summary at the top, which takes the focus, and beside each named field. */
  readonly errors?: readonly FieldProblem[];
  readonly children: ReactNode;
  readonly label?: string;
}

const NO_ERRORS: readonly FieldProblem[] = [];

export function Form({ onSubmit, errors = NO_ERRORS, children, label }: FormProps): ReactNode {
  return (
    <FormContext value={{ errors }}>
      <form
        noValidate
        aria-label={label}
        className="grid max-w-2xl grid-cols-1 gap-6"
        onSubmit={(event) => {
          event.preventDefault();
          onSubmit();
        }}
      >
        <ErrorSummary errors={errors} />
        {children}
      </form>
    </FormContext>
  );
}

/** The row of buttons that ends a form. */
export function FormActions({ children }: { readonly children: ReactNode }): ReactNode {
  return <div className="flex flex-wrap items-center gap-4 pt-2">{children}</div>;
}
