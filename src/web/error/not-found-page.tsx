// SPDX-License-Identifier: Apache-2.0
import type { ReactNode } from 'react';
import { useText } from '../i18n.tsx';
import { paths } from '../paths.ts';
import { Brand } from '../shell/brand.tsx';
import { MainArea } from '../shell/main-area.tsx';
import { ButtonLink } from '../ui/link.tsx';
import { PageHeader } from '../ui/page-header.tsx';

export function NotFoundPage(): ReactNode {
  const { t } = useText();
  return (
    <>
      <header className="border-b border-line px-4 py-2 sm:px-8">
        <Brand />
      </header>
      <MainArea narrow>
        <PageHeader title={t('error.notFound')} lead={t('error.notFoundHint')} />
        <ButtonLink href={paths.today()}>{t('error.toToday')}</ButtonLink>
      </MainArea>
    </>
  );
}
