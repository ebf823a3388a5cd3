// SPDX-License-Identifier: Apache-2.0
import type { ReactNode } from 'react';
import { useText } from '../i18n.tsx';
import { Badge } from '../ui/badge.tsx';
import { localDate } from '../verdict-words.ts';
import { daysBetween, useToday } from './use-today.ts';

/** The date, and how far it is. */
export function DueDate({ dueOn, open }: { readonly dueOn: string; readonly open: boolean }): ReactNode {
  const { t, language } = useText();
  const days = daysBetween(useToday(), dueOn);
  return (
    <span className="inline-flex flex-wrap items-center gap-x-2">
      <time dateTime={dueOn} className="whitespace-nowrap">
        {localDate(dueOn, language)}
      </time>
      {open && days > 0 && <span className="text-muted">{t('tasks.due.left', { days })}</span>}
      {open && days === 0 && <Badge tone="caution">{t('tasks.due.today')}</Badge>}
      {open && days < 0 && (
        <Badge tone="critical" icon="warning">
          {t('tasks.due.past', { days: -days })}
        </Badge>
      )}
    </span>
  );
}
