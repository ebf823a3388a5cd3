// SPDX-License-Identifier: Apache-2.0
import { useState } from 'react';
import type { ReactNode } from 'react';
import { describeError } from '../describe-error.ts';
import { useText } from '../i18n.tsx';
import { useChange } from '../queries.ts';
import { useOrgId } from '../session.ts';
import { ConfirmDialog } from '../ui/dialog.tsx';
import { RowAction } from '../ui/row-action.tsx';
import { useToast } from '../ui/toast.tsx';
import type { ProviderAnswer } from './provider-page.tsx';

type Person = ProviderAnswer['people'][number];

/** Who has come in by the company account, last used first. */
export function ConnectedPeople({ people }: { readonly people: readonly Person[] }): ReactNode {
  const { t, date, relative } = useText();
  if (people.length === 0) return <p>{t('provider.peopleNone')}</p>;
  return (
    <ul className="border-t border-line">
      {people.map((person) => (
        <li
          key={person.memberId}
          className="flex flex-wrap items-start justify-between gap-x-4 border-b border-line py-3"
        >
          <div>
            <p className="font-bold">{person.name}</p>
            <p className="text-note text-muted">
              {t('provider.connectedAt', { date: date(person.connectedAt) })}
              {' ・ '}
              {t('provider.lastUsed', { when: relative(person.lastUsedAt) })}
            </p>
          </div>
          <Disconnect person={person} />
        </li>
      ))}
    </ul>
  );
}

function Disconnect({ person: { memberId, name } }: { readonly person: Person }): ReactNode {
  const texts = useText();
  const { t } = texts;
  const orgId = useOrgId();
  const toast = useToast();
  const disconnect = useChange('DELETE /api/v1/org/:orgId/sign-in-provider/people/:memberId');
  const [asking, setAsking] = useState(false);
  const confirm = (): void => {
    // As a promise: the row is gone with the next list, and callbacks of what is gone are not called.
    void disconnect
      .mutateAsync({ params: { orgId, memberId } })
      .then(
        () => toast({ text: t('provider.disconnected', { name }) }),
        (error: unknown) => toast({ text: describeError(error, texts).title }),
      )
      .finally(() => setAsking(false));
  };
  return (
    <>
      <RowAction onClick={() => setAsking(true)}>
        {t('provider.disconnect')}
        <span className="sr-only">{t('provider.disconnectOf', { name })}</span>
      </RowAction>
      <ConfirmDialog
        open={asking}
        title={t('provider.disconnectTitle', { name })}
        confirm={t('provider.disconnect')}
        danger
        busy={disconnect.isPending}
        onConfirm={confirm}
        onClose={() => setAsking(false)}
      >
        <p>{t('provider.disconnectWhat')}</p>
      </ConfirmDialog>
    </>
  );
}
