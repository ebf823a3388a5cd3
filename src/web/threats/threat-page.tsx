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
import { Measures } from './measures.tsx';
import { Sources } from './words.tsx';
import type { Threat } from './words.tsx';

export function Page(): ReactNode {
  const threatId = useRouteParam('threatId');
  const found = useApi('GET /api/v1/org/:orgId/threats/:threatId', { params: { orgId: useOrgId(), threatId } });
  return (
    <Loaded query={found} lines={16}>
      {({ threat }) => <ThreatView key={threat.threatId} threat={threat} />}
    </Loaded>
  );
}

function ThreatView({ threat }: { readonly threat: Threat }): ReactNode {
  const { t, catalogText } = useText();
  const { controls, weakest, tally, note } = threat;
  return (
    <>
      <PageHeader
        title={catalogText(threat.title)}
        lead={catalogText(threat.plain)}
        crumbs={[
          { label: t('controls.title'), href: paths.controls() },
          { label: t('threats.title'), href: paths.threats() },
        ]}
      />
      <Stack gap="wide">
        <ul className="flex flex-wrap gap-2">
          {threat.ranks.toReversed().map(({ year, rank }) => (
            <li key={year}>
              <Badge>{t('threats.rankOf', { year: String(year), rank })}</Badge>
            </li>
          ))}
        </ul>
        <WeakestLink controls={controls} weakest={weakest} />
        <Card title={t('threats.toUs')} main>
          <p className="max-w-prose text-lead">{catalogText(threat.toUs)}</p>
          <p className="mt-3 text-note text-muted">{t('threats.invented')}</p>
        </Card>
        <ControlsAgainst title={t('threats.ours')} tally={tally} controls={controls} />
        <HowItComes threat={threat} />
        <Measures threat={threat} />
        {note && <p className="text-muted">{catalogText(note)}</p>}
        <CasesOf cases={threat.cases} />
      </Stack>
    </>
  );
}

function HowItComes({ threat }: { readonly threat: Threat }): ReactNode {
  const { t, catalogText } = useText();
  const { methods, causes, entryPoints } = threat;
  const said = [...methods, ...causes];
  return (
    <Card title={t('threats.how')}>
      <Stack>
        <ul className="list-disc pl-6">
          {said.map((line) => (
            <li key={line.en}>{catalogText(line)}</li>
          ))}
        </ul>
        {entryPoints.length > 0 && (
          <section>
            <h3 className="text-h3">{t('threats.entries')}</h3>
            <ul>
              {entryPoints.map(({ id, title, measure }) => (
                <li key={id}>
                  {catalogText(title)} → {catalogText(measure)}
                </li>
              ))}
            </ul>
          </section>
        )}
        <Sources backings={said.map(({ backing }) => backing)} />
      </Stack>
    </Card>
  );
}

function CasesOf({ cases }: Pick<Threat, 'cases'>): ReactNode {
  const { t, catalogText } = useText();
  if (cases.length === 0) return null;
  return (
    <section>
      <h2 className="text-h2">{t('threats.casesOf')}</h2>
      <ul className="mt-2 grid gap-2">
        {cases.map(({ caseId, title }) => (
          <li key={caseId}>
            <Link href={paths.troubleCase(caseId)}>{catalogText(title)}</Link>
          </li>
        ))}
      </ul>
    </section>
  );
}
