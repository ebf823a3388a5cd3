// SPDX-License-Identifier: Apache-2.0
import { useState } from 'react';
import type { ReactNode } from 'react';
import { useText } from '../i18n.tsx';
import { Button } from '../ui/button.tsx';
import { Card } from '../ui/card.tsx';
import { Disclosure } from '../ui/disclosure.tsx';
import { Notice } from '../ui/notice.tsx';
import { Segmented } from '../ui/segmented.tsx';
import { Stack } from '../ui/stack.tsx';
import { KIND_OF, PC_PLATFORMS, guessPlatform } from './platform.ts';
import type { CollectorKind, PcPlatform } from './platform.ts';

interface ThisPcProps {
  readonly onDownload: (kind: CollectorKind) => void;
  readonly busy: boolean;
}

/** Before the download: what is read, what never, and one button. */
export function ThisPc({ onDownload, busy }: ThisPcProps): ReactNode {
  const { t } = useText();
  const [guess] = useState(() => guessPlatform(navigator.userAgent));
  const [platform, setPlatform] = useState<PcPlatform>(guess === 'phone' ? 'windows' : guess);
  return (
    <Stack gap="wide">
      {guess === 'phone' && <Notice>{t('look.phone')}</Notice>}
      <Card title={t('look.reads.title')}>
        <dl className="grid gap-3">
          <div>
            <dt className="font-bold">{t('look.reads.yes')}</dt>
            <dd>{t('look.reads.yesList')}</dd>
          </div>
          <div>
            <dt className="font-bold">{t('look.reads.no')}</dt>
            <dd>{t('look.reads.noList')}</dd>
          </div>
        </dl>
        <p className="mt-3 text-muted">{t('look.reads.text')}</p>
      </Card>
      <div>
        <p aria-hidden="true" className="mb-1 font-bold">
          {t('look.platform')}
        </p>
        <Segmented
          label={t('look.platform')}
          value={platform}
          onChange={setPlatform}
          choices={PC_PLATFORMS.map((value) => ({ value, label: t(`look.platform.${value}`) }))}
        />
      </div>
      <div>
        <Button busy={busy} wide onClick={() => onDownload(KIND_OF[platform])}>
          {t('look.download')}
        </Button>
        {platform === 'windows' && (
          <div className="mt-3">
            <Disclosure summary={t('look.otherFile')}>
              <p className="mb-2">{t('look.otherFileHint')}</p>
              <Button variant="secondary" size="small" onClick={() => onDownload('ps1')}>
                {t('look.otherFile')}
              </Button>
            </Disclosure>
          </div>
        )}
      </div>
    </Stack>
  );
}
