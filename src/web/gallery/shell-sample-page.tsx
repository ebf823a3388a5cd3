// SPDX-License-Identifier: Apache-2.0
// The smallest whole page: what a new one starts from.
import type { ReactNode } from 'react';
import { useText } from '../i18n.tsx';
import { Loaded } from '../loaded.tsx';
import { useApi } from '../queries.ts';
import { useOrgId } from '../session.ts';
import { Card } from '../ui/card.tsx';
import { PageHeader } from '../ui/page-header.tsx';
import { SummaryList } from '../ui/summary-list.tsx';
import { SAMPLES } from './samples.ts';

export function Page(): ReactNode {
  const { catalogText } = useText();
  const organisation = useApi('GET /api/v1/org/:orgId/organisation', { params: { orgId: useOrgId() } });
  return (
    <>
      <PageHeader title={catalogText(SAMPLES.company)} />
      <Card>
        <Loaded query={organisation} lines={4}>
          {({ name, timeZone }) => (
            <SummaryList
              items={[
                { term: catalogText(SAMPLES.company), value: name },
                { term: catalogText(SAMPLES.seen), value: timeZone },
              ]}
            />
          )}
        </Loaded>
      </Card>
    </>
  );
}
