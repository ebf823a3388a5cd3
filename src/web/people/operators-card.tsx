// SPDX-License-Identifier: Apache-2.0
import { useState } from 'react';
import type { ReactNode } from 'react';
import type { Api } from '../api-types.ts';
import { describeError } from '../describe-error.ts';
import { useText } from '../i18n.tsx';
import { Loaded } from '../loaded.tsx';
import { useApi, useChange } from '../queries.ts';
import { ADMINISTRATORS, useMay } from '../roles.ts';
import { useOrgId } from '../session.ts';
import { Button } from '../ui/button.tsx';
import { Card } from '../ui/card.tsx';
import { DataTable } from '../ui/data-table.tsx';
import type { Column } from '../ui/data-table.tsx';
import { ConfirmDialog } from '../ui/dialog.tsx';
import { Stack } from '../ui/stack.tsx';
import { useToast } from '../ui/toast.tsx';
import { GrantDialog } from './grant-dialog.tsx';
import { RoleBadges } from './role-boxes.tsx';
import { RowAction } from '../ui/row-action.tsx';

type Grant = Api['GET /api/v1/org/:orgId/operators']['response']['operators'][number];

/** Staff of the operator whom this organisation lets in. */
export function OperatorsCard(): ReactNode {
  const { t } = useText();
  const found = useApi('GET /api/v1/org/:orgId/operators', { params: { orgId: useOrgId() } });
  const mayGrant = useMay(ADMINISTRATORS);
  const [granting, setGranting] = useState(false);
  return (
    <Card title={t('people.operators')}>
      <Stack>
        <p className="text-muted">{t('people.operatorsAbout')}</p>
        <Loaded query={found} lines={3}>
          {({ operators }) => <GrantTable grants={operators} />}
        </Loaded>
        {mayGrant && (
          <p>
            <Button variant="secondary" size="small" onClick={() => setGranting(true)}>
              {t('people.grant')}
            </Button>
          </p>
        )}
        <GrantDialog open={granting} onClose={() => setGranting(false)} />
      </Stack>
    </Card>
  );
}

function GrantTable({ grants }: { readonly grants: readonly Grant[] }): ReactNode {
  const { t, date } = useText();
  const mayEnd = useMay(ADMINISTRATORS);
  const columns: readonly Column<Grant>[] = [
    { id: 'name', header: t('people.name'), cell: ({ name }) => name },
    { id: 'email', header: t('people.email'), cell: ({ email }) => email },
    { id: 'roles', header: t('people.roles'), cell: ({ roles }) => <RoleBadges roles={roles} /> },
    { id: 'granted', header: t('people.granted'), cell: ({ grantedAt }) => date(grantedAt) },
    ...(mayEnd ? [{ id: 'end', header: t('people.end'), cell: (grant: Grant) => <EndGrant grant={grant} /> }] : []),
  ];
  return (
    <DataTable
      caption={t('people.operators')}
      columns={columns}
      rows={grants}
      rowId={({ grantId }) => grantId}
      empty={<p>{t('people.operatorsNone')}</p>}
    />
  );
}

function EndGrant({ grant: { grantId, name } }: { readonly grant: Grant }): ReactNode {
  const texts = useText();
  const { t } = texts;
  const orgId = useOrgId();
  const toast = useToast();
  const end = useChange('DELETE /api/v1/org/:orgId/operators/:grantId');
  const [asking, setAsking] = useState(false);
  const confirm = (): void => {
    // As a promise: the row is gone with the next list, and callbacks of what is gone are not called.
    void end
      .mutateAsync({ params: { orgId, grantId } })
      .then(
        () => toast({ text: t('people.ended', { name }) }),
        (error: unknown) => toast({ text: describeError(error, texts).title }),
      )
      .finally(() => setAsking(false));
  };
  return (
    <>
      <RowAction onClick={() => setAsking(true)}>
        {t('people.end')}
        <span className="sr-only">{t('people.endOf', { name })}</span>
      </RowAction>
      <ConfirmDialog
        open={asking}
        title={t('people.endTitle', { name })}
        confirm={t('people.end')}
        danger
        busy={end.isPending}
        onConfirm={confirm}
        onClose={() => setAsking(false)}
      >
        <p>{t('people.endWhat', { name })}</p>
      </ConfirmDialog>
    </>
  );
}
