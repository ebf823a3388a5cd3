// SPDX-License-Identifier: Apache-2.0
import { useEffect, useRef } from 'react';
import type { ReactNode } from 'react';
import { useText } from '../i18n.tsx';
import { paths } from '../paths.ts';
import { useSignedIn } from '../session.ts';
import { Button } from '../ui/button.tsx';
import { Card } from '../ui/card.tsx';
import { ButtonLink } from '../ui/link.tsx';
import { Notice } from '../ui/notice.tsx';
import { Stack } from '../ui/stack.tsx';
import { useCopy } from '../ui/use-copy.ts';

function saveFile(name: string, content: string): void {
  const address = URL.createObjectURL(new Blob([content], { type: 'text/plain;charset=utf-8' }));
  const link = document.createElement('a');
  link.href = address;
  link.download = name;
  link.click();
  URL.revokeObjectURL(address);
}

interface RecoveryCodesProps {
  readonly codes: readonly string[];
  readonly first: boolean;
}

/** Shown this once: to copy, to keep as a file, to print. */
export function RecoveryCodes({ codes, first }: RecoveryCodesProps): ReactNode {
  const { t } = useText();
  const email = useSignedIn()?.account.email ?? '';
  const [outcome, copy] = useCopy();
  const place = useRef<HTMLDivElement>(null);
  useEffect(() => place.current?.focus(), []);
  const title = t('account.codesFile', { email });
  const content = `${title}\n\n${codes.join('\n')}\n`;
  return (
    <div ref={place} tabIndex={-1} className="max-w-2xl outline-none">
      <Stack>
        <Notice tone="positive" title={first ? t('account.totpStarted') : t('account.renewed')}>
          {first && t('account.totpStartedText')}
        </Notice>
        <Card title={t('account.codesTitle')} main>
          <Stack>
            <p>{t('account.codesText')}</p>
            <p className="hidden font-bold print:block">{title}</p>
            <ul className="grid grid-cols-1 gap-x-6 gap-y-1 font-mono text-lead sm:grid-cols-2">
              {codes.map((code) => (
                <li key={code}>{code}</li>
              ))}
            </ul>
            <div className="no-print flex flex-wrap gap-3">
              <Button variant="secondary" size="small" onClick={() => window.print()}>
                {t('account.codesPrint')}
              </Button>
              <Button variant="secondary" size="small" onClick={() => void copy(content)}>
                {outcome === 'copied' ? t('ui.copied') : t('account.codesCopy')}
              </Button>
              <Button variant="secondary" size="small" onClick={() => saveFile('sonae-recovery-codes.txt', content)}>
                {t('account.codesDownload')}
              </Button>
            </div>
            <p role="status" className={outcome === 'failed' ? 'text-caution-text' : 'sr-only'}>
              {outcome === 'copied' && t('ui.copied')}
              {outcome === 'failed' && t('ui.copyFailed')}
            </p>
          </Stack>
        </Card>
        <p className="no-print">
          <ButtonLink href={paths.account()}>{t('account.codesDone')}</ButtonLink>
        </p>
      </Stack>
    </div>
  );
}
