// SPDX-License-Identifier: Apache-2.0
import { useState } from 'react';
import type { ReactNode } from 'react';
import { describeError } from '../describe-error.ts';
import { useText } from '../i18n.tsx';
import { useChange } from '../queries.ts';
import { useOrgId } from '../session.ts';
import { Button } from '../ui/button.tsx';
import { ConfirmDialog } from '../ui/dialog.tsx';
import { useToast } from '../ui/toast.tsx';
import type { Device } from './device-marks.tsx';

/** Takes a device off the list or back onto it; either can be undone at once. */
function useDeviceState(device: Device): { set: (state: 'active' | 'gone', done?: () => void) => void; busy: boolean } {
  const texts = useText();
  const { t } = texts;
  const orgId = useOrgId();
  const toast = useToast();
  const update = useChange('PATCH /api/v1/org/:orgId/devices/:deviceId');
  const set = (state: 'active' | 'gone', done?: () => void): void => {
    update.mutate(
      { params: { orgId, deviceId: device.deviceId }, body: { state } },
      {
        onSuccess: () => {
          done?.();
          const text = t(state === 'gone' ? 'devices.retired' : 'devices.revived', { name: device.label });
          toast({ text, ...(state === 'gone' ? { onUndo: () => set('active') } : {}) });
        },
        onError: (error) => {
          done?.();
          toast({ text: describeError(error, texts).title });
        },
      },
    );
  };
  return { set, busy: update.isPending };
}

export function RetireDevice({ device }: { readonly device: Device }): ReactNode {
  const { t } = useText();
  const { set, busy } = useDeviceState(device);
  const [asking, setAsking] = useState(false);
  if (device.state === 'gone') {
    return (
      <Button variant="secondary" size="small" busy={busy} onClick={() => set('active')}>
        {t('devices.revive')}
      </Button>
    );
  }
  return (
    <>
      <Button variant="secondary" size="small" onClick={() => setAsking(true)}>
        {t('devices.retire')}
      </Button>
      <ConfirmDialog
        open={asking}
        title={t('devices.retireTitle', { name: device.label })}
        confirm={t('devices.retire')}
        danger
        busy={busy}
        onConfirm={() => set('gone', () => setAsking(false))}
        onClose={() => setAsking(false)}
      >
        <p>{t('devices.retireWhat')}</p>
        <p>{t('devices.retireComesBack')}</p>
      </ConfirmDialog>
    </>
  );
}
