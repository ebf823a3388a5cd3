// SPDX-License-Identifier: Apache-2.0
import { useRouter } from '@tanstack/react-router';
import type { ErrorComponentProps } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { describeError } from '../describe-error.ts';
import { useText } from '../i18n.tsx';
import { Button } from '../ui/button.tsx';
import { CopyField } from '../ui/copy-field.tsx';
import { PageHeader } from '../ui/page-header.tsx';

/** Takes the place of a page that failed; the header and navigation around it stay. */
export function ErrorPage({ error, reset }: ErrorComponentProps): ReactNode {
  const texts = useText();
  const router = useRouter();
  const { title, hint, id } = describeError(error, texts);
  const again = (): void => {
    reset();
    void router.invalidate();
  };
  return (
    <div className="mx-auto grid max-w-2xl grid-cols-1 gap-6 px-4 py-8">
      <PageHeader title={title} lead={hint} />
      {id && <CopyField name="error-id" label={texts.t('error.id')} value={id} hint={texts.t('error.idHint')} />}
      <div>
        <Button onClick={again}>{texts.t('error.again')}</Button>
      </div>
    </div>
  );
}
