// SPDX-License-Identifier: Apache-2.0
import { useState } from 'react';
import type { ReactNode } from 'react';
import type { Api } from '../api-types.ts';
import { describeError } from '../describe-error.ts';
import { useText } from '../i18n.tsx';
import { Loaded } from '../loaded.tsx';
import { useApi, useChange } from '../queries.ts';
import { OWN_PEOPLE, useMay } from '../roles.ts';
import { useMembership, useOrgId } from '../session.ts';
import { Button } from '../ui/button.tsx';
import { Card } from '../ui/card.tsx';
import { ConfirmDialog } from '../ui/dialog.tsx';
import { Notice } from '../ui/notice.tsx';
import { SecretField } from '../ui/secret-field.tsx';
import { Stack } from '../ui/stack.tsx';
import { useToast } from '../ui/toast.tsx';

type Feed = Api['GET /api/v1/org/:orgId/notices/feed']['response']['feed'];
const TOUCHED = ['GET /api/v1/org/:orgId/notices/feed'] as const;

/** The person's own feed of the organisation that is open. */
export function FeedCard(): ReactNode {
  const membership = useMembership();
  const may = useMay(OWN_PEOPLE);
  return membership && may ? <Shown key={membership.orgId} organisation={membership.orgName} /> : null;
}

function Shown({ organisation }: { readonly organisation: string }): ReactNode {
  const { t } = useText();
  const query = useApi('GET /api/v1/org/:orgId/notices/feed', { params: { orgId: useOrgId() } });
  const [address, setAddress] = useState<string>();
  return (
    <Card title={t('account.feed')}>
      <p className="mb-4 text-muted">{t('account.feedLead', { organisation })}</p>
      <Loaded query={query} lines={3}>
        {({ feed }) => (
          <Stack>
            {address !== undefined && (
              <Notice tone="caution" live="status" title={t('account.feedHint')}>
                <SecretField name="feed-address" label={t('account.feedAddress')} value={address} />
              </Notice>
            )}
            <State feed={feed} />
            <div className="flex flex-wrap gap-3">
              <Make feed={feed} onMade={setAddress} />
              {feed && <End onEnded={() => setAddress(undefined)} />}
            </div>
          </Stack>
        )}
      </Loaded>
    </Card>
  );
}

function State({ feed }: { readonly feed: Feed }): ReactNode {
  const { t, date, relative } = useText();
  if (!feed) return <p>{t('account.feedNone')}</p>;
  return (
    <p>
      {t('account.feedOn', { date: date(feed.createdAt) })}{' '}
      {feed.lastReadAt === null ? t('account.feedUnread') : t('account.feedRead', { when: relative(feed.lastReadAt) })}
    </p>
  );
}

function Make({ feed, onMade }: { readonly feed: Feed; readonly onMade: (address: string) => void }): ReactNode {
  const texts = useText();
  const { t } = texts;
  const orgId = useOrgId();
  const toast = useToast();
  const make = useChange('POST /api/v1/org/:orgId/notices/feed', TOUCHED);
  const [asking, setAsking] = useState(false);
  const create = (): void => {
    void make
      .mutateAsync({ params: { orgId } })
      .then(
        ({ address }) => onMade(address),
        (error: unknown) => toast({ text: describeError(error, texts).title }),
      )
      .finally(() => setAsking(false));
  };
  return (
    <>
      <Button variant="secondary" busy={make.isPending} onClick={() => (feed ? setAsking(true) : create())}>
        {feed ? t('account.feedRenew') : t('account.feedMake')}
      </Button>
      <ConfirmDialog
        open={asking}
        title={t('account.feedRenewTitle')}
        confirm={t('account.feedRenew')}
        busy={make.isPending}
        onConfirm={create}
        onClose={() => setAsking(false)}
      >
        <p>{t('account.feedRenewText')}</p>
      </ConfirmDialog>
    </>
  );
}

function End({ onEnded }: { readonly onEnded: () => void }): ReactNode {
  const texts = useText();
  const { t } = texts;
  const orgId = useOrgId();
  const toast = useToast();
  const end = useChange('DELETE /api/v1/org/:orgId/notices/feed', TOUCHED);
  const [asking, setAsking] = useState(false);
  const confirm = (): void => {
    void end
      .mutateAsync({ params: { orgId } })
      .then(
        () => {
          onEnded();
          toast({ text: t('account.feedEnded') });
        },
        (error: unknown) => toast({ text: describeError(error, texts).title }),
      )
      .finally(() => setAsking(false));
  };
  return (
    <>
      <Button variant="quiet" onClick={() => setAsking(true)}>
        {t('account.feedEnd')}
      </Button>
      <ConfirmDialog
        open={asking}
        title={t('account.feedEndTitle')}
        confirm={t('account.feedEnd')}
        danger
        busy={end.isPending}
        onConfirm={confirm}
        onClose={() => setAsking(false)}
      >
        <p>{t('account.feedEndText')}</p>
      </ConfirmDialog>
    </>
  );
}
