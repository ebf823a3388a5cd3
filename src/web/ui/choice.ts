// SPDX-License-Identifier: Apache-2.0
import type { ReactNode } from 'react';

export interface Choice<V extends string = string> {
  readonly value: V;
  readonly label: string;
  readonly hint?: ReactNode;
}

export const MARK_CLASSES = 'peer mt-0.5 size-6 shrink-0 cursor-pointer accent-action';
