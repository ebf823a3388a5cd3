// SPDX-License-Identifier: Apache-2.0
import { useRouter } from '@tanstack/react-router';
import { useState } from 'react';
import type { ReactNode } from 'react';
import { useText } from '../i18n.tsx';
import { paths } from '../paths.ts';
import { useChange } from '../queries.ts';
import { useOrgId } from '../session.ts';
import { Button } from '../ui/button.tsx';
import { Form } from '../ui/form.tsx';
import type { FieldProblem } from '../ui/form-context.ts';
import { TextField } from '../ui/text-field.tsx';
import { SheetFileField, base64Of } from './sheet-file.tsx';
import { sheetProblems } from './sheet-problem.ts';

/** The bound of the operation (govern/check-sheets/contract.ts). */
const MAX_BYTES = 5 * 1024 * 1024;

/** A customer's questionnaire comes in. */
export function TakeSheet(): ReactNode {
  const texts = useText();
  const { t } = texts;
  const orgId = useOrgId();
  const router = useRouter();
  const take = useChange('POST /api/v1/org/:orgId/check-sheets');
  const [file, setFile] = useState<File>();
  const [customer, setCustomer] = useState('');
  const [problems, setProblems] = useState<readonly FieldProblem[]>([]);
  const refuse = (message: string): void => setProblems([{ field: 'file', message }]);

  const submit = async (): Promise<void> => {
    if (!file) return refuse(t('papers.fileMissing'));
    if (file.size > MAX_BYTES) return refuse(t('papers.problem.sheet_too_large'));
    setProblems([]);
    try {
      const body = {
        title: file.name.replace(/\.[^.]+$/, '').slice(0, 200) || file.name,
        customer: customer.trim(),
        fileName: file.name.slice(-200),
        file: await base64Of(file),
      };
      const { sheetId } = await take.mutateAsync({ params: { orgId }, body });
      await router.navigate({ href: paths.checkSheet(sheetId) });
    } catch (error) {
      setProblems(sheetProblems(error, texts, 'file'));
    }
  };

  return (
    <Form onSubmit={() => void submit()} errors={problems} label={t('papers.take')}>
      <SheetFileField label={t('papers.file')} onFile={setFile} />
      <TextField
        name="customer"
        label={t('papers.customer')}
        hint={t('papers.customerHint')}
        optional
        width="medium"
        value={customer}
        onChange={setCustomer}
      />
      <div>
        <Button type="submit" busy={take.isPending}>
          {t('papers.take')}
        </Button>
      </div>
    </Form>
  );
}
