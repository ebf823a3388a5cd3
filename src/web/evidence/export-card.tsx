// SPDX-License-Identifier: Apache-2.0
import { useEffect, useState } from 'react';
import type { ReactNode } from 'react';
import { apiAddress } from '../api.ts';
import { useText } from '../i18n.tsx';
import { MANAGERS, useMay } from '../roles.ts';
import { useOrgId } from '../session.ts';
import { Card } from '../ui/card.tsx';
import { CopyField } from '../ui/copy-field.tsx';
import { Disclosure } from '../ui/disclosure.tsx';
import { ButtonLink } from '../ui/link.tsx';
import { Stack } from '../ui/stack.tsx';
import { keyFingerprint } from './key-fingerprint.ts';

/** Export of the ledger, and how anybody checks it. */
export function ExportCard({ publicKey }: { readonly publicKey: string }): ReactNode {
  const { t } = useText();
  const orgId = useOrgId();
  const mayExport = useMay(MANAGERS);
  const fingerprint = useFingerprint(publicKey);
  return (
    <Card title={t('evidence.export')}>
      <Stack>
        <p>{t('evidence.exportText')}</p>
        {mayExport ? (
          <p className="no-print">
            <ButtonLink
              href={apiAddress('/api/v1/org/:orgId/ledger/export', { params: { orgId } })}
              variant="secondary"
              download
            >
              {t('evidence.download')}
            </ButtonLink>
          </p>
        ) : (
          <p className="text-muted">{t('evidence.onlyManagers')}</p>
        )}
        <h3 className="text-h3">{t('evidence.verifyHow')}</h3>
        <p>{t('evidence.verifyText')}</p>
        <CopyField name="verify" label={t('evidence.command')} value="sonae verify sonae-ledger.ndjson" />
        {fingerprint !== undefined && (
          <CopyField
            name="fingerprint"
            label={t('evidence.fingerprint')}
            hint={t('evidence.fingerprintHint')}
            value={fingerprint}
          />
        )}
        <Disclosure summary={t('evidence.publicKey')}>
          <pre className="font-mono text-note break-all whitespace-pre-wrap">{publicKey}</pre>
        </Disclosure>
      </Stack>
    </Card>
  );
}

function useFingerprint(publicKey: string): string | undefined {
  const [fingerprint, setFingerprint] = useState<string>();
  useEffect(() => {
    let wanted = true;
    const show = (found: string | undefined): void => {
      if (wanted) setFingerprint(found);
    };
    keyFingerprint(publicKey).then(show, () => show(undefined));
    return () => {
      wanted = false;
    };
  }, [publicKey]);
  return fingerprint;
}
