// SPDX-License-Identifier: Apache-2.0
import type { ReactNode } from 'react';
import { useText } from '../i18n.tsx';
import { Link } from '../ui/link.tsx';
import type { Method } from './sort-methods.ts';

/** Whose words these are and how sure we are of them. */
export function Backing({
  backing: { howSure, source },
  lead,
}: {
  readonly backing: Method['backing'];
  readonly lead: string;
}): ReactNode {
  const { t, catalogText } = useText();
  const title = catalogText(source.title);
  return (
    <p className="mt-4 text-note text-muted">
      {lead} {source.url === null ? title : <Link href={source.url}>{title}</Link>} {t('controls.howSure')}
      {t(`controls.howSure.${howSure}`)}
    </p>
  );
}
