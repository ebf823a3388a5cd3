// SPDX-License-Identifier: Apache-2.0
import type { ReactNode } from 'react';
import { useText } from '../i18n.tsx';
import { Loaded } from '../loaded.tsx';
import { paths } from '../paths.ts';
import { useApi } from '../queries.ts';
import { useOrgId } from '../session.ts';
import { DueDate } from '../tasks/due-date.tsx';
import { Card } from '../ui/card.tsx';
import { TaskList } from '../ui/task-list.tsx';

/** For those who only look after their own things: theirs first, the organisation's below. */
export function MyTasks(): ReactNode {
  const { t, catalogText } = useText();
  const query = useApi('GET /api/v1/org/:orgId/tasks', {
    params: { orgId: useOrgId() },
    query: { mine: 'yes', state: 'open', limit: 5 },
  });
  return (
    <Card title={t('home.mine.title')}>
      <Loaded query={query} lines={3}>
        {({ tasks }) =>
          tasks.length === 0 ? (
            <p className="text-muted">{t('home.mine.none')}</p>
          ) : (
            <TaskList
              items={tasks.map((task) => ({
                id: task.taskId,
                title: catalogText(task.title),
                href: paths.task(task.taskId),
                status: <DueDate dueOn={task.dueOn} open />,
              }))}
            />
          )
        }
      </Loaded>
    </Card>
  );
}
