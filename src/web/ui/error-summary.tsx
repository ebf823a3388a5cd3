// SPDX-License-Identifier: Apache-2.0
import { useEffect, useRef } from 'react';
import type { ReactNode } from 'react';
import { useText } from '../i18n.tsx';
import { fieldId } from './field.tsx';
import type { FieldProblem } from './form-context.ts';

function goTo(field: string): void {
  const control = document.getElementById(fieldId(field));
  control?.scrollIntoView({ block: 'center' });
  control?.focus({ preventScroll: true });
}

/** All problems of a form with links to their fields; takes the focus whenever the list is new. */
export function ErrorSummary({ errors }: { readonly errors: readonly FieldProblem[] }): ReactNode {
  const { t } = useText();
  const box = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (errors.length > 0) box.current?.focus();
  }, [errors]);
  if (errors.length === 0) return null;
  return (
    <div
      ref={box}
      tabIndex={-1}
      role="alert"
      aria-labelledby="error-summary-title"
      className="rounded-card border-4 border-critical p-4"
    >
      <h2 id="error-summary-title" className="text-h3">
        {t('ui.errorSummary')}
      </h2>
      <ul className="mt-2 grid gap-1">
        {errors.map((error) => (
          <li key={error.field + error.message}>
            {error.field === '' ? (
              <span className="font-bold text-critical-text">{error.message}</span>
            ) : (
              <a
                href={`#${fieldId(error.field)}`}
                className="font-bold text-critical-text underline underline-offset-4"
                onClick={(event) => {
                  event.preventDefault();
                  goTo(error.field);
                }}
              >
                {error.message}
              </a>
            )}
          </li>
        ))}
      </ul>
    </div>
  );
}
