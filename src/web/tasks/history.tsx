// SPDX-License-Identifier: Apache-2.0
import type { ReactNode } from 'react';
import { useText } from '../i18n.tsx';
import type { IconName } from '../ui/icon.tsx';
import { Timeline } from '../ui/timeline.tsx';
import type { Tone } from '../ui/tone.ts';
import type { TaskDetail } from './how-section.tsx';

type Event = TaskDetail['events'][number];

const LOOKS: Readonly<Record<Event['kind'], { readonly tone: Tone; readonly icon: IconName }>> = {
  created: { tone: 'info', icon: 'today' },
  finding_added: { tone: 'info', icon: 'device' },
  handed_on: { tone: 'neutral', icon: 'people' },
  done: { tone: 'positive', icon: 'check' },
  dropped: { tone: 'neutral', icon: 'close' },
  reopened: { tone: 'caution', icon: 'warning' },
};

/** What happened to the task, newest first. */
export function History({ events }: { readonly events: readonly Event[] }): ReactNode {
  const { t } = useText();
  return (
    <section aria-labelledby="task-history">
      <h2 id="task-history" className="mb-4 text-h2">
        {t('tasks.history')}
      </h2>
      <Timeline
        label={t('tasks.history')}
        entries={events
          .toSorted((left, right) => right.at.localeCompare(left.at))
          .map((event, index) => ({
            id: `${event.at} ${event.kind} ${index}`,
            at: event.at,
            title: t(`tasks.event.${event.kind}`, { to: event.detail['to'] ?? '' }),
            body: <Detail event={event} />,
            ...LOOKS[event.kind],
          }))}
      />
    </section>
  );
}

function Detail({ event }: { readonly event: Event }): ReactNode {
  const { t, findText } = useText();
  const { reason, note, how } = event.detail;
  const why = reason === undefined ? undefined : findText(`tasks.cant.${reason}`);
  const ended = how === undefined ? undefined : findText(`words.closedHow.${how}`);
  return (
    <>
      {event.actorName && <p className="text-muted">{t('tasks.event.by', { name: event.actorName })}</p>}
      {ended && <p>{ended}</p>}
      {why && <p>{t('tasks.event.reason', { reason: why })}</p>}
      {note && <p className="whitespace-pre-line">{note}</p>}
    </>
  );
}
