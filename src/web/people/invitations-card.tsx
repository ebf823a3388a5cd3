// SPDX-License-Identifier: Apache-2.0
import { useState } from 'react';
import type { ReactNode } from 'react';
import type { Api } from '../api-types.ts';
import { describeError } from '../describe-error.ts';
import { useText } from '../i18n.tsx';
import { Loaded } from '../loaded.tsx';
import { useApi, useChange } from '../queries.ts';
import { useOrgId } from '../session.ts';
import { Badge } from '../ui/badge.tsx';
import { Card } from '../ui/card.tsx';
import { DataTable } from '../ui/data-table.tsx';
import type { Column } from '../ui/data-table.tsx';
import { ConfirmDialog } from '../ui/dialog.tsx';
import { Disclosure } from '../ui/disclosure.tsx';
import { Stack } from '../ui/stack.tsx';
import { useToast } from '../ui/toast.tsx';
import { RoleBadges } from './role-boxes.tsx';
import { RowAction } from '../ui/row-action.tsx';

type Invitation = Api['GET /api/v1/org/:orgId/invitations']['response']['invitations'][number];

export function InvitationsCard(): ReactNode {
  const { t } = useText();
  const found = useApi('GET /api/v1/org/:orgId/invitations', { params: { orgId: useOrgId() } });
  return (
    <Card title={t('people.invitations')}>
      <Loaded query={found} lines={4}>
        {({ invitations }) => {
          const open = invitations.filter(({ state }) => state === 'open');
          const ended = invitations.filter(({ state }) => state !== 'open');
          return (
            <Stack>
              <InvitationTable invitations={open} />
              {ended.length > 0 && (
                <Disclosure summary={t('people.earlier', { count: ended.length })}>
                  <InvitationTable invitations={ended} />
                </Disclosure>
              )}
            </Stack>
          );
        }}
      </Loaded>
    </Card>
  );
}

function InvitationTable({ invitations }: { readonly invitations: readonly Invitation[] }): ReactNode {
  const { t, date } = useText();
  const columns: readonly Column<Invitation>[] = [
    {
      id: 'name',
      header: t('people.name'),
      cell: ({ name, email }) => (
        <>
          {name}
          {email !== null && <p className="text-note font-normal text-muted">{email}</p>}
        </>
      ),
    },
    { id: 'roles', header: t('people.roles'), cell: ({ roles }) => <RoleBadges roles={roles} /> },
    {
      id: 'state',
      header: t('people.invitationState'),
      cell: ({ state }) => (
        <Badge tone={state === 'open' ? 'info' : 'neutral'}>{t(`people.invitationState.${state}`)}</Badge>
      ),
    },
    { id: 'expires', header: t('people.expires'), cell: ({ expiresAt }) => date(expiresAt) },
    {
      id: 'revoke',
      header: t('people.revoke'),
      cell: (invitation) => (invitation.state === 'open' ? <Revoke invitation={invitation} /> : '–'),
    },
  ];
  return (
    <DataTable
      caption={t('people.invitations')}
      columns={columns}
      rows={invitations}
      rowId={({ inviteId }) => inviteId}
      empty={<p className="text-muted">{t('people.invitationsNone')}</p>}
    />
  );
}

function Revoke({ invitation: { inviteId, name } }: { readonly invitation: Invitation }): ReactNode {
  const texts = useText();
  const { t } = texts;
  const orgId = useOrgId();
  const toast = useToast();
  const revoke = useChange('DELETE /api/v1/org/:orgId/invitations/:inviteId');
  const [asking, setAsking] = useState(false);
  const confirm = (): void => {
    // As a promise: the row is gone with the next list, and callbacks of what is gone are not called.
    void revoke
      .mutateAsync({ params: { orgId, inviteId } })
      .then(
        () => toast({ text: t('people.revoked', { name }) }),
        (error: unknown) => toast({ text: describeError(error, texts).title }),
      )
      .finally(() => setAsking(false));
  };
  return (
    <>
      <RowAction onClick={() => setAsking(true)}>
        {t('people.revoke')}
        <span className="sr-only">{t('people.revokeOf', { name })}</span>
      </RowAction>
      <ConfirmDialog
        open={asking}
        title={t('people.revokeTitle', { name })}
        confirm={t('people.revoke')}
        danger
        busy={revoke.isPending}
        onConfirm={confirm}
        onClose={() => setAsking(false)}
      >
        <p>{t('people.revokeWhat')}</p>
      </ConfirmDialog>
    </>
  );
}
