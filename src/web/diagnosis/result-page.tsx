// SPDX-License-Identifier: Apache-2.0
import type { ReactNode } from 'react';
import { useText } from '../i18n.tsx';
import { Loaded } from '../loaded.tsx';
import { paths } from '../paths.ts';
import { useApi } from '../queries.ts';
import { MANAGERS, useMay } from '../roles.ts';
import { useRouteParam } from '../route-param.ts';
import { useOrgId } from '../session.ts';
import { Badge } from '../ui/badge.tsx';
import { Button } from '../ui/button.tsx';
import { Card } from '../ui/card.tsx';
import { DataTable } from '../ui/data-table.tsx';
import { Disclosure } from '../ui/disclosure.tsx';
import { ButtonLink, Link } from '../ui/link.tsx';
import { PageHeader } from '../ui/page-header.tsx';
import { ProgressBar } from '../ui/progress-bar.tsx';
import { Stack } from '../ui/stack.tsx';
import { valueText, valueTone } from './answer-words.ts';
import type { Result } from './answer-words.ts';
import { BasedOn } from './based-on.tsx';
import { Contradicted } from './contradicted.tsx';
import { Measures } from './measures.tsx';
import { ScoreScale } from './score-scale.tsx';
import { Surveys } from './surveys.tsx';
import { Trend } from './trend.tsx';

export function Page(): ReactNode {
  const { t } = useText();
  const query = useApi('GET /api/v1/org/:orgId/diagnoses/:diagnosisId/result', {
    params: { orgId: useOrgId(), diagnosisId: useRouteParam('diagnosisId') },
  });
  return (
    <Loaded query={query} lines={20}>
      {(result) => (
        <>
          <ResultHeader result={result} />
          <Stack gap="wide">
            <ScoreCard result={result} />
            {result.newest ? <Measures measures={result.measures} /> : <Older />}
            <Trend trend={result.trend} diagnosisId={result.diagnosis.diagnosisId} />
            <Surveys surveys={result.surveys} />
            <Answers result={result} />
            <Again result={result} />
            <p className="text-note text-muted">{t('diagnosis.notOfficial')}</p>
          </Stack>
        </>
      )}
    </Loaded>
  );
}

function ResultHeader({ result }: { readonly result: Result }): ReactNode {
  const { t, date, language } = useText();
  const orgId = useOrgId();
  const mayExport = useMay(MANAGERS);
  const { diagnosisId, finishedAt } = result.diagnosis;
  return (
    <PageHeader
      title={t('diagnosis.resultTitle')}
      lead={t('diagnosis.resultLead', { date: date(finishedAt) })}
      crumbs={[{ label: t('diagnosis.title'), href: paths.diagnosis() }]}
      action={
        <div className="flex flex-wrap gap-3">
          <Button variant="secondary" size="small" onClick={() => window.print()}>
            {t('diagnosis.print')}
          </Button>
          {mayExport && (
            <ButtonLink
              href={`/api/v1/org/${orgId}/diagnoses/${diagnosisId}/result.csv?language=${language}`}
              variant="secondary"
              size="small"
              download
            >
              {t('diagnosis.csv')}
            </ButtonLink>
          )}
        </div>
      }
    />
  );
}

function ScoreCard({ result }: { readonly result: Result }): ReactNode {
  const { t, catalogText, number } = useText();
  const { score, max } = result.diagnosis;
  return (
    <Card main>
      <Stack>
        <p>
          <span className="text-[3rem] leading-tight font-bold tabular-nums">{number(score)}</span>{' '}
          <span className="text-h3">{t('diagnosis.ofMax', { max })}</span>
        </p>
        <div>
          <h2 className="text-h2">{catalogText(result.band.title)}</h2>
          <p>{catalogText(result.band.advice)}</p>
        </div>
        <Contradicted questions={result.questions} />
        <ScoreScale score={score} max={max} bands={result.bands} />
        <div className="grid grid-cols-1 gap-3 md:grid-cols-3">
          {result.parts.map((part) => (
            <ProgressBar
              key={part.no}
              label={catalogText(part.title)}
              value={Math.max(0, part.points)}
              max={part.max}
              text={t('diagnosis.scoreOf', { score: number(part.points), max: part.max })}
            />
          ))}
        </div>
        <BasedOn form={result.form} />
      </Stack>
    </Card>
  );
}

function Older(): ReactNode {
  const { t } = useText();
  return (
    <Card>
      <p>
        {t('diagnosis.older')} <Link href={paths.diagnosis()}>{t('diagnosis.toOverview')}</Link>
      </p>
    </Card>
  );
}

function Answers({ result }: { readonly result: Result }): ReactNode {
  const texts = useText();
  const { t, catalogText, number } = texts;
  type Row = Result['questions'][number];
  const several = result.questions.some(({ sites }) => sites.length > 0);
  return (
    <Card title={t('diagnosis.answersTitle')}>
      <Disclosure summary={t('diagnosis.answersShow')}>
        <DataTable<Row>
          caption={t('diagnosis.answersTitle')}
          columns={[
            {
              id: 'question',
              header: t('diagnosis.question'),
              cell: (row) => `${row.no}. ${catalogText(row.question)}`,
            },
            {
              id: 'answer',
              header: t('diagnosis.answer'),
              cell: (row) => (
                <>
                  <Badge tone={valueTone(row.value)}>{valueText(row.value, texts)}</Badge>
                  {row.reason !== null && <p className="text-note text-muted">{row.reason}</p>}
                </>
              ),
            },
            ...(several
              ? [
                  {
                    id: 'sites',
                    header: t('diagnosis.sites'),
                    cell: (row: Row) =>
                      row.sites.map(({ name, value }) => (
                        <p key={name}>{t('diagnosis.siteAnswer', { name, value: valueText(value, texts) })}</p>
                      )),
                  },
                ]
              : []),
            { id: 'points', header: t('diagnosis.points'), numeric: true, cell: (row) => number(row.points) },
          ]}
          rows={result.questions}
          rowId={(row) => String(row.no)}
          empty={null}
        />
        {result.questions.some(({ value }) => value === null) && (
          <p className="text-note text-muted">{catalogText(result.notUsedNote)}</p>
        )}
      </Disclosure>
    </Card>
  );
}

const YEAR_MS = 365 * 86_400_000;

function Again({ result }: { readonly result: Result }): ReactNode {
  const { t, date } = useText();
  const mayStart = useMay(MANAGERS);
  if (!result.newest || !mayStart) return null;
  const next = new Date(Date.parse(result.diagnosis.finishedAt) + YEAR_MS).toISOString();
  return (
    <Card title={t('diagnosis.againTitle')}>
      <p>{t('diagnosis.againText', { date: date(next) })}</p>
      <p className="no-print mt-3">
        <ButtonLink href={paths.diagnosis()} variant="secondary" size="small">
          {t('diagnosis.toOverview')}
        </ButtonLink>
      </p>
    </Card>
  );
}
