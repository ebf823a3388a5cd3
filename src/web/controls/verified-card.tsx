// SPDX-License-Identifier: Apache-2.0
import type { ReactNode } from 'react';
import { useText } from '../i18n.tsx';
import { paths } from '../paths.ts';
import { OWN_PEOPLE, useMay } from '../roles.ts';
import { Card } from '../ui/card.tsx';
import { DataTable } from '../ui/data-table.tsx';
import type { Column } from '../ui/data-table.tsx';
import { EmptyState } from '../ui/empty-state.tsx';
import { ButtonLink, Link } from '../ui/link.tsx';
import { Notice } from '../ui/notice.tsx';
import { Ring } from '../ui/ring.tsx';
import { Stack } from '../ui/stack.tsx';
import { useVerdictWords } from '../verdict-words.ts';
import { VerdictSentence } from '../verdict-sentence.tsx';
import type { ControlPage } from './answer-form.tsx';
import { ringCounts } from './counts.tsx';

type SubjectVerdict = ControlPage['subjects'][number];

/** What machines say about the control, device by device. */
export function VerifiedCard({ page }: { readonly page: ControlPage }): ReactNode {
  const { t, language, dateTime } = useText();
  const words = useVerdictWords();
  const { control, counts } = page;
  const checks = control.checks.map((checkId) => words.title(checkId) ?? checkId);
  return (
    <Card title={t('controls.verified')}>
      {counts ? (
        <Stack>
          <p className="text-muted">
            {t('controls.verifiedLead', { checks: checks.join(language === 'ja' ? '、' : ', ') })}
          </p>
          {page.subjects.length > 0 && <Ring title={t('controls.measured')} counts={ringCounts(counts)} />}
          <Subjects page={page} />
        </Stack>
      ) : (
        <p>{t('controls.verifiedPerson')}</p>
      )}
      {page.ownDrill && (
        <div className="mt-4">
          <Notice
            tone="positive"
            title={t('controls.ownDrill', {
              at: dateTime(page.ownDrill.at),
              backupAt: dateTime(page.ownDrill.backupAt),
            })}
          >
            {t('controls.ownDrillText')}
          </Notice>
        </div>
      )}
    </Card>
  );
}

function Subjects({ page: { control, subjects } }: { readonly page: ControlPage }): ReactNode {
  const { t, findText, relative, dateTime } = useText();
  const words = useVerdictWords();
  const mayLook = useMay(OWN_PEOPLE);
  const several = control.checks.length > 1;
  const columns: readonly Column<SubjectVerdict>[] = [
    {
      id: 'device',
      header: t('controls.device'),
      cell: ({ subjectId, label }) => <Link href={paths.device(subjectId)}>{label}</Link>,
    },
    {
      id: 'result',
      header: t('controls.result'),
      cell: (verdict) => (
        <>
          {several && <p className="text-note text-muted">{words.title(verdict.checkId)}</p>}
          <VerdictSentence verdict={verdict} />
        </>
      ),
    },
    {
      id: 'observed',
      header: t('controls.observed'),
      cell: ({ observedAt, source }) => (
        <>
          <time dateTime={observedAt} title={dateTime(observedAt)} className="whitespace-nowrap">
            {relative(observedAt)}
          </time>
          <p className="text-note text-muted">{findText(`words.source.${source}`) ?? source}</p>
        </>
      ),
    },
  ];
  return (
    <Stack>
      <DataTable
        caption={t('controls.devices')}
        columns={columns}
        rows={subjects}
        rowId={({ subjectId, checkId }) => `${subjectId} ${checkId}`}
        empty={
          <EmptyState
            icon="device"
            title={t('controls.verifiedNone')}
            action={
              mayLook && (
                <ButtonLink href={paths.look()} variant="secondary" size="small">
                  {t('controls.checkOne')}
                </ButtonLink>
              )
            }
          >
            {t('controls.verifiedNoneHint')}
          </EmptyState>
        }
      />
      {subjects.length === 100 && <p className="text-muted">{t('controls.firstHundred')}</p>}
    </Stack>
  );
}
