// SPDX-License-Identifier: Apache-2.0
import type { ReactNode } from 'react';
import { apiAddress } from '../api.ts';
import { useText } from '../i18n.tsx';
import { MANAGERS, useMay } from '../roles.ts';
import { useOrgId } from '../session.ts';
import { Disclosure } from '../ui/disclosure.tsx';
import { ButtonLink } from '../ui/link.tsx';
import { Stack } from '../ui/stack.tsx';

/** The controls as files; the organisation's state only for those who may answer. */
export function Exports(): ReactNode {
  const { t, language } = useText();
  const orgId = useOrgId();
  const mayExport = useMay(MANAGERS);
  const asked = { params: { orgId }, query: { language } };
  const files = [
    ...(mayExport
      ? [
          { text: t('controls.exportCsv'), href: apiAddress('/api/v1/org/:orgId/catalog/csv', asked) },
          { text: t('controls.exportResults'), href: apiAddress('/api/v1/org/:orgId/assessment-results', asked) },
        ]
      : []),
    { text: t('controls.exportCatalog'), href: apiAddress('/api/v1/org/:orgId/catalog/oscal', asked) },
    { text: t('controls.exportComponent'), href: apiAddress('/api/v1/org/:orgId/catalog/oscal-component', asked) },
  ];
  return (
    <div className="no-print">
      <Disclosure summary={t('controls.exports')}>
        <Stack>
          <p>{t('controls.exportsLead')}</p>
          <ul className="grid gap-3">
            {files.map(({ text, href }) => (
              <li key={href}>
                <ButtonLink href={href} variant="secondary" size="small" download>
                  {text}
                </ButtonLink>
              </li>
            ))}
          </ul>
          <p className="text-note text-muted">{t('controls.exportOscal')}</p>
        </Stack>
      </Disclosure>
    </div>
  );
}
