// SPDX-License-Identifier: Apache-2.0
import { useState } from 'react';
import type { ReactNode } from 'react';
import type { Api } from '../api-types.ts';
import { describeError } from '../describe-error.ts';
import { useText } from '../i18n.tsx';
import { Loaded } from '../loaded.tsx';
import { useApi, useChange } from '../queries.ts';
import { useOrgId } from '../session.ts';
import { Button } from '../ui/button.tsx';
import { Card } from '../ui/card.tsx';
import { ConfirmDialog } from '../ui/dialog.tsx';
import { Notice } from '../ui/notice.tsx';
import { RowAction } from '../ui/row-action.tsx';
import { SecretField } from '../ui/secret-field.tsx';
import { Stack } from '../ui/stack.tsx';
import { useToast } from '../ui/toast.tsx';
import { AddChannel } from './add-channel.tsx';

type Channel = Api['GET /api/v1/org/:orgId/notices/channels']['response']['channels'][number];

/** Where the organisation's notices are posted besides the mail to each person. */
export function Channels(): ReactNode {
  const { t } = useText();
  const query = useApi('GET /api/v1/org/:orgId/notices/channels', { params: { orgId: useOrgId() } });
  const [secret, setSecret] = useState<string>();
  return (
    <Card title={t('notices.channels')}>
      <p className="mb-4 text-muted">{t('notices.channelsLead')}</p>
      <Loaded query={query} lines={5}>
        {({ channels }) => (
          <Stack>
            {secret !== undefined && (
              <Notice tone="caution" live="status" title={t('notices.secretHint')}>
                <SecretField name="secret" label={t('notices.secret')} value={secret} />
              </Notice>
            )}
            {channels.length === 0 ? (
              <p>{t('notices.channelsNone')}</p>
            ) : (
              <ul className="border-t border-line">
                {channels.map((channel) => (
                  <ChannelItem key={channel.channelId} channel={channel} />
                ))}
              </ul>
            )}
            <AddChannel onAdded={(made) => setSecret(made ?? undefined)} />
          </Stack>
        )}
      </Loaded>
    </Card>
  );
}

function ChannelItem({ channel }: { readonly channel: Channel }): ReactNode {
  const { t, date, dateTime } = useText();
  const { label, kind, host, createdAt, paused } = channel;
  return (
    <li className="border-b border-line py-3">
      <div className="flex flex-wrap items-start justify-between gap-x-4">
        <div className="min-w-0">
          <p className="font-bold break-words">{label}</p>
          <p className="text-note break-words text-muted">
            {t(`notices.channel.${kind}`)}
            {' ・ '}
            {host}
            {' ・ '}
            {t('notices.added', { date: date(createdAt) })}
          </p>
        </div>
        <div className="flex flex-wrap gap-x-2">
          <SendTest channel={channel} />
          <Remove channel={channel} />
        </div>
      </div>
      {paused && (
        <div className="mt-3">
          <Notice tone="critical" title={t('notices.paused', { when: dateTime(paused.at) })}>
            <p>{t(`notices.error.${paused.reason}`)}</p>
            <p>{t('notices.pausedText')}</p>
            <SwitchOn channel={channel} />
          </Notice>
        </div>
      )}
    </li>
  );
}

function SendTest({ channel: { channelId, label } }: { readonly channel: Channel }): ReactNode {
  const texts = useText();
  const { t } = texts;
  const orgId = useOrgId();
  const toast = useToast();
  const test = useChange('POST /api/v1/org/:orgId/notices/channels/:channelId/test');
  const send = (): void => {
    test.mutate(
      { params: { orgId, channelId } },
      {
        onSuccess: ({ error }) =>
          toast({
            text:
              error === null
                ? t('notices.testSent', { label })
                : `${t('notices.testFailed', { label })} ${t(`notices.error.${error}`)}`,
          }),
        onError: (error) => toast({ text: describeError(error, texts).title }),
      },
    );
  };
  return (
    <RowAction onClick={send} busy={test.isPending}>
      {t('notices.test')}
      <span className="sr-only">{t('notices.of', { label })}</span>
    </RowAction>
  );
}

function SwitchOn({ channel: { channelId, label } }: { readonly channel: Channel }): ReactNode {
  const texts = useText();
  const { t } = texts;
  const orgId = useOrgId();
  const toast = useToast();
  const change = useChange('POST /api/v1/org/:orgId/notices/channels/:channelId/on');
  const switchOn = (): void => {
    // As a promise: the notice is gone with the next list, and callbacks of what is gone are not called.
    void change.mutateAsync({ params: { orgId, channelId } }).then(
      () => toast({ text: t('notices.switchedOn', { label }) }),
      (error: unknown) => toast({ text: describeError(error, texts).title }),
    );
  };
  return (
    <p className="mt-2">
      <Button variant="secondary" size="small" busy={change.isPending} onClick={switchOn}>
        {t('notices.switchOn')}
        <span className="sr-only">{t('notices.of', { label })}</span>
      </Button>
    </p>
  );
}

function Remove({ channel: { channelId, label } }: { readonly channel: Channel }): ReactNode {
  const texts = useText();
  const { t } = texts;
  const orgId = useOrgId();
  const toast = useToast();
  const remove = useChange('DELETE /api/v1/org/:orgId/notices/channels/:channelId');
  const [asking, setAsking] = useState(false);
  const confirm = (): void => {
    void remove
      .mutateAsync({ params: { orgId, channelId } })
      .then(
        () => toast({ text: t('notices.removed', { label }) }),
        (error: unknown) => toast({ text: describeError(error, texts).title }),
      )
      .finally(() => setAsking(false));
  };
  return (
    <>
      <RowAction onClick={() => setAsking(true)}>
        {t('notices.remove')}
        <span className="sr-only">{t('notices.of', { label })}</span>
      </RowAction>
      <ConfirmDialog
        open={asking}
        title={t('notices.removeTitle', { label })}
        confirm={t('notices.remove')}
        danger
        busy={remove.isPending}
        onConfirm={confirm}
        onClose={() => setAsking(false)}
      >
        <p>{t('notices.removeText')}</p>
      </ConfirmDialog>
    </>
  );
}
