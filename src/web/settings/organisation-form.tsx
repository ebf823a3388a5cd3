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
import { OrganisationFields } from './organisation-fields.tsx';
import type { Organisation } from './settings-page.tsx';

export function OrganisationForm({ organisation }: { readonly organisation: Organisation }): ReactNode {
  const texts = useText();
  const { t } = texts;
  const orgId = useOrgId();
  const toast = useToast();
  const update = useChange('PUT /api/v1/org/:orgId/organisation');
  const [draft, setDraft] = useState(organisation);
  const [problems, setProblems] = useState<readonly FieldProblem[]>([]);
  const set = (change: Partial<Organisation>): void => setDraft((before) => ({ ...before, ...change }));
  const submit = (): void => {
    if (draft.name.trim() === '') {
      setProblems([{ field: 'name', message: t('settings.nameMissing') }]);
      return;
    }
    setProblems([]);
    const { name, kana, industry, sizeBand, timeZone } = draft;
    update.mutate(
      {
        params: { orgId },
        body: { name: name.trim(), kana: kana.trim(), industry, sizeBand, timeZone: timeZone.trim() },
      },
      {
        onSuccess: () => toast({ text: t('settings.saved') }),
        onError: (error) => setProblems(formProblems(error, texts)),
      },
    );
  };
  return (
    <Form onSubmit={submit} errors={problems} label={t('settings.organisation')}>
      <OrganisationFields prefix="" draft={draft} onChange={set} own />
      <TextField
        name="timeZone"
        label={t('settings.timeZone')}
        hint={t('settings.timeZoneHint')}
        width="medium"
        autoComplete="off"
        value={draft.timeZone}
        onChange={(timeZone) => set({ timeZone })}
      />
      <FormActions>
        <Button type="submit" busy={update.isPending} wide>
          {t('settings.save')}
        </Button>
      </FormActions>
    </Form>
  );
}
