// SPDX-License-Identifier: Apache-2.0
import { useState } from 'react';
import type { ReactNode } from 'react';
import { formProblems } from '../describe-error.ts';
import { useText } from '../i18n.tsx';
import { useChange } from '../queries.ts';
import { useOrgId } from '../session.ts';
import { Button } from '../ui/button.tsx';
import { CONTROL_CLASSES, Field, useField } from '../ui/field.tsx';
import { Form } from '../ui/form.tsx';
import type { FieldProblem } from '../ui/form-context.ts';

/** The bound of the operation (endpoints/contract.ts, importReport), less the wrapping. */
const MAX_BYTES = 4 * 1024 * 1024 - 1024;

async function readJson(file: File): Promise<{ readonly report: unknown } | undefined> {
  try {
    // PowerShell may begin the file with a byte order mark; text() takes it away.
    const report: unknown = JSON.parse(await file.text());
    return { report };
  } catch {
    return undefined;
  }
}

/** For a PC that cannot reach the server: its file is carried here by hand. */
export function ImportReport({ onDone }: { readonly onDone: (deviceId: string) => void }): ReactNode {
  const texts = useText();
  const { t } = texts;
  const orgId = useOrgId();
  const send = useChange('POST /api/v1/org/:orgId/reports');
  const [file, setFile] = useState<File>();
  const [problems, setProblems] = useState<readonly FieldProblem[]>([]);

  const refuse = (message: string): void => setProblems([{ field: 'report', message }]);
  const submit = async (): Promise<void> => {
    if (!file) return refuse(t('look.import.missing'));
    if (file.size > MAX_BYTES) return refuse(t('look.import.tooLarge'));
    const read = await readJson(file);
    if (!read) return refuse(t('look.import.notJson'));
    setProblems([]);
    send.mutate(
      { params: { orgId }, body: read },
      {
        onSuccess: ({ deviceId }) => onDone(deviceId),
        onError: (error) => {
          const [first] = formProblems(error, texts);
          refuse(first?.field === '' ? first.message : t('look.import.notJson'));
        },
      },
    );
  };

  return (
    <Form onSubmit={() => void submit()} errors={problems} label={t('look.import.submit')}>
      <FileField onFile={setFile} />
      <div>
        <Button type="submit" variant="secondary" busy={send.isPending}>
          {t('look.import.submit')}
        </Button>
      </div>
    </Form>
  );
}

function FileField({ onFile }: { readonly onFile: (file: File | undefined) => void }): ReactNode {
  const { t } = useText();
  const props = { name: 'report', label: t('look.import.label'), hint: t('look.import.hint') };
  const parts = useField(props);
  return (
    <Field {...props} parts={parts}>
      <input
        {...parts.control}
        type="file"
        accept=".json,application/json"
        className={`${CONTROL_CLASSES} w-full file:mr-3 file:rounded-small file:border-0 file:bg-sunken file:px-3 file:py-1 file:font-bold file:text-link`}
        onChange={(event) => onFile(event.target.files?.[0])}
      />
    </Field>
  );
}
