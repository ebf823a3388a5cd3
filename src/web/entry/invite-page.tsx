// SPDX-License-Identifier: Apache-2.0
import { useQuery } from '@tanstack/react-query';
import { useRouter } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import type { Api } from '../api-types.ts';
import { api } from '../api.ts';
import { forgetFragmentToken, useFragmentToken } from '../fragment-token.ts';
import { useText } from '../i18n.tsx';
import { Loaded } from '../loaded.tsx';
import { paths } from '../paths.ts';
import { useGoToProvider } from '../provider/go-to-provider.ts';
import { GoProblem } from '../provider/provider-sign-in.tsx';
import { chooseOrganisation, useSession } from '../session.ts';
import { Button } from '../ui/button.tsx';
import { Card } from '../ui/card.tsx';
import { PageHeader } from '../ui/page-header.tsx';
import { Stack } from '../ui/stack.tsx';
import { SummaryList } from '../ui/summary-list.tsx';
import { JoinNew, JoinSignedIn } from './join-forms.tsx';
import { NoToken, isDeadLink } from './link-problem.tsx';

export type Invitation = Api['POST /api/v1/invitation/look']['response'];

/** An invitation link: with a new account, or with the one that is signed in. */
export function Page(): ReactNode {
  const token = useFragmentToken('invite');
  const session = useSession();
  const look = useQuery({
    queryKey: ['invitation', token],
    queryFn: async () => api('POST /api/v1/invitation/look', { body: { token } }),
    enabled: token !== '' && session.data !== undefined,
    staleTime: Infinity,
    retry: false,
  });
  if (token === '') return <NoToken kind="invite" />;
  if (isDeadLink('invite', look.error)) return <DeadLink />;
  return (
    <Loaded query={look} lines={8}>
      {(invitation) => <Invited invitation={invitation} token={token} />}
    </Loaded>
  );
}

/** The organisation has accounts of its own: no password is needed. */
function JoinByProvider({ providerId }: { readonly providerId: string }): ReactNode {
  const { t } = useText();
  const go = useGoToProvider(undefined);
  return (
    <Card title={t('provider.inviteTitle')}>
      <Stack>
        <p>{t('provider.inviteText')}</p>
        <div>
          <Button busy={go.isPending} onClick={() => go.mutate(providerId)}>
            {t('provider.signIn')}
          </Button>
        </div>
        <GoProblem error={go.error} />
      </Stack>
    </Card>
  );
}

function DeadLink(): ReactNode {
  const { t } = useText();
  return <PageHeader title={t('entry.invite.wrong')} lead={t('entry.invite.wrongText')} />;
}

function Invited({ invitation, token }: { readonly invitation: Invitation; readonly token: string }): ReactNode {
  const { t, dateTime } = useText();
  const router = useRouter();
  const joined = (orgId: string): void => {
    forgetFragmentToken('invite');
    chooseOrganisation(orgId);
    void router.navigate({ href: paths.today(), replace: true });
  };
  const shared = { invitation, token, onJoined: joined };
  return (
    <>
      <PageHeader title={t('entry.invite.title', { organisation: invitation.orgName })} lead={t('entry.invite.lead')} />
      <Stack gap="wide">
        <SummaryList
          items={[
            {
              term: t('entry.invite.role'),
              value: (
                <ul>
                  {invitation.roles.map((role) => (
                    <li key={role}>
                      <strong>{t(`words.role.${role}`)}</strong>
                      <p className="text-muted">{t(`words.roleAbout.${role}`)}</p>
                    </li>
                  ))}
                </ul>
              ),
            },
            { term: t('entry.invite.until'), value: dateTime(invitation.expiresAt) },
          ]}
        />
        {invitation.providerId !== null && invitation.signedInAs === null && (
          <JoinByProvider providerId={invitation.providerId} />
        )}
        {invitation.signedInAs === null ? (
          <JoinNew {...shared} />
        ) : (
          <JoinSignedIn {...shared} signedInAs={invitation.signedInAs} />
        )}
      </Stack>
    </>
  );
}
