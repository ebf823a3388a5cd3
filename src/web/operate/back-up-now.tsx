// SPDX-License-Identifier: Apache-2.0
import { useEffect, useState } from 'react';
import type { ReactNode } from 'react';
import { describeError } from '../describe-error.ts';
import { useText } from '../i18n.tsx';
import { useApi, useChange } from '../queries.ts';
import { Button } from '../ui/button.tsx';
import { Notice } from '../ui/notice.tsx';

const LOOK_EVERY_MS = 2000;
/** After this we say that it takes long; it goes on all the same. */
const PATIENCE_MS = 120_000;

interface Asked {
  /** Start of the newest run when we asked; a newer one is ours. */
  readonly before: string | undefined;
}

/** Asks for a backup and shows when it is there, by looking at the list. */
export function BackUpNow({ newest }: { readonly newest: string | undefined }): ReactNode {
  const texts = useText();
  const { t } = texts;
  const ask = useChange('POST /api/v1/operate/backups');
  const [asked, setAsked] = useState<Asked>();
  const waiting = asked !== undefined && asked.before === newest;
  const { data } = useApi('GET /api/v1/operate/backups', undefined, waiting ? { everyMs: LOOK_EVERY_MS } : {});
  const start = (): void => {
    setAsked(undefined);
    ask.mutate({}, { onSuccess: () => setAsked({ before: newest }) });
  };
  return (
    <div className="no-print grid gap-3">
      <p>
        <Button busy={ask.isPending || waiting} onClick={start}>
          {t('operate.backup.now')}
        </Button>
      </p>
      <div role="status">
        {waiting && <Waiting />}
        {ask.error && <Notice tone="critical" title={describeError(ask.error, texts).title} />}
        {asked && !waiting && <Ended done={data?.backups[0]?.outcome === 'done'} />}
      </div>
    </div>
  );
}

function Ended({ done }: { readonly done: boolean }): ReactNode {
  const { t } = useText();
  return (
    <Notice tone={done ? 'positive' : 'critical'}>
      {done ? t('operate.backup.finished') : t('operate.backup.finishedFailed')}
    </Notice>
  );
}

/** There only while we wait, so its patience begins anew each time. */
function Waiting(): ReactNode {
  const { t } = useText();
  const [slow, setSlow] = useState(false);
  useEffect(() => {
    const late = setTimeout(() => setSlow(true), PATIENCE_MS);
    return () => clearTimeout(late);
  }, []);
  return <p>{slow ? t('operate.backup.slow') : t('operate.backup.asking')}</p>;
}
