// SPDX-License-Identifier: Apache-2.0
import { useEffect, useState } from 'react';
import type { ReactNode } from 'react';
import { useText } from '../i18n.tsx';
import { Loaded } from '../loaded.tsx';
import { paths } from '../paths.ts';
import { useApi } from '../queries.ts';
import { ADMINISTRATORS, useMay } from '../roles.ts';
import { useRouteParam } from '../route-param.ts';
import { useOrgId } from '../session.ts';
import { Button } from '../ui/button.tsx';
import { Card } from '../ui/card.tsx';
import { Notice } from '../ui/notice.tsx';
import { PageHeader } from '../ui/page-header.tsx';
import { Stack } from '../ui/stack.tsx';
import { SummaryList } from '../ui/summary-list.tsx';
import { DeviceAgent } from './device-agent.tsx';
import { DeviceFacts } from './device-facts.tsx';
import { DeviceFindings } from './device-findings.tsx';
import { StateBadge, useOsText } from './device-marks.tsx';
import type { Device } from './device-marks.tsx';
import { DeviceKeys } from './device-keys.tsx';
import { DeviceSoftware } from './device-software.tsx';
import { DeviceSources } from './device-sources.tsx';
import { DeviceVerdicts } from './device-verdicts.tsx';
import { EditDevice } from './edit-device.tsx';
import { RetireDevice } from './retire-device.tsx';

export function Page(): ReactNode {
  const { t } = useText();
  const orgId = useOrgId();
  const deviceId = useRouteParam('deviceId');
  const isAdministrator = useMay(ADMINISTRATORS);
  const found = useApi('GET /api/v1/org/:orgId/devices/:deviceId', { params: { orgId, deviceId } });
  const subject = useApi('GET /api/v1/org/:orgId/subjects/:subjectId/verdicts', {
    params: { orgId, subjectId: deviceId },
  });
  const answeredAt = found.data?.device.agent?.answeredAt;
  const { refetch } = subject;
  // The device answered while we look at it: what the checks say of it is new as well.
  useEffect(() => {
    if (answeredAt) void refetch();
  }, [answeredAt, refetch]);
  return (
    <Loaded query={found} lines={16}>
      {({ device }) => (
        <>
          <PageHeader title={device.label} crumbs={[{ label: t('devices.title'), href: paths.devices() }]} />
          <Stack gap="wide">
            <StateNotice device={device} />
            <About device={device} />
            {device.agent && <DeviceAgent key={deviceId} device={device} agent={device.agent} />}
            <Loaded query={subject} lines={8}>
              {({ verdicts, findings }) => (
                <Stack gap="wide">
                  <DeviceVerdicts verdicts={verdicts} />
                  <DeviceFindings findings={findings} />
                </Stack>
              )}
            </Loaded>
            {device.inside ? (
              <>
                <DeviceFacts facts={device.facts} />
                <DeviceSoftware key={deviceId} deviceId={deviceId} count={device.softwareCount} />
              </>
            ) : (
              <Card title={t('devices.facts')}>
                <p>{t('devices.factsOfOthers')}</p>
              </Card>
            )}
            <DeviceSources sources={device.sources} />
            {isAdministrator && <DeviceKeys device={device} />}
          </Stack>
        </>
      )}
    </Loaded>
  );
}

function StateNotice({ device: { state } }: { readonly device: Device }): ReactNode {
  const { t } = useText();
  if (state === 'gone') return <Notice title={t('devices.goneNotice')}>{t('devices.goneNoticeText')}</Notice>;
  if (state !== 'silent') return null;
  return (
    <Notice tone="caution" title={t('devices.silentNotice')}>
      {t('devices.silentNoticeText')}
    </Notice>
  );
}

function About({ device }: { readonly device: Device }): ReactNode {
  const { t, date, relative, dateTime } = useText();
  const osText = useOsText();
  const mayEdit = useMay(ADMINISTRATORS);
  const [editing, setEditing] = useState(false);
  const reportedAt = device.sources
    .map(({ receivedAt }) => receivedAt)
    .toSorted()
    .at(-1);
  return (
    <Card title={t('devices.about')} aside={<StateBadge state={device.state} />}>
      <SummaryList
        items={[
          { term: t('devices.os'), value: osText(device) },
          { term: t('devices.owner'), value: device.ownerName ?? t('devices.ownerNone') },
          {
            term: t('devices.lastHeard'),
            value: (
              <time dateTime={device.lastReceivedAt}>
                {t('words.aside', { text: relative(device.lastReceivedAt), aside: dateTime(device.lastReceivedAt) })}
              </time>
            ),
          },
          ...(reportedAt === undefined
            ? []
            : [
                {
                  term: t('devices.lastReport'),
                  value: (
                    <time dateTime={reportedAt}>
                      {t('words.aside', { text: relative(reportedAt), aside: dateTime(reportedAt) })}
                    </time>
                  ),
                },
              ]),
          { term: t('devices.hostname'), value: device.hostname },
          { term: t('devices.created'), value: date(device.createdAt) },
        ]}
      />
      {mayEdit ? (
        <div className="no-print mt-4 flex flex-wrap gap-3">
          <Button variant="secondary" size="small" onClick={() => setEditing(true)}>
            {t('devices.edit')}
          </Button>
          <RetireDevice device={device} />
          <EditDevice device={device} open={editing} onClose={() => setEditing(false)} />
        </div>
      ) : (
        <p className="mt-3 text-note text-muted">{t('devices.onlyAdministrators')}</p>
      )}
    </Card>
  );
}
