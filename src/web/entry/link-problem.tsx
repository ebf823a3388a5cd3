// SPDX-License-Identifier: Apache-2.0
import type { ReactNode } from 'react';
import { ApiError } from '../api-error.ts';
import { useText } from '../i18n.tsx';
import { PageHeader } from '../ui/page-header.tsx';

type Kind = 'invite' | 'reset';

/** The link carries nothing. */
export function NoToken({ kind }: { readonly kind: Kind }): ReactNode {
  const { t } = useText();
  return <PageHeader title={t(`entry.${kind}.noToken`)} lead={t(`entry.${kind}.noTokenText`)} />;
}

const CODES: Readonly<Record<Kind, string>> = { invite: 'invitation_not_valid', reset: 'reset_not_valid' };

/** Used, expired or taken back; anything else is another trouble, worth trying again. */
export const isDeadLink = (kind: Kind, error: unknown): boolean =>
  error instanceof ApiError && error.code === CODES[kind];
