// SPDX-License-Identifier: Apache-2.0
import { useEffect } from 'react';
import type { ReactNode } from 'react';
import { useText } from '../i18n.tsx';
import { paths } from '../paths.ts';
import { CopyField } from '../ui/copy-field.tsx';
import { ButtonLink, Link } from '../ui/link.tsx';
import { Notice } from '../ui/notice.tsx';
import { PageHeader } from '../ui/page-header.tsx';
import { Stack } from '../ui/stack.tsx';
import { resetCommand } from './reset-command.ts';

export function DoneStep({ name, email }: { readonly name: string; readonly email: string }): ReactNode {
  const { t } = useText();
  useEffect(() => {
    document.querySelector<HTMLElement>('h1')?.focus({ preventScroll: true });
  }, []);
  return (
    <>
      <PageHeader title={t('setup.done.title')} lead={t('setup.done.lead', { name })} />
      <Stack gap="wide">
        <div className="flex flex-wrap items-center gap-x-6 gap-y-3">
          <ButtonLink href={paths.look()}>{t('setup.done.look')}</ButtonLink>
          <Link href={paths.today()}>{t('setup.done.home')}</Link>
        </div>
        <Notice title={t('setup.done.noteTitle')}>
          <p className="mb-3">{t('setup.done.note')}</p>
          <CopyField name="reset-command" label={t('setup.command')} value={resetCommand(email)} />
        </Notice>
      </Stack>
    </>
  );
}
