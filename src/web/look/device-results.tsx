// SPDX-License-Identifier: Apache-2.0
import type { ReactNode } from 'react';
import { Loaded } from '../loaded.tsx';
import { useApi } from '../queries.ts';
import { useOrgId } from '../session.ts';
import { Results } from './results.tsx';

/** The result of a device that has just reported. */
export function DeviceResults(props: { readonly deviceId: string; readonly onAnother: () => void }): ReactNode {
  const orgId = useOrgId();
  const { deviceId } = props;
  const device = useApi('GET /api/v1/org/:orgId/devices/:deviceId', { params: { orgId, deviceId } });
  const verdicts = useApi('GET /api/v1/org/:orgId/subjects/:subjectId/verdicts', {
    params: { orgId, subjectId: deviceId },
  });
  return (
    <Loaded query={verdicts} lines={12}>
      {(found) => (
        <Loaded query={device} lines={12}>
          {({ device: { label } }) => <Results {...props} name={label} verdicts={found.verdicts} />}
        </Loaded>
      )}
    </Loaded>
  );
}
