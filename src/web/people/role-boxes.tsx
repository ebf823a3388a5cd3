// SPDX-License-Identifier: Apache-2.0
import type { ReactNode } from 'react';
import type { Role } from '../../kernel/contract.ts';
import { useText } from '../i18n.tsx';
import { Badge } from '../ui/badge.tsx';
import { Checkbox, CheckboxGroup } from '../ui/checkbox.tsx';

interface RoleBoxesProps<R extends Role> {
  readonly all: readonly R[];
  readonly chosen: readonly R[];
  readonly onChange: (chosen: readonly R[]) => void;
}

/** Roles with what each may do. The first box is called `roles`, so that the error summary finds it. */
export function RoleBoxes<R extends Role>({ all, chosen, onChange }: RoleBoxesProps<R>): ReactNode {
  const { t } = useText();
  return (
    <CheckboxGroup legend={t('people.rolesLegend')}>
      {all.map((role, index) => (
        <Checkbox
          key={role}
          name={index === 0 ? 'roles' : `roles.${role}`}
          label={t(`words.role.${role}`)}
          hint={t(`words.roleAbout.${role}`)}
          checked={chosen.includes(role)}
          onChange={(on) => onChange(all.filter((one) => (one === role ? on : chosen.includes(one))))}
        />
      ))}
    </CheckboxGroup>
  );
}

export function RoleBadges({ roles }: { readonly roles: readonly Role[] }): ReactNode {
  const { t } = useText();
  return (
    <span className="inline-flex flex-wrap gap-1 max-md:justify-end">
      {roles.map((role) => (
        <Badge key={role}>{t(`words.role.${role}`)}</Badge>
      ))}
    </span>
  );
}
