// SPDX-License-Identifier: Apache-2.0
import type { ReactNode } from 'react';
import { describeError } from '../describe-error.ts';
import { useText } from '../i18n.tsx';
import { MEMBER_ROLE_NAMES } from '../people/member-roles.ts';
import { useChange } from '../queries.ts';
import { useOrgId } from '../session.ts';
import { Select } from '../ui/select.tsx';
import { Stack } from '../ui/stack.tsx';
import { useToast } from '../ui/toast.tsx';
import type { Directory } from './directory-page.tsx';

type Group = Directory['groups'][number];

/** Which role the people of a group have here. */
export function Groups({ groups }: { readonly groups: Directory['groups'] }): ReactNode {
  const { t } = useText();
  return (
    <Stack>
      <p>{t('directory.groupsText')}</p>
      {groups.length === 0 ? (
        <p className="text-muted">{t('directory.groupsNone')}</p>
      ) : (
        <ul className="grid gap-4">
          {groups.map((group) => (
            <GroupRole key={group.groupId} group={group} />
          ))}
        </ul>
      )}
    </Stack>
  );
}

const NONE = 'none';

function GroupRole({ group: { groupId, name, people, role } }: { readonly group: Group }): ReactNode {
  const texts = useText();
  const { t } = texts;
  const orgId = useOrgId();
  const toast = useToast();
  const save = useChange('PUT /api/v1/org/:orgId/directory/groups/:groupId');
  const choose = (chosen: (typeof MEMBER_ROLE_NAMES)[number] | typeof NONE): void =>
    save.mutate(
      { params: { orgId, groupId }, body: { role: chosen === NONE ? null : chosen } },
      {
        onSuccess: () => toast({ text: t('directory.roleSaved', { name }) }),
        onError: (error) => toast({ text: describeError(error, texts).title }),
      },
    );
  return (
    <li>
      <Select
        name={`role-${groupId}`}
        label={t('directory.roleOf', { name })}
        hint={t('directory.groupPeople', { count: people })}
        value={role ?? NONE}
        onChange={choose}
        choices={[
          { value: NONE, label: t('directory.roleNone') },
          ...MEMBER_ROLE_NAMES.map((value) => ({ value, label: t(`words.role.${value}`) })),
        ]}
      />
    </li>
  );
}
