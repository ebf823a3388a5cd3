// SPDX-License-Identifier: Apache-2.0
import { useRouter } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { useText } from '../i18n.tsx';
import { Failure, Loaded } from '../loaded.tsx';
import { paths } from '../paths.ts';
import { useApi, useChange } from '../queries.ts';
import { MANAGERS, useMay } from '../roles.ts';
import { useOrgId } from '../session.ts';
import { Button } from '../ui/button.tsx';
import { Card } from '../ui/card.tsx';
import { DataTable } from '../ui/data-table.tsx';
import { EmptyState } from '../ui/empty-state.tsx';
import { Link } from '../ui/link.tsx';
import { PageHeader } from '../ui/page-header.tsx';
import { Stack } from '../ui/stack.tsx';
import type { Overview } from './answer-words.ts';
import { BasedOn } from './based-on.tsx';
import { OpenDiagnosisCard } from './open-card.tsx';

export function Page(): ReactNode {
  const { t } = useText();
  const query = useApi('GET /api/v1/org/:orgId/diagnoses', { params: { orgId: useOrgId() } });
  return (
    <>
      <PageHeader
        title={t('diagnosis.title')}
        lead={t('diagnosis.lead')}
        crumbs={[{ label: t('controls.title'), href: paths.controls() }]}
      />
      <Loaded query={query} lines={12}>
        {(overview) => (
          <Stack gap="wide">
            {overview.open ? <OpenDiagnosisCard open={overview.open} /> : <Start overview={overview} />}
            <Before finished={overview.finished} />
            <BasedOn form={overview.form} />
          </Stack>
        )}
      </Loaded>
    </>
  );
}

function Start({ overview }: { readonly overview: Overview }): ReactNode {
  const { t } = useText();
  const mayStart = useMay(MANAGERS);
  const orgId = useOrgId();
  const router = useRouter();
  const start = useChange('POST /api/v1/org/:orgId/diagnoses');
  const again = overview.finished.length > 0;
  if (!mayStart) {
    return <EmptyState title={t('diagnosis.none')}>{t('diagnosis.noneHint')}</EmptyState>;
  }
  const begin = (): void => {
    void start.mutateAsync({ params: { orgId } }).then(
      ({ diagnosisId, siteId }) => router.navigate({ href: paths.diagnosisQuestion(diagnosisId, siteId, 1) }),
      () => undefined,
    );
  };
  return (
    <Card main title={t(again ? 'diagnosis.startAgainTitle' : 'diagnosis.startTitle')}>
      <Stack>
        <p className="max-w-prose">{t(again ? 'diagnosis.startAgainText' : 'diagnosis.startText')}</p>
        <ul className="list-disc pl-6">
          <li>{t('diagnosis.point.time', { count: overview.form.questions })}</li>
          <li>{t('diagnosis.point.saved')}</li>
          <li>{t('diagnosis.point.split')}</li>
          <li>{t('diagnosis.point.machine')}</li>
        </ul>
        {start.error && <Failure error={start.error} onAgain={begin} />}
        <p>
          <Button busy={start.isPending} onClick={begin} wide>
            {t(again ? 'diagnosis.startAgain' : 'diagnosis.start')}
          </Button>
        </p>
      </Stack>
    </Card>
  );
}

function Before({ finished }: { readonly finished: Overview['finished'] }): ReactNode {
  const { t, date, number } = useText();
  if (finished.length === 0) return null;
  return (
    <Card title={t('diagnosis.before')}>
      <DataTable
        caption={t('diagnosis.before')}
        columns={[
          {
            id: 'date',
            header: t('diagnosis.date'),
            cell: (row) => <Link href={paths.diagnosisResult(row.diagnosisId)}>{date(row.finishedAt)}</Link>,
          },
          {
            id: 'score',
            header: t('diagnosis.score'),
            numeric: true,
            cell: (row) => t('diagnosis.scoreOf', { score: number(row.score), max: row.max }),
          },
        ]}
        rows={finished}
        rowId={(row) => row.diagnosisId}
        empty={null}
      />
    </Card>
  );
}
