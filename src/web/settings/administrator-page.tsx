// SPDX-License-Identifier: Apache-2.0
import type { ReactNode } from 'react';
import { useText } from '../i18n.tsx';
import { OnlyFor } from '../only-for.tsx';
import { paths } from '../paths.ts';
import { ADMINISTRATORS } from '../roles.ts';
import { PageHeader } from '../ui/page-header.tsx';

interface AdministratorPageProps {
  readonly title: string;
  readonly lead: string;
  readonly children: ReactNode;
}

/** A page below the settings that only administrators read. */
export function AdministratorPage({ title, lead, children }: AdministratorPageProps): ReactNode {
  const { t } = useText();
  return (
    <>
      <PageHeader title={title} lead={lead} crumbs={[{ label: t('settings.title'), href: paths.settings() }]} />
      <OnlyFor roles={ADMINISTRATORS}>{children}</OnlyFor>
    </>
  );
}
