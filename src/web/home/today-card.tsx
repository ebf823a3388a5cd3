// SPDX-License-Identifier: Apache-2.0
import type { ReactNode } from 'react';
import type { Api } from '../api-types.ts';
import { useText } from '../i18n.tsx';
import { paths } from '../paths.ts';
import { DueDate } from '../tasks/due-date.tsx';
import { Card } from '../ui/card.tsx';
import { Icon } from '../ui/icon.tsx';
import { ButtonLink, Link } from '../ui/link.tsx';

export type Home = Api['GET /api/v1/org/:orgId/home']['response'];
type Today = Home['today'];
type Task = NonNullable<Today['task']>;

/** The one thing of the day; large, calm, one button. */
export function TodayCard({ today }: { readonly today: Today }): ReactNode {
  const { task, waiting } = today;
  if (!task) return <Glad waiting={waiting} />;
  if (task.state !== 'open') return <Done task={task} waiting={waiting} />;
  return <Open task={task} waiting={waiting} />;
}

function Open({ task, waiting }: { readonly task: Task; readonly waiting: number }): ReactNode {
  const { t, catalogText } = useText();
  return (
    <Card main>
      <p className="font-bold text-link">{t('home.today.title')}</p>
      <h2 className="mt-1 text-h1 max-sm:text-h2">{catalogText(task.title)}</h2>
      <p className="mt-3 max-w-prose">{t('home.today.why', { why: catalogText(task.why) })}</p>
      <dl className="mt-4 grid gap-x-8 gap-y-2 sm:grid-cols-3">
        <Fact term={t('home.today.devices')}>
          <Devices task={task} />
        </Fact>
        <Fact term={t('home.today.due')}>
          <DueDate dueOn={task.dueOn} open />
        </Fact>
        <Fact term={t('home.today.effort')}>{t('home.today.minutes', { minutes: task.effortMinutes })}</Fact>
      </dl>
      <div className="mt-6 flex flex-wrap items-center gap-x-6 gap-y-3">
        <ButtonLink href={paths.task(task.taskId)}>{t('home.today.open')}</ButtonLink>
      </div>
      <Waiting count={waiting} />
    </Card>
  );
}

function Fact({ term, children }: { readonly term: string; readonly children: ReactNode }): ReactNode {
  return (
    <div>
      <dt className="text-note text-muted">{term}</dt>
      <dd className="font-bold">{children}</dd>
    </div>
  );
}

function Devices({ task }: { readonly task: Task }): ReactNode {
  const { t, language } = useText();
  // Several things of one person are one name here.
  const names = [...new Set(task.subjects)].join(language === 'ja' ? '、' : ', ');
  const total = task.findingsTotal - task.findingsDone;
  return total > task.subjects.length
    ? t('home.today.devicesMore', { names, total })
    : t('home.today.devicesOf', { names });
}

function Good({ title, children }: { readonly title: string; readonly children: ReactNode }): ReactNode {
  return (
    <Card>
      <div className="flex gap-4">
        <span className="flex size-12 shrink-0 items-center justify-center rounded-full bg-positive-surface text-positive-text">
          <Icon name="check" className="size-8" />
        </span>
        <div>
          <h2 className="text-h2">{title}</h2>
          {children}
        </div>
      </div>
    </Card>
  );
}

function Done({ task, waiting }: { readonly task: Task; readonly waiting: number }): ReactNode {
  const { t, catalogText } = useText();
  const title = catalogText(task.title);
  return (
    <Good title={t('home.today.doneTitle')}>
      <p>{t(task.closedHow === 'proven' ? 'home.today.doneText' : 'home.today.doneByPerson', { title })}</p>
      <Waiting count={waiting} />
    </Good>
  );
}

function Glad({ waiting }: { readonly waiting: number }): ReactNode {
  const { t } = useText();
  return (
    <Good title={t('home.today.noneTitle')}>
      <p>{t('home.today.noneText')}</p>
      <Waiting count={waiting} />
    </Good>
  );
}

function Waiting({ count }: { readonly count: number }): ReactNode {
  const { t } = useText();
  if (count === 0) return null;
  return (
    <p className="mt-4 text-muted">
      {t('home.today.waiting', { count })} <Link href={paths.tasks()}>{t('home.today.waitingLink')}</Link>
    </p>
  );
}

/** Before the first device: the one thing that brings everything else; behind the self-diagnosis while that waits. */
export function FirstCheck({ main }: { readonly main: boolean }): ReactNode {
  const { t } = useText();
  return (
    <Card main={main}>
      <h2 className={main ? 'text-h1 max-sm:text-h2' : 'text-h2'}>
        {t(main ? 'home.first.title' : 'home.first.titleThen')}
      </h2>
      <p className="mt-3 max-w-prose">{t('home.first.text')}</p>
      <div className="mt-6">
        <ButtonLink href={paths.look()} variant={main ? 'primary' : 'secondary'}>
          {t('home.first.button')}
        </ButtonLink>
      </div>
    </Card>
  );
}
