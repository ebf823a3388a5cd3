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
import { Select } from '../ui/select.tsx';
import { TextField } from '../ui/text-field.tsx';
import { useToast } from '../ui/toast.tsx';
import type { Declarations } from './security-action-page.tsx';

/** The basic policy: our sentences to begin with, the organisation's own after the first change. */
export function PolicyForm({ view }: { readonly view: Declarations }): ReactNode {
  const texts = useText();
  const { t } = texts;
  const orgId = useOrgId();
  const toast = useToast();
  const save = useChange('PUT /api/v1/org/:orgId/declarations/policy');
  const [policy, setPolicy] = useState(view.policy ?? view.template.ja);
  const [problems, setProblems] = useState<readonly FieldProblem[]>([]);
  const set = (part: Partial<typeof policy>): void => setPolicy({ ...policy, ...part });
  const submit = async (): Promise<void> => {
    setProblems([]);
    try {
      const { version } = await save.mutateAsync({ params: { orgId }, body: policy });
      toast({ text: t('papers.policySaved', { version }) });
    } catch (error) {
      setProblems(
        formProblems(error, {
          ...texts,
          findText: (key) => texts.findText(`papers.reason.${key}`) ?? texts.findText(key),
        }),
      );
    }
  };
  const headings = view.headings[policy.language];
  return (
    <Form onSubmit={() => void submit()} errors={problems} label={t('papers.policy')}>
      <Select
        name="language"
        label={t('papers.policyLanguage')}
        hint={t('papers.policyLanguageHint')}
        value={policy.language}
        onChange={(language) => setPolicy(view.policy?.language === language ? view.policy : view.template[language])}
        choices={[
          { value: 'ja', label: '日本語' },
          { value: 'en', label: 'English' },
        ]}
      />
      <TextField
        name="company"
        label={t('papers.company')}
        value={policy.company}
        onChange={(company) => set({ company })}
      />
      <TextField
        name="representative"
        label={t('papers.representative')}
        hint={t('papers.representativeHint')}
        value={policy.representative}
        onChange={(representative) => set({ representative })}
      />
      <TextField
        name="date"
        label={t('papers.policyDate')}
        type="date"
        width="medium"
        value={policy.date}
        onChange={(date) => set({ date })}
      />
      <TextField
        name="preamble"
        label={t('papers.preamble')}
        rows={4}
        value={policy.preamble}
        onChange={(preamble) => set({ preamble })}
      />
      {policy.sections.map((text, at) => (
        <TextField
          key={headings[at]}
          name={`sections.${at}`}
          label={`${at + 1}. ${headings[at] ?? ''}`}
          rows={3}
          value={text}
          onChange={(changed) => set({ sections: policy.sections.map((one, index) => (index === at ? changed : one)) })}
        />
      ))}
      <FormActions>
        <Button type="submit" busy={save.isPending}>
          {t('papers.policySave')}
        </Button>
      </FormActions>
    </Form>
  );
}
