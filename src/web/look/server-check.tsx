// SPDX-License-Identifier: Apache-2.0
import type { ReactNode } from 'react';
import { useText } from '../i18n.tsx';
import { Failure } from '../loaded.tsx';
import { useChange } from '../queries.ts';
import { useOrgId } from '../session.ts';
import { Button } from '../ui/button.tsx';
import { Card } from '../ui/card.tsx';
import { Spinner } from '../ui/spinner.tsx';
import { DeviceResults } from './device-results.tsx';

export interface ServerCheckState {
  readonly start: () => void;
  readonly running: boolean;
  readonly error: Error | null;
  readonly deviceId: string | undefined;
}

/** The check of the computer Sonae runs on; started by a button, shown by `ServerCheck`. */
export function useServerCheck(): ServerCheckState {
  const orgId = useOrgId();
  const check = useChange('POST /api/v1/org/:orgId/check-server');
  return {
    start: () => check.mutate({ params: { orgId } }),
    running: check.isPending,
    error: check.error,
    deviceId: check.data?.deviceId,
  };
}

export function ServerCheck(props: { readonly check: ServerCheckState; readonly onAnother: () => void }): ReactNode {
  const { t } = useText();
  const { start, running, error, deviceId } = props.check;
  if (error) return <Failure error={error} onAgain={start} />;
  if (deviceId !== undefined) return <DeviceResults deviceId={deviceId} onAnother={props.onAnother} />;
  return (
    <Card title={t('look.server.title')}>
      {running ? (
        <Spinner label={t('look.server.running')} showLabel />
      ) : (
        // After a reload nothing is running: a check is started by a person, not by an address.
        <Button onClick={start}>{t('look.server.choose')}</Button>
      )}
    </Card>
  );
}
