// SPDX-License-Identifier: Apache-2.0
import type { ReactNode } from 'react';
import { useText } from '../i18n.tsx';
import type { Localised } from '../i18n.tsx';
import { paths } from '../paths.ts';
import { Badge } from '../ui/badge.tsx';
import { Card } from '../ui/card.tsx';
import { Disclosure } from '../ui/disclosure.tsx';
import { EmptyState } from '../ui/empty-state.tsx';
import { ButtonLink, Link } from '../ui/link.tsx';
import type { Result } from './answer-words.ts';

type Measure = Result['measures'][number];

/** One sentence: what shows the gap, which threat it works against, how little it takes. */
export function because(measure: Measure, texts: Pick<Localised, 't' | 'catalogText'>): string {
  const { t, catalogText } = texts;
  const { threat } = measure;
  const gap = t(`diagnosis.because.${measure.gap}`, { failing: measure.failing, measured: measure.measured });
  const time = t(`diagnosis.time.${measure.time}`);
  return threat
    ? t('diagnosis.because', {
        gap,
        threat: catalogText(threat.title),
        rank: threat.rank,
        list: catalogText(threat.list),
        time,
      })
    : t('diagnosis.becauseNoThreat', { gap, time });
}

/** The six to begin with; the reason for each stands beside it. */
export function Measures({ measures }: { readonly measures: readonly Measure[] }): ReactNode {
  const { t } = useText();
  return (
    <section aria-labelledby="six-measures">
      <h2 id="six-measures" className="text-h2">
        {t('diagnosis.measures', { count: measures.length })}
      </h2>
      {measures.length === 0 ? (
        <EmptyState title={t('diagnosis.measuresNone')}>{t('diagnosis.measuresNoneText')}</EmptyState>
      ) : (
        <>
          <p className="mb-4 max-w-prose text-muted">{t('diagnosis.measuresLead')}</p>
          <ol className="grid grid-cols-1 gap-4 lg:grid-cols-2">
            {measures.map((measure, index) => (
              <li key={measure.controlId} className="grid">
                <MeasureCard measure={measure} place={index + 1} />
              </li>
            ))}
          </ol>
          <Disclosure summary={t('diagnosis.formulaTitle')}>
            <p>{t('diagnosis.formula')}</p>
          </Disclosure>
        </>
      )}
    </section>
  );
}

function MeasureCard({ measure, place }: { readonly measure: Measure; readonly place: number }): ReactNode {
  const texts = useText();
  const { t, catalogText } = texts;
  const action = catalogText(measure.action);
  return (
    <Card
      level={3}
      title={
        <>
          <span className="mr-3 inline-flex size-8 items-center justify-center rounded-full bg-action text-note text-action-text">
            {place}
          </span>
          <Link href={paths.control(measure.controlId)}>{action}</Link>
        </>
      }
    >
      <p>{catalogText(measure.why)}</p>
      <p className="mt-3 border-l-4 border-info pl-3">{because(measure, texts)}</p>
      <p className="mt-3 flex flex-wrap gap-2">
        <Badge>{t(`diagnosis.time.${measure.time}`)}</Badge>
        <Badge>{t(`diagnosis.cost.${measure.cost}`)}</Badge>
        {measure.gap === 'measured' && (
          <Badge tone="critical" icon="device">
            {t('diagnosis.seen')}
          </Badge>
        )}
      </p>
      <p className="no-print mt-4">
        <ButtonLink
          href={paths.control(measure.controlId)}
          variant="secondary"
          size="small"
          aria-label={`${t('diagnosis.how')}: ${action}`}
        >
          {t('diagnosis.how')}
        </ButtonLink>
      </p>
    </Card>
  );
}
