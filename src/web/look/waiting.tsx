// SPDX-License-Identifier: Apache-2.0
import { useEffect, useState } from 'react';
import type { ReactNode } from 'react';
import { MINUTE_MS, SECOND_MS, systemClock } from '../../kernel/clock.ts';
import { useText } from '../i18n.tsx';
import { Button } from '../ui/button.tsx';
import { Card } from '../ui/card.tsx';
import { CopyField } from '../ui/copy-field.tsx';
import { Disclosure } from '../ui/disclosure.tsx';
import { Notice } from '../ui/notice.tsx';
import { Spinner } from '../ui/spinner.tsx';
import { Stack } from '../ui/stack.tsx';
import { ImportReport } from './import-report.tsx';
import type { CollectorKind } from './platform.ts';
import { BY_HAND, RunSteps } from './steps.tsx';

/** Whole minutes until then, rounded up; counts down while the page is open. */
function useMinutesLeft(expiresAt: string): number {
  const [now, setNow] = useState(() => systemClock.now());
  useEffect(() => {
    const timer = setInterval(() => setNow(systemClock.now()), 5 * SECOND_MS);
    return () => clearInterval(timer);
  }, []);
  return Math.ceil((Date.parse(expiresAt) - now.getTime()) / MINUTE_MS);
}

interface WaitingProps {
  readonly kind: CollectorKind;
  readonly expiresAt: string;
  readonly onAgain: (kind: CollectorKind) => void;
  readonly busy: boolean;
  readonly onImported: (deviceId: string) => void;
}

/** After the download: what to do, and the place where the result will be. */
export function Waiting({ kind, expiresAt, onAgain, busy, onImported }: WaitingProps): ReactNode {
  const { t } = useText();
  const minutes = useMinutesLeft(expiresAt);
  return (
    <Stack gap="wide">
      <Card title={t('look.steps.title')} main>
        <RunSteps kind={kind} />
        <div className="mt-6 border-t border-line pt-4">
          <Spinner label={t('look.waiting')} showLabel />
          <p className="mt-1 text-muted">{minutes > 1 ? t('look.expiresIn', { minutes }) : t('look.expiresSoon')}</p>
        </div>
      </Card>
      <div className="flex flex-wrap gap-3">
        <Button variant="secondary" size="small" busy={busy} onClick={() => onAgain(kind)}>
          {t('look.downloadAgain')}
        </Button>
        {kind === 'cmd' && (
          <Button variant="quiet" size="small" onClick={() => onAgain('ps1')}>
            {t('look.otherFile')}
          </Button>
        )}
      </div>
      <Trouble kind={kind} onImported={onImported} />
    </Stack>
  );
}

export function Expired(props: Pick<WaitingProps, 'kind' | 'onAgain' | 'busy'>): ReactNode {
  const { t } = useText();
  return (
    <Notice
      tone="caution"
      live="status"
      title={t('look.expired.title')}
      action={
        <Button busy={props.busy} onClick={() => props.onAgain(props.kind)}>
          {t('look.downloadAgain')}
        </Button>
      }
    >
      {t('look.expired.text')}
    </Notice>
  );
}

const portOfPage = (): string => location.port || (location.protocol === 'https:' ? '443' : '80');

function Trouble({ kind, onImported }: Pick<WaitingProps, 'kind' | 'onImported'>): ReactNode {
  const { t } = useText();
  return (
    <Disclosure summary={t('look.trouble.title')}>
      <Stack>
        <ul className="grid list-disc gap-2 pl-6">
          <li>{t('look.trouble.firewall', { port: portOfPage() })}</li>
          <li>{t('look.trouble.certificate')}</li>
          <li>{t('look.trouble.file')}</li>
        </ul>
        <CopyField
          name="by-hand"
          label={t('look.command')}
          hint={t('look.trouble.fileHow', { file: 'sonae-result.json' })}
          value={BY_HAND[kind]}
        />
        <ImportReport onDone={onImported} />
      </Stack>
    </Disclosure>
  );
}
