// SPDX-License-Identifier: Apache-2.0
import { useState } from 'react';
import type { ReactNode } from 'react';
import { describeError } from '../describe-error.ts';
import { useText } from '../i18n.tsx';
import { RoleBadges } from '../people/role-boxes.tsx';
import { useChange } from '../queries.ts';
import { useOrgId } from '../session.ts';
import { Badge } from '../ui/badge.tsx';
import { Button } from '../ui/button.tsx';
import { CopyField } from '../ui/copy-field.tsx';
import { DataTable } from '../ui/data-table.tsx';
import type { Column } from '../ui/data-table.tsx';
import { EmptyState } from '../ui/empty-state.tsx';
import { Notice } from '../ui/notice.tsx';
import { Stack } from '../ui/stack.tsx';
import { useToast } from '../ui/toast.tsx';
import type { Tone } from '../ui/tone.ts';
import type { Directory } from './directory-page.tsx';

type Person = Directory['people'][number];

const TONES: Readonly<Record<Person['state'], Tone>> = {
  member: 'positive',
  invited: 'info',
  no_invitation: 'caution',
  left: 'neutral',
};

interface Invited {
  readonly name: string;
  readonly link: string;
  readonly mailed: boolean;
}

/** Everybody the directory told us of, those who wait for an invitation first. */
export function People({ directory: { people, total } }: { readonly directory: Directory }): ReactNode {
  const { t } = useText();
  const [invited, setInvited] = useState<Invited>();
  const columns: readonly Column<Person>[] = [
    { id: 'name', header: t('directory.name'), cell: ({ name }) => name },
    {
      id: 'userName',
      header: t('directory.userName'),
      cell: ({ userName }) => <span className="wrap-anywhere">{userName}</span>,
    },
    { id: 'roles', header: t('directory.role'), cell: ({ roles }) => <RoleBadges roles={roles} /> },
    {
      id: 'state',
      header: t('directory.personState'),
      cell: (person) => (
        <span className="inline-grid justify-items-start gap-1 max-md:justify-items-end">
          <Badge tone={TONES[person.state]}>{t(`directory.state.${person.state}`)}</Badge>
          {person.state === 'no_invitation' && (
            <>
              <span className="text-note text-muted">{t('directory.stateHint.no_invitation')}</span>
              <Invite person={person} onInvited={setInvited} />
            </>
          )}
        </span>
      ),
    },
  ];
  return (
    <Stack>
      {invited && (
        <Notice tone="positive" live="status">
          <CopyField
            name="invitation"
            label={t('directory.inviteLink', { name: invited.name })}
            hint={t(invited.mailed ? 'directory.inviteMailed' : 'directory.inviteNotMailed')}
            value={invited.link}
          />
        </Notice>
      )}
      <DataTable
        caption={t('directory.list')}
        columns={columns}
        rows={people}
        rowId={({ personId }) => personId}
        empty={
          <EmptyState icon="people" title={t('directory.listNone')}>
            {t('directory.listNoneHint')}
          </EmptyState>
        }
      />
      {total > people.length && <p className="text-muted">{t('directory.listFirst')}</p>}
    </Stack>
  );
}

function Invite(props: { readonly person: Person; readonly onInvited: (invited: Invited) => void }): ReactNode {
  const { person, onInvited } = props;
  const texts = useText();
  const { t } = texts;
  const orgId = useOrgId();
  const toast = useToast();
  const invite = useChange('POST /api/v1/org/:orgId/directory/people/:personId/invitation');
  const start = (): void => {
    // As a promise: the button is gone with the next list, and callbacks of what is gone are not called.
    void invite.mutateAsync({ params: { orgId, personId: person.personId } }).then(
      ({ link, mailed }) => onInvited({ name: person.name, link, mailed }),
      (error: unknown) => toast({ text: describeError(error, texts).title }),
    );
  };
  return (
    <Button variant="secondary" size="small" busy={invite.isPending} onClick={start}>
      {t('directory.invite')}
      <span className="sr-only">{t('directory.inviteOf', { name: person.name })}</span>
    </Button>
  );
}
