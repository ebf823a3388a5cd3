// SPDX-License-Identifier: Apache-2.0
import type { ReactNode } from 'react';
import type { Api } from '../api-types.ts';
import { useText } from '../i18n.tsx';
import { Loaded } from '../loaded.tsx';
import { paths } from '../paths.ts';
import { useApi } from '../queries.ts';
import { Badge } from '../ui/badge.tsx';
import { Card } from '../ui/card.tsx';
import { CopyBlock } from '../ui/copy-block.tsx';
import { DataTable } from '../ui/data-table.tsx';
import type { Column } from '../ui/data-table.tsx';
import { EmptyState } from '../ui/empty-state.tsx';
import { Notice } from '../ui/notice.tsx';
import { PageHeader } from '../ui/page-header.tsx';
import { Stack } from '../ui/stack.tsx';
import { SummaryList } from '../ui/summary-list.tsx';
import { BackUpNow } from './back-up-now.tsx';
import { OnlyOperators } from './only-operators.tsx';

export type Backups = Api['GET /api/v1/operate/backups']['response'];
type Run = Backups['backups'][number];

export function Page(): ReactNode {
  const { t } = useText();
  return (
    <>
      <PageHeader
        title={t('operate.backups')}
        lead={t('operate.backupsLead')}
        crumbs={[{ label: t('operate.title'), href: paths.operate() }]}
      />
      <OnlyOperators>
        <Found />
      </OnlyOperators>
    </>
  );
}

function Found(): ReactNode {
  const { t } = useText();
  const query = useApi('GET /api/v1/operate/backups');
  return (
    <Loaded query={query} lines={12}>
      {(found) => (
        <Stack gap="wide">
          <Problems {...found} />
          <State found={found} />
          <Card title={t('operate.backup.history')}>
            <History {...found} />
          </Card>
          <Restore found={found} />
        </Stack>
      )}
    </Loaded>
  );
}

function useReason(): (reason: string | null) => string {
  const { t, findText } = useText();
  return (reason) => findText(`operate.backup.reason.${reason}`) ?? t('operate.backup.reason.other');
}

function Problems({ backups: [backup], drills: [drill] }: Backups): ReactNode {
  const { t } = useText();
  const reason = useReason();
  return (
    <>
      {backup?.outcome === 'failed' && (
        <Notice tone="critical" title={t('operate.backup.failedTitle')}>
          {reason(backup.reason)}
        </Notice>
      )}
      {backup?.secondPlace === 'failed' && (
        <Notice tone="caution" title={t('operate.backup.secondFailedTitle')}>
          {t('operate.backup.secondFailedText')}
        </Notice>
      )}
      {drill?.outcome === 'failed' && (
        <Notice tone="critical" title={t('operate.backup.drillFailedTitle')}>
          {reason(drill.reason)}
        </Notice>
      )}
    </>
  );
}

/** One decimal, never "0.0" for something that is there. */
const megabytes = (bytes: number): number => Math.max(0.1, Math.round(bytes / 104_857.6) / 10);

function useLast(): (run: Run | undefined) => ReactNode {
  const { t, dateTime, number } = useText();
  return (run) =>
    run === undefined ? (
      t('operate.backup.none')
    ) : (
      <>
        {t('operate.backup.made', {
          at: dateTime(run.startedAt),
          size: number(megabytes(run.bytes ?? 0)),
          rows: number(run.rows ?? 0),
        })}
        <p className={run.encrypted === true ? 'text-muted' : 'text-caution-text'}>
          {run.encrypted === true ? t('operate.backup.encrypted') : t('operate.backup.plain')}
        </p>
      </>
    );
}

function useSecond(): (found: Backups) => string {
  const { t } = useText();
  return ({ secondFolder, backups: [last] }) => {
    if (secondFolder === null) return t('operate.backup.secondMissing');
    if (last?.secondPlace === 'verified') return t('operate.backup.secondVerified', { folder: secondFolder });
    if (last?.secondPlace === 'failed') return t('operate.backup.secondFailed', { folder: secondFolder });
    return t('operate.backup.secondWaiting', { folder: secondFolder });
  };
}

