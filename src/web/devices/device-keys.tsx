// SPDX-License-Identifier: Apache-2.0
import { useState } from 'react';
import type { ReactNode } from 'react';
import { describeError } from '../describe-error.ts';
import { useText } from '../i18n.tsx';
import { Loaded } from '../loaded.tsx';
import { useApi, useChange } from '../queries.ts';
import { useOrgId } from '../session.ts';
import { Button } from '../ui/button.tsx';
import { Card } from '../ui/card.tsx';
import { ConfirmDialog } from '../ui/dialog.tsx';
import { Stack } from '../ui/stack.tsx';
import { useToast } from '../ui/toast.tsx';
import type { Device } from './device-marks.tsx';

/** Keys in force of a device, for administrators, and ending them. */
export function DeviceKeys({ device }: { readonly device: Device }): ReactNode {
  const { t, date } = useText();
  const params = { orgId: useOrgId(), deviceId: device.deviceId };
  const query = useApi('GET /api/v1/org/:orgId/devices/:deviceId/keys', { params });
  return (
    <Card title={t('devices.keys')}>
      <Stack>
        <p className="text-muted">{t('devices.keysAbout')}</p>
        <Loaded query={query} lines={2}>
          {({ keys }) =>
            keys.length === 0 ? (
              <p>{t('devices.keysNone')}</p>
            ) : (
              <Stack>
                <ul className="border-t border-line">
                  {keys.map(({ keyId, holder, createdAt }) => (
                    <li key={keyId} className="border-b border-line py-3">
                      <span className="font-bold">{t(`devices.keyHolder.${holder}`)}</span>{' '}
                      <span className="text-muted">{t('devices.keyCreated', { date: date(createdAt) })}</span>
                    </li>
                  ))}
                </ul>
                <Revoke device={device} />
              </Stack>
            )
          }
        </Loaded>
      </Stack>
    </Card>
  );
}

function Revoke({ device }: { readonly device: Device }): ReactNode {
  const texts = useText();
  const { t } = texts;
  const orgId = useOrgId();
  const toast = useToast();
  const revoke = useChange('DELETE /api/v1/org/:orgId/devices/:deviceId/keys');
  const [asking, setAsking] = useState(false);
  const confirm = (): void => {
    // As a promise: the list is empty with the next answer, and callbacks of what is gone are not called.
    void revoke
      .mutateAsync({ params: { orgId, deviceId: device.deviceId } })
      .then(
        () => toast({ text: t('devices.keysRevoked') }),
        (error: unknown) => toast({ text: describeError(error, texts).title }),
      )
      .finally(() => setAsking(false));
  };
  return (
    <div className="no-print">
      <Button variant="secondary" size="small" onClick={() => setAsking(true)}>
        {t('devices.keysRevoke')}
      </Button>
      <ConfirmDialog
        open={asking}
        title={t('devices.keysRevokeTitle', { name: device.label })}
        confirm={t('devices.keysRevoke')}
        danger
        busy={revoke.isPending}
        onConfirm={confirm}
        onClose={() => setAsking(false)}
      >
        <p>{t('devices.keysRevokeWhat')}</p>
        <p>{t('devices.keysRevokeThen')}</p>
      </ConfirmDialog>
    </div>
  );
}
