// SPDX-License-Identifier: Apache-2.0
import type { ReactNode } from 'react';
import { useText } from '../i18n.tsx';
import { Link } from '../ui/link.tsx';
import type { Overview } from './answer-words.ts';

/** Which edition we rest on, whose words we read, and that this is not the issuer's own tool. */
export function BasedOn({ form }: { readonly form: Overview['form'] }): ReactNode {
  const { t, catalogText } = useText();
  return (
    <div className="text-note text-muted">
      <p>
        {t('diagnosis.basedOn', { wording: catalogText(form.wording), title: catalogText(form.title) })}{' '}
        {t('diagnosis.readAt')}
        {form.source.url === null ? (
          catalogText(form.source.title)
        ) : (
          <Link href={form.source.url} rel="noreferrer">
            {catalogText(form.source.title)}
          </Link>
        )}
      </p>
      {form.note && <p>{catalogText(form.note)}</p>}
      <p>{t('diagnosis.ownWords')}</p>
    </div>
  );
}
