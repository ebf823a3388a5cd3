// SPDX-License-Identifier: Apache-2.0
import { useEffect, useRef } from 'react';
import type { ReactNode } from 'react';
import { Failure } from '../loaded.tsx';
import { useText } from '../i18n.tsx';
import { useChange } from '../queries.ts';
import { useOrgId } from '../session.ts';
import { Card } from '../ui/card.tsx';
import { Spinner } from '../ui/spinner.tsx';
import { DeviceResults } from './device-results.tsx';

/** Starts at once: who comes here has pressed the button for it. */
export function ServerCheck({ onAnother }: { readonly onAnother: () => void }): ReactNode {
  const { t } = useText();
  const orgId = useOrgId();
  const check = useChange('POST /api/v1/org/:orgId/check-server');
  const started = useRef(false);
  const start = (): void => check.mutate({ params: { orgId } });
  useEffect(() => {
    if (started.current) return;
    started.current = true;
    start();
  }, []);
  if (check.error) return <Failure error={check.error} onAgain={start} />;
  if (!check.data) {
    return (
      <Card title={t('look.server.title')}>
        <Spinner label={t('look.server.running')} showLabel />
      </Card>
    );
  }
  return <DeviceResults deviceId={check.data.deviceId} onAnother={onAnother} />;
}
