// SPDX-License-Identifier: Apache-2.0
import type { ReactNode } from 'react';
import { useText } from '../i18n.tsx';
import { OnlyFor } from '../only-for.tsx';
import { paths } from '../paths.ts';
import { ADMINISTRATORS, MANAGERS, SEES_MEMBERS, useMay } from '../roles.ts';
import { ButtonLink, Link } from '../ui/link.tsx';
import { PageHeader } from '../ui/page-header.tsx';
import { Stack } from '../ui/stack.tsx';
import { GivenThingsCard } from './given-things-card.tsx';
import { InvitationsCard } from './invitations-card.tsx';
import { MembersCard } from './members-card.tsx';
import { OperatorsCard } from './operators-card.tsx';

export function Page(): ReactNode {
  const { t } = useText();
  const isAdministrator = useMay(ADMINISTRATORS);
  const isManager = useMay(MANAGERS);
  return (
    <>
      <PageHeader
        title={t('people.title')}
        lead={t('people.lead')}
        action={isAdministrator && <ButtonLink href={paths.invite()}>{t('people.invite')}</ButtonLink>}
      />
      <OnlyFor roles={SEES_MEMBERS}>
        <Stack gap="wide">
          <MembersCard />
          {isAdministrator && <InvitationsCard />}
          {isAdministrator && <GivenThingsCard />}
          {isManager && <OperatorsCard />}
          {isAdministrator && (
            <p>
              <Link href={paths.directory()}>{t('people.directory')}</Link>
            </p>
          )}
        </Stack>
      </OnlyFor>
    </>
  );
}
