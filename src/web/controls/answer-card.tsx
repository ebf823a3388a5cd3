// SPDX-License-Identifier: Apache-2.0
import type { ReactNode } from 'react';
import { useText } from '../i18n.tsx';
import { MANAGERS, useMay } from '../roles.ts';
import { Card } from '../ui/card.tsx';
import { Disclosure } from '../ui/disclosure.tsx';
import { Stack } from '../ui/stack.tsx';
import { Timeline } from '../ui/timeline.tsx';
import { AnswerBadge } from './answer-badge.tsx';
import { AnswerForm } from './answer-form.tsx';
import type { ControlPage } from './answer-form.tsx';
import type { ControlItem } from './filter.ts';

interface AnswerCardProps {
  readonly page: ControlPage;
  readonly next: ControlItem | undefined;
}

/** What was answered, by whom and when; the question for those who may answer. */
export function AnswerCard({ page, next }: AnswerCardProps): ReactNode {
  const { t, catalogText, dateTime } = useText();
  const mayAnswer = useMay(MANAGERS);
  const { control, declaration, history } = page;
  const name = declaration?.memberName ?? t('controls.formerMember');
  return (
    <Card title={t('controls.question')} aside={<AnswerBadge value={declaration?.value} />} main>
      <Stack>
        {declaration && (
          <p className="text-muted">{t('controls.answeredBy', { name, when: dateTime(declaration.declaredAt) })}</p>
        )}
        {mayAnswer ? (
          <AnswerForm key={`${control.id} ${declaration?.declaredAt ?? ''}`} page={page} next={next} />
        ) : (
          <>
            <p className="font-bold">{catalogText(control.question)}</p>
            {declaration?.note && <p>{declaration.note}</p>}
            <p className="text-muted">{t('controls.onlyManagers')}</p>
          </>
        )}
        <History history={history} />
      </Stack>
    </Card>
  );
}

function History({ history }: Pick<ControlPage, 'history'>): ReactNode {
  const { t } = useText();
  if (history.length === 0) return null;
  const title = t('controls.history', { count: history.length });
  return (
    <Disclosure summary={title}>
      <Timeline
        label={title}
        entries={history.map((one) => ({
          id: one.declaredAt,
          at: one.declaredAt,
          icon: 'person',
          title: <AnswerBadge value={one.value} />,
          body: (
            <>
              <p>{one.memberName ?? t('controls.formerMember')}</p>
              {one.note && <p className="whitespace-pre-line text-muted">{one.note}</p>}
            </>
          ),
        }))}
      />
    </Disclosure>
  );
}
