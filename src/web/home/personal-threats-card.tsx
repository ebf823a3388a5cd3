// SPDX-License-Identifier: Apache-2.0
import type { ReactNode } from 'react';
import { useText } from '../i18n.tsx';
import { paths } from '../paths.ts';
import { Card } from '../ui/card.tsx';
import { ButtonLink } from '../ui/link.tsx';

/** For those who only look after their own things: what may meet them as people. */
export function PersonalThreatsCard(): ReactNode {
  const { t } = useText();
  return (
    <Card title={t('home.personal.title')}>
      <p>{t('home.personal.text')}</p>
      <div className="mt-4">
        <ButtonLink href={paths.personalThreats()} variant="secondary">
          {t('home.personal.button')}
        </ButtonLink>
      </div>
    </Card>
  );
}
