// SPDX-License-Identifier: Apache-2.0
import type { ReactNode } from 'react';
import { useText } from '../i18n.tsx';
import { Loaded } from '../loaded.tsx';
import { paths } from '../paths.ts';
import { useApi } from '../queries.ts';
import { useRouteParam } from '../route-param.ts';
import { useOrgId } from '../session.ts';
import { Badge } from '../ui/badge.tsx';
import { Card } from '../ui/card.tsx';
import { Link } from '../ui/link.tsx';
import { PageHeader } from '../ui/page-header.tsx';
import { Stack } from '../ui/stack.tsx';
import { ControlsAgainst, WeakestLink } from './controls-against.tsx';
import type { TroubleCase } from './words.tsx';

export function Page(): ReactNode {
  const caseId = useRouteParam('caseId');
  const found = useApi('GET /api/v1/org/:orgId/trouble-cases/:caseId', { params: { orgId: useOrgId(), caseId } });
  return (
    <Loaded query={found} lines={16}>
      {(page) => <CaseView key={page.case.caseId} one={page.case} />}
    </Loaded>
  );
}

function CaseView({ one }: { readonly one: TroubleCase }): ReactNode {
  const { t, catalogText } = useText();
  return (
    <>
      <PageHeader
        title={catalogText(one.title)}
        lead={t('threats.caseLead')}
        crumbs={[
          { label: t('controls.title'), href: paths.controls() },
          { label: t('threats.title'), href: paths.threats() },
        ]}
      />
      <Stack gap="wide">
        <Card title={t('threats.story')} main>
          <Stack>
            {one.story.map((part) => (
              <p key={part.en} className="max-w-prose">
                {catalogText(part)}
              </p>
            ))}
            <p className="text-note text-muted">{t('threats.invented')}</p>
          </Stack>
        </Card>
        <Card title={t('threats.watchFor')}>
          <ul className="list-disc pl-6">
            {one.watchFor.map((sign) => (
              <li key={sign.en}>{catalogText(sign)}</li>
            ))}
          </ul>
        </Card>
        <WeakestLink controls={one.controls} weakest={one.weakest} />
        <ControlsAgainst title={t('threats.stopped')} tally={one.tally} controls={one.controls} />
        <section>
          <p className="flex flex-wrap gap-2">
            {one.categories.map(({ number, title }) => (
              <Badge key={number}>{catalogText(title)}</Badge>
            ))}
          </p>
          <p className="mt-2 text-note text-muted">{catalogText(one.wording)}</p>
          {one.threats.length > 0 && (
            <p className="mt-3 flex flex-wrap gap-x-4">
              <span>{t('threats.threatsOf')}</span>
              {one.threats.map(({ threatId, title }) => (
                <Link key={threatId} href={paths.threat(threatId)}>
                  {catalogText(title)}
                </Link>
              ))}
            </p>
          )}
        </section>
      </Stack>
    </>
  );
}
