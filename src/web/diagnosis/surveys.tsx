// SPDX-License-Identifier: Apache-2.0
import type { ReactNode } from 'react';
import { useText } from '../i18n.tsx';
import { Badge } from '../ui/badge.tsx';
import { Card } from '../ui/card.tsx';
import { DataTable } from '../ui/data-table.tsx';
import { Link } from '../ui/link.tsx';
import { Stack } from '../ui/stack.tsx';
import { valueText, valueTone } from './answer-words.ts';
import type { Result } from './answer-words.ts';

type Survey = Result['surveys'][number];
type Figure = Survey['figures'][number];

/** What others answered; one table for each survey, so that years and groups are never mixed. */
export function Surveys({ surveys }: { readonly surveys: readonly Survey[] }): ReactNode {
  const { t } = useText();
  if (surveys.length === 0) return null;
  return (
    <Card title={t('diagnosis.surveys')}>
      <Stack gap="wide">
        <p className="max-w-prose text-muted">{t('diagnosis.surveysLead')}</p>
        {surveys.map((survey) => (
          <OneSurvey key={survey.id} survey={survey} />
        ))}
      </Stack>
    </Card>
  );
}

function OneSurvey({ survey }: { readonly survey: Survey }): ReactNode {
  const texts = useText();
  const { t, catalogText, number } = texts;
  const title = t('diagnosis.surveyTitle', {
    title: catalogText(survey.title),
    issuer: catalogText(survey.issuer),
    year: String(survey.year),
    n: survey.n,
  });
  return (
    <section>
      <h3 className="text-h3">{title}</h3>
      {survey.note && <p className="text-note text-muted">{catalogText(survey.note)}</p>}
      <p className="text-note text-muted">
        {t('diagnosis.readAt')}
        {survey.source.url === null ? (
          catalogText(survey.source.title)
        ) : (
          <Link href={survey.source.url} rel="noreferrer">
            {catalogText(survey.source.title)}
          </Link>
        )}
      </p>
      <DataTable<Figure>
        caption={title}
        columns={[
          { id: 'label', header: t('diagnosis.surveyItem'), cell: (row) => catalogText(row.label) },
          {
            id: 'percent',
            header: t('diagnosis.surveyShare'),
            cell: (row) => (
              <Share percent={row.percent} text={`${number(row.percent, { minimumFractionDigits: 1 })} %`} />
            ),
          },
          {
            id: 'own',
            header: t('diagnosis.surveyOwn'),
            cell: (row) =>
              row.questions.map(({ no, value }) => (
                <p key={no}>
                  <Badge tone={valueTone(value)}>{valueText(value, texts)}</Badge>{' '}
                  <span className="text-note whitespace-nowrap text-muted">
                    {t('diagnosis.surveyQuestion', { no })}
                  </span>
                </p>
              )),
          },
        ]}
        rows={survey.figures}
        rowId={(row) => row.label.ja}
        empty={null}
      />
    </section>
  );
}

function Share({ percent, text }: { readonly percent: number; readonly text: string }): ReactNode {
  return (
    <span className="inline-flex items-center gap-3">
      <svg viewBox="0 0 100 10" className="h-3 w-24 max-md:hidden" preserveAspectRatio="none" aria-hidden="true">
        <rect width="100" height="10" className="fill-sunken" />
        <rect width={percent} height="10" className="fill-unknown" />
      </svg>
      <span className="whitespace-nowrap tabular-nums">{text}</span>
    </span>
  );
}
