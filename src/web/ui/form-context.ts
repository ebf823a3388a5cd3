// SPDX-License-Identifier: Apache-2.0
import { createContext } from 'react';

export interface FieldProblem {
  /** Name of the field; empty for what concerns the whole form. */
  readonly field: string;
  readonly message: string;
}

export const FormContext = createContext<{ readonly errors: readonly FieldProblem[] }>({ errors: [] });
