// SPDX-License-Identifier: Apache-2.0
import { useState } from 'react';
import type { ReactNode } from 'react';
import type { Api } from '../api-types.ts';
import { describeError } from '../describe-error.ts';
import { useText } from '../i18n.tsx';
import { Loaded } from '../loaded.tsx';
import { useApi, useChange } from '../queries.ts';
import { Badge } from '../ui/badge.tsx';
import { Button } from '../ui/button.tsx';
import { Card } from '../ui/card.tsx';
import { DataTable } from '../ui/data-table.tsx';
import type { Column } from '../ui/data-table.tsx';
import { ConfirmDialog } from '../ui/dialog.tsx';
import { Stack } from '../ui/stack.tsx';
import { useToast } from '../ui/toast.tsx';
import { useBrowserText } from './browser-text.ts';
import { RowAction } from '../ui/row-action.tsx';

type Session = Api['GET /api/v1/account/sessions']['response']['sessions'][number];

export function SessionsCard(): ReactNode {
  const { t } = useText();
  const found = useApi('GET /api/v1/account/sessions');
  return (
    <Card title={t('account.sessions')}>
      <Stack>
        <p className="text-muted">{t('account.sessionsText')}</p>
        <Loaded query={found} lines={6}>
          {({ sessions }) => (
            <Stack>
              <SessionTable sessions={sessions} />
              {sessions.length > 1 && <SignOutOthers />}
            </Stack>
          )}
        </Loaded>
      </Stack>
    </Card>
  );
}

function SessionTable({ sessions }: { readonly sessions: readonly Session[] }): ReactNode {
  const { t, dateTime, relative } = useText();
  const browserText = useBrowserText();
  const columns: readonly Column<Session>[] = [
    {
      id: 'place',
      header: t('account.place'),
      cell: ({ userAgent, current }) => (
        <>
          {browserText(userAgent)} {current && <Badge tone="info">{t('account.thisPlace')}</Badge>}
        </>
      ),
    },
    { id: 'address', header: t('account.address'), cell: ({ address }) => address },
    { id: 'created', header: t('account.signedInAt'), cell: ({ createdAt }) => dateTime(createdAt) },
    { id: 'seen', header: t('account.lastSeen'), cell: ({ lastSeenAt }) => relative(lastSeenAt) },
    {
      id: 'end',
      header: t('account.signOutThere'),
      cell: (session) => (session.current ? '–' : <EndSession session={session} />),
    },
  ];
  return (
    <DataTable
      caption={t('account.sessions')}
      columns={columns}
      rows={sessions}
      rowId={({ sessionId }) => sessionId}
      empty={null}
    />
  );
}

function EndSession({ session: { sessionId, userAgent } }: { readonly session: Session }): ReactNode {
  const texts = useText();
  const { t } = texts;
  const toast = useToast();
  const browserText = useBrowserText();
  const end = useChange('DELETE /api/v1/account/sessions/:sessionId', ['GET /api/v1/account/sessions']);
  const run = (): void => {
    // As a promise: the row is gone with the next list, and callbacks of what is gone are not called.
    void end.mutateAsync({ params: { sessionId } }).then(
      () => toast({ text: t('account.signedOutThere') }),
      (error: unknown) => toast({ text: describeError(error, texts).title }),
    );
  };
  return (
    <RowAction busy={end.isPending} onClick={run}>
      {t('account.signOutThere')}
      <span className="sr-only">{t('account.signOutOf', { place: browserText(userAgent) })}</span>
    </RowAction>
  );
}

function SignOutOthers(): ReactNode {
  const texts = useText();
  const { t } = texts;
  const toast = useToast();
  const end = useChange('POST /api/v1/account/sign-out-everywhere', ['GET /api/v1/account/sessions']);
  const [asking, setAsking] = useState(false);
  const run = (): void => {
    end.mutate(
      { body: { keepThis: true } },
      {
        onSuccess: ({ ended }) => toast({ text: t('account.signedOutOthers', { count: ended }) }),
        onError: (error) => toast({ text: describeError(error, texts).title }),
        onSettled: () => setAsking(false),
      },
    );
  };
  return (
    <div>
      <Button variant="secondary" size="small" onClick={() => setAsking(true)}>
        {t('account.signOutOthers')}
      </Button>
      <ConfirmDialog
        open={asking}
        title={t('account.signOutOthersTitle')}
        confirm={t('account.signOutOthers')}
        busy={end.isPending}
        onConfirm={run}
        onClose={() => setAsking(false)}
      >
        <p>{t('account.signOutOthersText')}</p>
      </ConfirmDialog>
    </div>
  );
}
