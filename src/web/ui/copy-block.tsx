// SPDX-License-Identifier: Apache-2.0
import { useId } from 'react';
import type { ReactNode } from 'react';
import { useText } from '../i18n.tsx';
import { Button } from './button.tsx';
import { Icon } from './icon.tsx';
import { useCopy } from './use-copy.ts';

interface CopyBlockProps {
  readonly label: string;
  /** What is copied. */
  readonly value: string;
  /** What is shown, when the value holds a secret. */
  readonly shown?: string;
}

/** Commands of several lines, to carry elsewhere. Long lines wrap: nothing hides behind a scroll bar. */
export function CopyBlock({ label, value, shown = value }: CopyBlockProps): ReactNode {
  const { t } = useText();
  const id = useId();
  const [outcome, copy] = useCopy();
  return (
    <figure aria-labelledby={id}>
      <figcaption id={id} className="sr-only">
        {label}
      </figcaption>
      <pre className="rounded-control border border-line-strong bg-sunken p-3 font-mono text-note break-all whitespace-pre-wrap">
        {shown}
      </pre>
      <div className="no-print mt-2">
        <Button variant="secondary" size="small" onClick={() => void copy(value)}>
          <Icon name={outcome === 'copied' ? 'check' : 'copy'} className="size-5" />
          {outcome === 'copied' ? t('ui.copied') : t('ui.copy')}
          <span className="sr-only">{t('ui.ofField', { label })}</span>
        </Button>
      </div>
      <p role="status" className={outcome === 'failed' ? 'mt-1 text-caution-text' : 'sr-only'}>
        {outcome === 'copied' && t('ui.copied')}
        {outcome === 'failed' && t('ui.copyFailed')}
      </p>
    </figure>
  );
}
