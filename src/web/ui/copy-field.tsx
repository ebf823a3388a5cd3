// SPDX-License-Identifier: Apache-2.0
import { useRef } from 'react';
import type { ReactNode } from 'react';
import { useText } from '../i18n.tsx';
import { Button } from './button.tsx';
import { fieldId } from './field.tsx';
import { Icon } from './icon.tsx';
import { useCopy } from './use-copy.ts';

/** A value to carry elsewhere: a link, a command, a code. Where the browser forbids copying, it is selected instead. */
export function CopyField(props: {
  readonly name: string;
  readonly label: string;
  readonly value: string;
  readonly hint?: string;
}): ReactNode {
  const { t } = useText();
  const input = useRef<HTMLInputElement>(null);
  const [outcome, copy] = useCopy();
  const id = fieldId(props.name);

  const copyValue = async (): Promise<void> => {
    if (!(await copy(props.value))) input.current?.select();
  };

  return (
    <div>
      <label htmlFor={id} className="block font-bold">
        {props.label}
      </label>
      {props.hint && (
        <p id={`${id}-hint`} className="text-muted">
          {props.hint}
        </p>
      )}
      <div className="mt-2 flex flex-wrap gap-2">
        <input
          ref={input}
          id={id}
          readOnly
          value={props.value}
          aria-describedby={props.hint ? `${id}-hint` : undefined}
          onFocus={(event) => event.target.select()}
          className="min-h-11 min-w-0 flex-1 basis-64 rounded-control border border-line-strong bg-sunken px-3 font-mono text-text"
        />
        <Button variant="secondary" size="small" onClick={() => void copyValue()}>
          <Icon name={outcome === 'copied' ? 'check' : 'copy'} className="size-5" />
          {outcome === 'copied' ? t('ui.copied') : t('ui.copy')}
        </Button>
      </div>
      <p role="status" className={outcome === 'failed' ? 'mt-1 text-caution-text' : 'sr-only'}>
        {outcome === 'copied' && t('ui.copied')}
        {outcome === 'failed' && t('ui.copyFailed')}
      </p>
    </div>
  );
}
