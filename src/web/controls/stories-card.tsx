// SPDX-License-Identifier: Apache-2.0
import type { ReactNode } from 'react';
import { useText } from '../i18n.tsx';
import { paths } from '../paths.ts';
import { Card } from '../ui/card.tsx';
import { Link } from '../ui/link.tsx';
import { Stack } from '../ui/stack.tsx';
import type { ControlPage } from './answer-form.tsx';

/** What the control works against: threats, and stories of what happens without it. */
export function StoriesCard({ threats, cases }: Pick<ControlPage, 'threats' | 'cases'>): ReactNode {
  const { t, catalogText } = useText();
  if (threats.length + cases.length === 0) return null;
  const list = [
    ...threats.map(({ threatId, title }) => ({ href: paths.threat(threatId), title })),
    ...cases.map(({ caseId, title }) => ({ href: paths.troubleCase(caseId), title })),
  ];
  return (
    <Card title={t('controls.against')}>
      <Stack>
        <p className="text-muted">{t('controls.againstLead')}</p>
        <ul className="flex flex-wrap gap-x-6 gap-y-2">
          {list.map(({ href, title }) => (
            <li key={href}>
              <Link href={href}>{catalogText(title)}</Link>
            </li>
          ))}
        </ul>
      </Stack>
    </Card>
  );
}
