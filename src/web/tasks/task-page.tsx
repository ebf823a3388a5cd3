// SPDX-License-Identifier: Apache-2.0
import type { ReactNode } from 'react';
import { useFindingSentence } from '../finding-sentence.ts';
import { useText } from '../i18n.tsx';
import type { TextKey } from '../i18n.tsx';
import { Loaded } from '../loaded.tsx';
import { paths } from '../paths.ts';
import { useApi } from '../queries.ts';
import { OWN_PEOPLE, useMay } from '../roles.ts';
import { useRouteParam } from '../route-param.ts';
import { useOrgId } from '../session.ts';
import { Card } from '../ui/card.tsx';
import { ButtonLink } from '../ui/link.tsx';
import { Notice } from '../ui/notice.tsx';
import { PageHeader } from '../ui/page-header.tsx';
import { Stack } from '../ui/stack.tsx';
import { SummaryList } from '../ui/summary-list.tsx';
import { DueDate } from './due-date.tsx';
import { FindingRow } from './finding-row.tsx';
import { HandOn } from './hand-on.tsx';
import { History } from './history.tsx';
import { HowSection } from './how-section.tsx';
import type { TaskDetail } from './how-section.tsx';

export function Page(): ReactNode {
  const taskId = useRouteParam('taskId');
  const query = useApi('GET /api/v1/org/:orgId/tasks/:taskId', { params: { orgId: useOrgId(), taskId } });
  return (
    <Loaded query={query} lines={16}>
      {({ task }) => <Task task={task} />}
    </Loaded>
  );
}

/** Accounts and things are settled by a person's word, not by the next check. */
const isAboutLeaver = ({ findings }: TaskDetail): boolean =>
  findings.length > 0 && findings.every(({ kind }) => kind === 'leaver_account' || kind === 'leaver_device');

/** An exception is decided on its own page: renewed or ended there. */
const exceptionOf = ({ findings }: TaskDetail): string | undefined =>
  findings.find(({ subjectKind }) => subjectKind === 'exception')?.subjectId ?? undefined;

/** Questions about rules are answered on their own page. */
function campaignOf({ findings }: TaskDetail): string | undefined {
  const id = findings.find(({ kind }) => kind === 'campaign_waiting')?.params['campaignId'];
  return typeof id === 'string' ? id : undefined;
}

/** Where a task is settled that no check can settle. */
function Elsewhere({ task }: { readonly task: TaskDetail }): ReactNode {
  const { t } = useText();
  const exceptionId = exceptionOf(task);
  const campaignId = campaignOf(task);
  if (exceptionId !== undefined) {
    return (
      <Card title={t('exceptions.task.title')}>
        <p>{t('exceptions.task.text')}</p>
        <p className="mt-4">
          <ButtonLink href={paths.exception(exceptionId)}>{t('exceptions.task.open')}</ButtonLink>
        </p>
      </Card>
    );
  }
  if (campaignId === undefined) return null;
  return (
    <Card title={t('campaigns.title')}>
      <p>{t('campaigns.task.text')}</p>
      <p className="mt-4">
        <ButtonLink href={paths.campaign(campaignId)}>{t('campaigns.task.open')}</ButtonLink>
      </p>
    </Card>
  );
}

function Task({ task }: { readonly task: TaskDetail }): ReactNode {
  const { t, catalogText } = useText();
  const own = useMay(OWN_PEOPLE);
  const open = task.state === 'open';
  const leaver = isAboutLeaver(task);
  const elsewhere = exceptionOf(task) !== undefined || campaignOf(task) !== undefined;
  return (
    <>
      <PageHeader title={catalogText(task.title)} crumbs={[{ label: t('tasks.title'), href: paths.tasks() }]} />
      <Stack gap="wide">
        <Ended task={task} />
        <Facts task={task} open={open} />
        <Words task={task} />
        {open && elsewhere && <Elsewhere task={task} />}
        {open && !elsewhere && <HowSection fix={task.fix} />}
        {open && own && !elsewhere && (
          <Card title={t('tasks.closing.title')}>
            <p>{t(leaver ? 'tasks.leaver.text' : 'tasks.closing.text')}</p>
            <div className="mt-4 flex flex-wrap gap-3">
              {!leaver && <ButtonLink href={paths.look()}>{t('tasks.closing.check')}</ButtonLink>}
              <HandOn task={task} />
            </div>
          </Card>
        )}
        <Findings task={task} />
        <History events={task.events} />
      </Stack>
    </>
  );
}

function Ended({ task }: { readonly task: TaskDetail }): ReactNode {
  const { t, date, findText } = useText();
  if (task.state === 'open') return null;
  if (task.state === 'dropped') {
    return <Notice title={t('tasks.dropped.title')}>{task.closedHow === 'merged' && t('tasks.dropped.merged')}</Notice>;
  }
  const how = findText(`words.closedHow.${task.closedHow ?? ''}`) ?? '';
  return (
    <Notice tone="positive" title={t('tasks.done.title')}>
      {task.closedAt && t('tasks.done.text', { date: date(task.closedAt), how })}
    </Notice>
  );
}

function Facts({ task, open }: { readonly task: TaskDetail; readonly open: boolean }): ReactNode {
  const { t } = useText();
  return (
    <SummaryList
      items={[
        { term: t('tasks.due'), value: <DueDate dueOn={task.dueOn} open={open} /> },
        { term: t('tasks.assignee'), value: task.assigneeName ?? t('tasks.noAssignee') },
        { term: t('tasks.effort'), value: t('tasks.minutes', { minutes: task.effortMinutes }) },
      ]}
    />
  );
}

function Words({ task }: { readonly task: TaskDetail }): ReactNode {
  const { t, catalogText } = useText();
  return (
    <div className="grid max-w-prose gap-4">
      <section aria-labelledby="task-what">
        <h2 id="task-what" className="text-h2">
          {t('tasks.what')}
        </h2>
        <p className="mt-1">{catalogText(task.what)}</p>
      </section>
      <section aria-labelledby="task-why">
        <h2 id="task-why" className="text-h2">
          {t('tasks.why')}
        </h2>
        <p className="mt-1">{catalogText(task.why)}</p>
      </section>
    </div>
  );
}

function itemsTitle(task: TaskDetail): TextKey {
  if (exceptionOf(task) !== undefined) return 'exceptions.task.items';
  if (campaignOf(task) !== undefined) return 'campaigns.what';
  return isAboutLeaver(task) ? 'tasks.leaver.items' : 'tasks.devices';
}

/** The devices, each with what the machine found wrong. */
function Findings({ task }: { readonly task: TaskDetail }): ReactNode {
  const { t } = useText();
  const sentenceOf = useFindingSentence();
  return (
    <section aria-labelledby="task-devices">
      <h2 id="task-devices" className="mb-2 text-h2">
        {t(itemsTitle(task))}
      </h2>
      <ul className="border-t border-line">
        {task.findings.map((finding) => (
          <FindingRow key={finding.findingId} finding={finding} sentence={sentenceOf(finding)} />
        ))}
      </ul>
    </section>
  );
}
