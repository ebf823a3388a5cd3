// SPDX-License-Identifier: Apache-2.0
import type { ReactNode } from 'react';
import { useText } from '../i18n.tsx';
import { paths } from '../paths.ts';
import { Card } from '../ui/card.tsx';
import { ButtonLink } from '../ui/link.tsx';

/** Everyone is asked once which threats worry them most; the card goes when they have chosen. */
export function VoteCard(): ReactNode {
  const { t } = useText();
  return (
    <Card title={t('home.vote.title')}>
      <p>{t('home.vote.text')}</p>
      <div className="mt-4">
        <ButtonLink href={paths.threatVote()} variant="secondary">
          {t('home.vote.button')}
        </ButtonLink>
      </div>
    </Card>
  );
}
