// SPDX-License-Identifier: Apache-2.0
import { useState } from 'react';
import type { ReactNode } from 'react';
import { apiAddress } from '../api.ts';
import { useText } from '../i18n.tsx';
import { useOrgId } from '../session.ts';
import { Card } from '../ui/card.tsx';
import { Checkbox } from '../ui/checkbox.tsx';
import { ButtonLink } from '../ui/link.tsx';
import { Notice } from '../ui/notice.tsx';
import { Stack } from '../ui/stack.tsx';
import type { SheetDetail } from './sheet-page.tsx';

/** The customer's own file back, with answers. What contradicts a measurement has to be looked at first. */
export function SheetOut({ detail }: { readonly detail: SheetDetail }): ReactNode {
  const { t } = useText();
  const orgId = useOrgId();
  const [accepted, setAccepted] = useState(false);
  const { sheet, questions } = detail;
  const against = questions.filter(({ contradictions }) => contradictions.length > 0);
  const open = questions.filter(({ answer, locked }) => answer === null && !locked).length;
  const params = { orgId, sheetId: sheet.sheetId };
  const mayExport = against.length === 0 || accepted;
  const query = { contradictions: accepted ? 'accept' : 'refuse' };
  return (
    <Card title={t('papers.out')}>
      <Stack>
        <p>{t('papers.outText', { file: sheet.fileName })}</p>
        {open > 0 && <Notice>{t('papers.outOpen', { count: open })}</Notice>}
        {sheet.formulas && <Notice>{t('papers.outFormulas')}</Notice>}
        {against.length > 0 && (
          <Notice tone="critical" title={t('papers.outAgainst', { count: against.length })}>
            <p>
              {against
                .map(({ place }) => place)
                .slice(0, 10)
                .join(', ')}
            </p>
            <Checkbox name="accept" label={t('papers.outAccept')} checked={accepted} onChange={setAccepted} />
          </Notice>
        )}
        {mayExport ? (
          <p className="no-print">
            <ButtonLink
              href={apiAddress('/api/v1/org/:orgId/check-sheets/:sheetId/export', { params, query })}
              download
            >
              {t('papers.download')}
            </ButtonLink>
          </p>
        ) : (
          <p className="text-muted">{t('papers.outFirst')}</p>
        )}
      </Stack>
    </Card>
  );
}
