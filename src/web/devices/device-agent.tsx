// SPDX-License-Identifier: Apache-2.0
import { useState } from 'react';
import type { ReactNode } from 'react';
import { systemClock } from '../../kernel/clock.ts';
import { describeError } from '../describe-error.ts';
import { useText } from '../i18n.tsx';
import { useApi, useChange } from '../queries.ts';
import { useOrgId } from '../session.ts';
import { Button } from '../ui/button.tsx';
import { Card } from '../ui/card.tsx';
import { Notice } from '../ui/notice.tsx';
import { Stack } from '../ui/stack.tsx';
import { SummaryList } from '../ui/summary-list.tsx';
import type { Device } from './device-marks.tsx';

type Agent = NonNullable<Device['agent']>;

const LOOK_EVERY_MS = 3000;
/** An agent calls each minute; after three it is probably off. */
const QUIET_MS = 180_000;

interface DeviceAgentProps {
  readonly device: Device;
  readonly agent: Agent;
}

/** The device's osquery: when it called, when it answered, and having it answer now. */
export function DeviceAgent({ device, agent }: DeviceAgentProps): ReactNode {
  const { t, date, relative, dateTime } = useText();
  const moment = (at: string | null, none: string): ReactNode =>
    at === null ? none : <time dateTime={at}>{t('words.aside', { text: relative(at), aside: dateTime(at) })}</time>;
  return (
    <Card title={t('devices.agent')}>
      <Stack>
        <SummaryList
          items={[
            { term: t('devices.agentSeen'), value: moment(agent.seenAt, t('devices.agentSeenNever')) },
            { term: t('devices.agentAnswered'), value: moment(agent.answeredAt, t('devices.agentAnsweredNever')) },
            { term: t('devices.agentVersion'), value: agent.version || t('devices.agentVersionUnknown') },
            { term: t('devices.agentEnrolled'), value: date(agent.enrolledAt) },
          ]}
        />
        <p className="text-note text-muted">{t('devices.agentAbout')}</p>
        <LookAgain device={device} agent={agent} />
      </Stack>
    </Card>
  );
}

function LookAgain({ device, agent }: DeviceAgentProps): ReactNode {
  const { t, dateTime } = useText();
  const orgId = useOrgId();
  const params = { orgId, deviceId: device.deviceId };
  const ask = useChange('POST /api/v1/org/:orgId/devices/:deviceId/look-again', [
    'GET /api/v1/org/:orgId/devices/:deviceId',
  ]);
  const waiting = agent.askedAt !== null;
  // Looks at the same device as the page; the page shows what comes.
  useApi(
    'GET /api/v1/org/:orgId/devices/:deviceId',
    { params },
    waiting || agent.answeredAt === null ? { everyMs: LOOK_EVERY_MS } : {},
  );
  const [before] = useState(agent.answeredAt);
  const done = ask.isSuccess && !waiting && agent.answeredAt !== before ? agent.answeredAt : null;
  if (!agent.mayAsk) return null;
  return (
    <div className="no-print grid gap-3">
      <p>
        <Button
          variant="secondary"
          size="small"
          busy={ask.isPending}
          disabled={waiting}
          onClick={() => ask.mutate({ params })}
        >
          {t('devices.lookAgain')}
        </Button>
      </p>
      <div role="status">
        <Refused error={ask.error} nobody={ask.data?.asked === false} />
        {waiting && agent.askedAt !== null && <Waiting agent={agent} askedAt={agent.askedAt} />}
        {done !== null && <Notice tone="positive">{t('devices.lookDone', { when: dateTime(done) })}</Notice>}
      </div>
    </div>
  );
}

function Refused({ error, nobody }: { readonly error: Error | null; readonly nobody: boolean }): ReactNode {
  const texts = useText();
  if (error) return <Notice tone="critical" title={describeError(error, texts).title} />;
  return nobody ? <Notice tone="caution">{texts.t('devices.lookNobody')}</Notice> : null;
}

function Waiting({ agent, askedAt }: { readonly agent: Agent; readonly askedAt: string }): ReactNode {
  const { t, dateTime } = useText();
  const quiet = agent.seenAt === null || systemClock.now().getTime() - Date.parse(agent.seenAt) > QUIET_MS;
  return (
    <Notice tone={quiet ? 'caution' : 'info'}>
      {t(quiet ? 'devices.lookAskedOff' : 'devices.lookAsked', { when: dateTime(askedAt) })}
    </Notice>
  );
}
