// SPDX-License-Identifier: Apache-2.0
import type { ReactNode } from 'react';
import { useText } from '../i18n.tsx';
import { paths } from '../paths.ts';
import { MANAGERS, OWN_PEOPLE, useMay } from '../roles.ts';
import { Card, CardGrid } from '../ui/card.tsx';
import { ButtonLink } from '../ui/link.tsx';
import { ProgressBar } from '../ui/progress-bar.tsx';
import { Ring } from '../ui/ring.tsx';
import { Stack } from '../ui/stack.tsx';
import { ANSWER_CHOICES, AnswerBadge, valueOf } from './answer-badge.tsx';
import { addUp, isEmpty, ringCounts } from './counts.tsx';
import { nextBatch, ofKind } from './filter.ts';
import type { ControlItem } from './filter.ts';

interface OverviewProps {
  readonly controls: readonly ControlItem[];
}

/** Declared and verified, side by side. */
export function Overview({ controls }: OverviewProps): ReactNode {
  return (
    <CardGrid>
      <Answers controls={controls} />
      <Measured controls={controls} />
    </CardGrid>
  );
}

function Answers({ controls }: OverviewProps): ReactNode {
  const { t, number } = useText();
  const mayAnswer = useMay(MANAGERS);
  const batch = nextBatch(controls);
  const none = controls.every(({ declaration }) => declaration === null);
  const count = controls.length - ofKind(controls, 'unanswered').length;
  const text = t('controls.answeredOf', { count, total: controls.length });
  return (
    <Card title={t('controls.answers')}>
      <Stack>
        <ProgressBar label={t('controls.answered')} value={count} max={controls.length} text={text} />
        <ul className="flex flex-wrap gap-x-4 gap-y-2">
          {ANSWER_CHOICES.map((choice) => {
            const value = valueOf(choice);
            const given = controls.filter(({ declaration }) => declaration && declaration.value === value).length;
            return given === 0 ? null : (
              <li key={choice} className="flex items-center gap-2">
                <AnswerBadge value={value} />
                <span className="font-bold tabular-nums">{number(given)}</span>
              </li>
            );
          })}
        </ul>
        {batch.length === 0 && <p>{t('controls.allAnswered')}</p>}
        {none && <p>{t('controls.diagnosis')}</p>}
        <div className="no-print flex flex-wrap gap-3">
          <ButtonLink href={paths.diagnosis()} variant={none ? 'primary' : 'secondary'}>
            {t('controls.diagnosisLink')}
          </ButtonLink>
          {!none && batch[0] && mayAnswer && (
            <ButtonLink href={paths.control(batch[0].id)}>{t('controls.answerNext')}</ButtonLink>
          )}
          {!none && batch.length > 1 && (
            <ButtonLink href={paths.nextControls()} variant="quiet">
              {t('controls.nextFew', { count: batch.length })}
            </ButtonLink>
          )}
        </div>
      </Stack>
    </Card>
  );
}

function Measured({ controls }: OverviewProps): ReactNode {
  const { t } = useText();
  const mayLook = useMay(OWN_PEOPLE);
  const counts = addUp(controls.flatMap(({ counts: own }) => (own ? [own] : [])));
  return (
    <Card title={t('controls.measuredAll')}>
      {isEmpty(counts) ? (
        <Stack>
          <p>{t('controls.measuredNone')}</p>
          {mayLook && (
            <p>
              <ButtonLink href={paths.look()} variant="secondary">
                {t('controls.checkOne')}
              </ButtonLink>
            </p>
          )}
        </Stack>
      ) : (
        <Ring title={t('controls.measuredAllHint')} counts={ringCounts(counts)} />
      )}
    </Card>
  );
}
