// SPDX-License-Identifier: Apache-2.0
import { useState } from 'react';
import type { ReactNode } from 'react';
import type { Api } from '../api-types.ts';
import { useApiPages } from '../api-pages.ts';
import { useText } from '../i18n.tsx';
import { Loaded } from '../loaded.tsx';
import { ADMINISTRATORS, useMay } from '../roles.ts';
import { useOrgId } from '../session.ts';
import { Badge } from '../ui/badge.tsx';
import { Card } from '../ui/card.tsx';
import { DataTable } from '../ui/data-table.tsx';
import type { Column } from '../ui/data-table.tsx';
import { Gloss } from '../ui/gloss.tsx';
import { Stack } from '../ui/stack.tsx';
import { LastDayDialog } from './last-day-dialog.tsx';
import { MemberDialog } from './member-dialog.tsx';
import { RemoveMember } from './remove-member.tsx';
import { RoleBadges } from './role-boxes.tsx';
import { RowAction } from '../ui/row-action.tsx';
import { localDate } from '../verdict-words.ts';

export type Member = Api['GET /api/v1/org/:orgId/members']['response']['members'][number];

export function MembersCard(): ReactNode {
  const { t } = useText();
  const orgId = useOrgId();
  const isAdministrator = useMay(ADMINISTRATORS);
  const { query, more } = useApiPages('GET /api/v1/org/:orgId/members', {
    input: (after: string | undefined) => ({ params: { orgId }, query: after === undefined ? {} : { after } }),
    next: (page) => page.next,
  });
  return (
    <Card title={t('people.members')}>
      <Stack>
        <p className="text-muted">
          <Gloss term={t('people.signIn')}>{t('people.totpAbout')}</Gloss>
          {!isAdministrator && `　${t('people.onlyAdministrators')}`}
        </p>
        <Loaded query={query} lines={8}>
          {(pages) => <MemberTable members={pages.flatMap(({ members }) => members)} more={more} />}
        </Loaded>
      </Stack>
    </Card>
  );
}

interface MemberTableProps {
  readonly members: readonly Member[];
  readonly more: { readonly onMore: () => void; readonly busy: boolean } | undefined;
}

function MemberTable({ members, more }: MemberTableProps): ReactNode {
  const { t, language } = useText();
  const mayChange = useMay(ADMINISTRATORS);
  const administrators = members.filter(({ roles }) => roles.includes('administrator')).length;
  const isLast = ({ roles }: Member): boolean => administrators === 1 && roles.includes('administrator');
  const columns: readonly Column<Member>[] = [
    {
      id: 'name',
      header: t('people.name'),
      cell: ({ name, kana, you, lastDay }) => (
        <>
          {name} {you && <Badge tone="info">{t('people.you')}</Badge>}
          {kana && <p className="text-note font-normal text-muted">{kana}</p>}
          {lastDay !== null && (
            <p>
              <Badge tone="caution">{t('people.lastDayShown', { date: localDate(lastDay, language) })}</Badge>
            </p>
          )}
        </>
      ),
    },
    { id: 'email', header: t('people.email'), cell: ({ email }) => email },
    { id: 'roles', header: t('people.roles'), cell: ({ roles }) => <RoleBadges roles={roles} /> },
    {
      id: 'totp',
      header: t('people.signIn'),
      cell: ({ totp }) => (
        <Badge tone={totp ? 'positive' : 'caution'}>{totp ? t('people.totpOn') : t('people.totpOff')}</Badge>
      ),
    },
    ...(mayChange
      ? [
          {
            id: 'change',
            header: t('people.change'),
            cell: (member: Member) => <MemberActions member={member} last={isLast(member)} />,
          },
        ]
      : []),
  ];
  return (
    <DataTable
      caption={t('people.members')}
      columns={columns}
      rows={members}
      rowId={({ memberId }) => memberId}
      empty={null}
      more={more}
    />
  );
}

function MemberActions({ member, last }: { readonly member: Member; readonly last: boolean }): ReactNode {
  const { t } = useText();
  const [open, setOpen] = useState<'none' | 'change' | 'lastDay' | 'remove'>('none');
  const close = (): void => setOpen('none');
  return (
    <span className="inline-flex flex-wrap gap-x-8 gap-y-4 pr-4 max-md:justify-end">
      <RowAction onClick={() => setOpen('change')}>
        {t('people.change')}
        <span className="sr-only">{t('people.changeOf', { name: member.name })}</span>
      </RowAction>
      <RowAction onClick={() => setOpen('lastDay')}>
        {t('people.lastDay')}
        <span className="sr-only">{member.name}</span>
      </RowAction>
      <RowAction onClick={() => setOpen('remove')}>
        {t('people.remove')}
        <span className="sr-only">{member.name}</span>
      </RowAction>
      <MemberDialog member={member} last={last} open={open === 'change'} onClose={close} />
      <LastDayDialog member={member} last={last} open={open === 'lastDay'} onClose={close} />
      <RemoveMember member={member} last={last} open={open === 'remove'} onClose={close} />
    </span>
  );
}