function useDrill(): (run: Run | undefined) => string {
  const { t, dateTime, number } = useText();
  return (run) => {
    if (run === undefined) return t('operate.backup.drillNone');
    const at = dateTime(run.endedAt);
    if (run.outcome === 'failed') return t('operate.backup.drillFailed', { at });
    if (run.backupAt === null || run.rows === null) return t('operate.backup.drillDoneShort', { at });
    return t('operate.backup.drillDone', { at, made: dateTime(run.backupAt), rows: number(run.rows) });
  };
}

function State({ found }: { readonly found: Backups }): ReactNode {
  const { t, dateTime } = useText();
  const last = useLast();
  const second = useSecond();
  const drill = useDrill();
  const { backups, drills, folder, nextBackupAt, nextDrillAt } = found;
  const next = (at: string | null): string => (at === null ? t('operate.backup.off') : dateTime(at));
  return (
    <Card title={t('operate.backup.state')}>
      <Stack>
        <SummaryList
          items={[
            { term: t('operate.backup.last'), value: last(backups.find(({ outcome }) => outcome === 'done')) },
            { term: t('operate.backup.next'), value: next(nextBackupAt) },
            { term: t('operate.backup.folder'), value: <span className="break-all">{folder}</span> },
            { term: t('operate.backup.second'), value: <span className="wrap-anywhere">{second(found)}</span> },
            { term: t('operate.backup.drill'), value: drill(drills[0]) },
            { term: t('operate.backup.drillNext'), value: next(nextDrillAt) },
          ]}
        />
        <BackUpNow newest={backups[0]?.startedAt} />
      </Stack>
    </Card>
  );
}

function History({ backups, drills }: Backups): ReactNode {
  const { t, dateTime } = useText();
  const reason = useReason();
  const runs = [...backups, ...drills].toSorted((a, b) => (a.startedAt < b.startedAt ? 1 : -1));
  const columns: readonly Column<Run>[] = [
    { id: 'when', header: t('operate.backup.when'), cell: ({ startedAt }) => dateTime(startedAt) },
    { id: 'what', header: t('operate.backup.what'), cell: ({ kind }) => t(`operate.backup.kind.${kind}`) },
    {
      id: 'outcome',
      header: t('operate.backup.outcome'),
      cell: (run) => (
        <>
          <Badge tone={run.outcome === 'done' ? 'positive' : 'critical'}>{t(`operate.backup.${run.outcome}`)}</Badge>
          {run.outcome === 'failed' && <p className="text-note">{reason(run.reason)}</p>}
        </>
      ),
    },
    { id: 'by', header: t('operate.backup.by'), cell: ({ askedBy }) => t(`operate.backup.by.${askedBy}`) },
    {
      id: 'file',
      header: t('operate.backup.file'),
      cell: ({ fileName }) => <span className="font-mono text-note break-all">{fileName ?? '–'}</span>,
    },
  ];
  return (
    <DataTable
      caption={t('operate.backup.history')}
      columns={columns}
      rows={runs}
      rowId={({ kind, startedAt }) => `${kind} ${startedAt}`}
      empty={
        <EmptyState icon="proof" title={t('operate.backup.historyNone')}>
          {t('operate.backup.historyNoneHint')}
        </EmptyState>
      }
    />
  );
}

function Restore({ found: { folder, backups } }: { readonly found: Backups }): ReactNode {
  const { t } = useText();
  const file = backups.find(({ fileName }) => fileName !== null)?.fileName;
  // Quoted: a folder may have a space in its name.
  const command = `sonae restore "${folder}/${file ?? 'FILE'}" --data NEW-FOLDER`;
  return (
    <Card title={t('operate.backup.restore')}>
      <Stack>
        <p>{t('operate.backup.restoreText')}</p>
        <CopyBlock label={t('operate.backup.command')} value={command} />
        <p>{t('operate.backup.restoreThen')}</p>
      </Stack>
    </Card>
  );
}
