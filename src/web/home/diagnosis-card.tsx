// SPDX-License-Identifier: Apache-2.0
import type { ReactNode } from 'react';
import { useText } from '../i18n.tsx';
import { paths } from '../paths.ts';
import { Card } from '../ui/card.tsx';
import { ButtonLink, Link } from '../ui/link.tsx';
import type { Home } from './today-card.tsx';

type Diagnosis = Home['diagnosis'];

/** For a new organisation the one thing to begin with: 25 questions instead of every control there is. */
export function DiagnosisInvitation({
  diagnosis,
  main,
}: {
  readonly diagnosis: Diagnosis;
  /** False where today's task is the main thing. */
  readonly main: boolean;
}): ReactNode {
  const { t } = useText();
  const begun = diagnosis.state === 'open';
  return (
    <Card main={main}>
      <h2 className={main ? 'text-h1 max-sm:text-h2' : 'text-h2'}>
        {t(begun ? 'home.diagnosis.open' : 'home.diagnosis.first')}
      </h2>
      <p className="mt-3 max-w-prose">
        {begun
          ? t('home.diagnosis.openText', { count: diagnosis.answered, total: diagnosis.total })
          : t('home.diagnosis.firstText')}
      </p>
      <div className="mt-6">
        <ButtonLink href={paths.diagnosis()} variant={main ? 'primary' : 'secondary'}>
          {t(begun ? 'home.diagnosis.openButton' : 'home.diagnosis.firstButton')}
        </ButtonLink>
      </div>
    </Card>
  );
}

/** Parts that a colleague asked this person to answer. */
export function DiagnosisAsked({ asked: { asked, diagnosisId } }: { readonly asked: Diagnosis }): ReactNode {
  const { t, catalogText } = useText();
  if (diagnosisId === null) return null;
  return asked.map((one) => {
    const part = [one.siteName, catalogText(one.title)].filter(Boolean).join(' ／ ');
    return (
      <Card
        key={`${one.siteId} ${one.part}`}
        main
        title={
          one.askedBy === null
            ? t('home.diagnosis.askedNobody', { part })
            : t('home.diagnosis.asked', { name: one.askedBy, part })
        }
      >
        <p>{t('home.diagnosis.askedText', { left: one.left })}</p>
        <div className="mt-4">
          <ButtonLink href={paths.diagnosisQuestion(diagnosisId, one.siteId, one.next)}>
            {t('home.diagnosis.askedButton')}
          </ButtonLink>
        </div>
      </Card>
    );
  });
}

/** The newest score, small: it is a year's thing, not a day's. */
export function DiagnosisLast({ diagnosis: { last } }: { readonly diagnosis: Diagnosis }): ReactNode {
  const { t, date, catalogText } = useText();
  if (!last) return null;
  return (
    <Card title={t('home.diagnosis.last', { score: last.score, max: last.max })}>
      <p>{t('home.diagnosis.lastText', { band: catalogText(last.band), date: date(last.finishedAt) })}</p>
      <p className="mt-3">
        <Link href={paths.diagnosisResult(last.diagnosisId)}>{t('home.diagnosis.lastLink')}</Link>
      </p>
    </Card>
  );
}
