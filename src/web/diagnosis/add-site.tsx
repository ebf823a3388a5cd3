// SPDX-License-Identifier: Apache-2.0
import { useState } from 'react';
import type { ReactNode } from 'react';
import { formProblems } from '../describe-error.ts';
import { useText } from '../i18n.tsx';
import { useChange } from '../queries.ts';
import { useOrgId } from '../session.ts';
import { Button } from '../ui/button.tsx';
import { Form, FormActions } from '../ui/form.tsx';
import type { FieldProblem } from '../ui/form-context.ts';
import { TextField } from '../ui/text-field.tsx';
import { useToast } from '../ui/toast.tsx';
import type { OpenDiagnosis } from './answer-words.ts';

/** Another site answers for itself; with the second one the first gets a name as well. */
export function AddSite({ open }: { readonly open: OpenDiagnosis }): ReactNode {
  const texts = useText();
  const { t } = texts;
  const orgId = useOrgId();
  const toast = useToast();
  const add = useChange('POST /api/v1/org/:orgId/diagnoses/:diagnosisId/sites');
  const [name, setName] = useState('');
  const [firstName, setFirstName] = useState('');
  const [problems, setProblems] = useState<readonly FieldProblem[]>([]);
  const unnamed = open.sites.some((site) => site.name === '');
  const submit = (): void => {
    const body = { name: name.trim(), ...(unnamed ? { firstName: firstName.trim() } : {}) };
    setProblems([]);
    add.mutate(
      { params: { orgId, diagnosisId: open.diagnosisId }, body },
      {
        onSuccess: () => {
          toast({ text: t('diagnosis.siteAdded', { name: body.name }) });
          setName('');
          setFirstName('');
        },
        onError: (error) => setProblems(formProblems(error, texts)),
      },
    );
  };
  return (
    <Form onSubmit={submit} errors={problems} label={t('diagnosis.addSite')}>
      <p>{t('diagnosis.addSiteText')}</p>
      {unnamed && (
        <TextField name="firstName" label={t('diagnosis.firstSite')} value={firstName} onChange={setFirstName} />
      )}
      <TextField name="name" label={t('diagnosis.newSite')} value={name} onChange={setName} />
      <FormActions>
        <Button type="submit" variant="secondary" busy={add.isPending}>
          {t('diagnosis.addSite')}
        </Button>
      </FormActions>
    </Form>
  );
}
