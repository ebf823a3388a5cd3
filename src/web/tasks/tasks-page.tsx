// SPDX-License-Identifier: Apache-2.0
import { useState } from 'react';
import type { ReactNode } from 'react';
import { useApiPages } from '../api-pages.ts';
import type { Api } from '../api-types.ts';
import { useText } from '../i18n.tsx';
import type { Localised } from '../i18n.tsx';
import { Loaded } from '../loaded.tsx';
import { paths } from '../paths.ts';
import { OWN_PEOPLE, useMay } from '../roles.ts';
import { useOrgId } from '../session.ts';
import { DataTable } from '../ui/data-table.tsx';
import type { Column } from '../ui/data-table.tsx';
import { EmptyState } from '../ui/empty-state.tsx';
import { Link } from '../ui/link.tsx';
import { PageHeader } from '../ui/page-header.tsx';
import { Segmented } from '../ui/segmented.tsx';
import { DueDate } from './due-date.tsx';

type TaskItem = Api['GET /api/v1/org/:orgId/tasks']['response']['tasks'][number];
type State = 'open' | 'done';
type Whose = 'mine' | 'all';

function columns({ t, catalogText, date }: Localised, state: State): readonly Column<TaskItem>[] {
  const when: Column<TaskItem> =
    state === 'open'
      ? { id: 'due', header: t('tasks.column.due'), cell: (task) => <DueDate dueOn={task.dueOn} open /> }
      : { id: 'closed', header: t('tasks.column.closed'), cell: (task) => (task.closedAt ? date(task.closedAt) : '') };
  return [
    {
      id: 'title',
      header: t('tasks.column.title'),
      cell: (task) => <Link href={paths.task(task.taskId)}>{catalogText(task.title)}</Link>,
    },
    {
      id: 'assignee',
      header: t('tasks.column.assignee'),
      cell: (task) => task.assigneeName ?? t('tasks.noAssignee'),
    },
    when,
    {
      id: 'progress',
      header: t('tasks.column.progress'),
      cell: (task) => t('tasks.progress', { done: task.findingsDone, total: task.findingsTotal }),
    },
  ];
}

export function Page(): ReactNode {
  const texts = useText();
  const { t } = texts;
  const own = useMay(OWN_PEOPLE);
  const [whose, setWhose] = useState<Whose>('mine');
  const [state, setState] = useState<State>('open');
  return (
    <>
      <PageHeader title={t('tasks.title')} lead={t('tasks.lead')} />
      <div className="mb-6 flex flex-wrap gap-3">
        {/* Staff of the operator have no tasks of their own here. */}
        {own && (
          <Segmented
            label={t('tasks.whose')}
            value={whose}
            onChange={setWhose}
            choices={[
              { value: 'mine', label: t('tasks.whose.mine') },
              { value: 'all', label: t('tasks.whose.all') },
            ]}
          />
        )}
        <Segmented
          label={t('tasks.state')}
          value={state}
          onChange={setState}
          choices={[
            { value: 'open', label: t('tasks.state.open') },
            { value: 'done', label: t('tasks.state.done') },
          ]}
        />
      </div>
      <TaskTable whose={own ? whose : 'all'} state={state} texts={texts} />
    </>
  );
}

interface TaskTableProps {
  readonly whose: Whose;
  readonly state: State;
  readonly texts: Localised;
}

function TaskTable({ whose, state, texts }: TaskTableProps): ReactNode {
  const { t } = texts;
  const orgId = useOrgId();
  const { query, more } = useApiPages('GET /api/v1/org/:orgId/tasks', {
    input: (cursor: string | undefined) => ({
      params: { orgId },
      query: { state, mine: whose === 'mine' ? 'yes' : 'no', ...(cursor === undefined ? {} : { cursor }) },
    }),
    next: (page) => page.next,
  });
  return (
    <Loaded query={query}>
      {(pages) => (
        <DataTable
          caption={t('tasks.list')}
          columns={columns(texts, state)}
          rows={pages.flatMap(({ tasks }) => tasks)}
          rowId={({ taskId }) => taskId}
          more={more}
          empty={
            <EmptyState title={t(state === 'open' ? 'tasks.emptyOpen' : 'tasks.emptyDone')}>
              {t(state === 'open' ? 'tasks.emptyOpenText' : 'tasks.emptyDoneText')}
            </EmptyState>
          }
        />
      )}
    </Loaded>
  );
}
