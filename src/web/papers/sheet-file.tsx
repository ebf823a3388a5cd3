// SPDX-License-Identifier: Apache-2.0
import type { ReactNode } from 'react';
import { useText } from '../i18n.tsx';
import { CONTROL_CLASSES, Field, useField } from '../ui/field.tsx';

export async function base64Of(file: File): Promise<string> {
  return new Promise((resolve, reject) => {
    const reader = new FileReader();
    reader.addEventListener('error', () => reject(new Error('not readable')));
    reader.addEventListener('load', () => {
      const { result } = reader;
      // data:…;base64,AAAA
      resolve(typeof result === 'string' ? result.slice(result.indexOf(',') + 1) : '');
    });
    reader.readAsDataURL(file);
  });
}

/** A spreadsheet from this computer. */
export function SheetFileField(props: {
  readonly label: string;
  readonly onFile: (file: File | undefined) => void;
}): ReactNode {
  const { t } = useText();
  const shown = { name: 'file', label: props.label, hint: t('papers.fileHint') };
  const parts = useField(shown);
  return (
    <Field {...shown} parts={parts}>
      <input
        {...parts.control}
        type="file"
        accept=".xlsx,.xlsm,.csv,.tsv,.txt"
        className={`${CONTROL_CLASSES} w-full file:mr-3 file:rounded-small file:border-0 file:bg-sunken file:px-3 file:py-1 file:font-bold file:text-link`}
        onChange={(event) => props.onFile(event.target.files?.[0])}
      />
    </Field>
  );
}
