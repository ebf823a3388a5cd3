// SPDX-License-Identifier: Apache-2.0
import { useState } from 'react';
import type { ReactNode } from 'react';
import { useText } from '../i18n.tsx';
import { Button } from './button.tsx';
import { fieldId } from './field.tsx';
import { Icon } from './icon.tsx';
import { useCopy } from './use-copy.ts';

/** A secret to carry elsewhere: hidden until asked for, copied without being shown. */
export function SecretField(props: {
  readonly name: string;
  readonly label: string;
  readonly value: string;
}): ReactNode {
  const { t } = useText();
  const [shown, setShown] = useState(false);
  const [outcome, copy] = useCopy();
  const id = fieldId(props.name);
  return (
    <div>
      <label htmlFor={id} className="block font-bold">
        {props.label}
      </label>
      <div className="mt-2 flex flex-wrap gap-2">
        <input
          id={id}
          readOnly
          // Not a field of type password: browsers would offer to keep it.
          value={shown ? props.value : '•'.repeat(24)}
          onFocus={(event) => event.target.select()}
          className="min-h-11 min-w-0 flex-1 basis-64 rounded-control border border-line-strong bg-sunken px-3 font-mono text-text"
        />
        <Button
          variant="secondary"
          size="small"
          aria-pressed={shown}
          aria-controls={id}
          onClick={() => setShown(!shown)}
        >
          {shown ? t('ui.hide') : t('ui.show')}
          <span className="sr-only">{t('ui.ofField', { label: props.label })}</span>
        </Button>
        <Button variant="secondary" size="small" onClick={() => void copy(props.value)}>
          <Icon name={outcome === 'copied' ? 'check' : 'copy'} className="size-5" />
          {outcome === 'copied' ? t('ui.copied') : t('ui.copy')}
          <span className="sr-only">{t('ui.ofField', { label: props.label })}</span>
        </Button>
      </div>
      <p role="status" className={outcome === 'failed' ? 'mt-1 text-caution-text' : 'sr-only'}>
        {outcome === 'copied' && t('ui.copied')}
        {outcome === 'failed' && t('ui.copyFailed')}
      </p>
    </div>
  );
}
