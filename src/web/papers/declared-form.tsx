// SPDX-License-Identifier: Apache-2.0
import { useState } from 'react';
import type { ReactNode } from 'react';
import { formProblems } from '../describe-error.ts';
import { useText } from '../i18n.tsx';
import { useChange } from '../queries.ts';
import { useOrgId } from '../session.ts';
import { Button } from '../ui/button.tsx';
import { Disclosure } from '../ui/disclosure.tsx';
import { Form, FormActions } from '../ui/form.tsx';
import type { FieldProblem } from '../ui/form-context.ts';
import { TextField } from '../ui/text-field.tsx';
import type { Declarations } from './security-action-page.tsx';

/** Notes that the organisation declared at the scheme's own site. */
export function DeclaredForm({ view, star }: { readonly view: Declarations; readonly star: 1 | 2 }): ReactNode {
  const texts = useText();
  const { t } = texts;
  const orgId = useOrgId();
  const record = useChange('PUT /api/v1/org/:orgId/declarations/stars/:star');
  const found = view.declared.find((one) => one.star === star);
  const [declaredOn, setDeclaredOn] = useState(found?.declaredOn ?? '');
  const [registrationId, setRegistrationId] = useState(found?.registrationId ?? '');
  const [problems, setProblems] = useState<readonly FieldProblem[]>([]);
  const save = async (day: string | null): Promise<void> => {
    if (day === '') return setProblems([{ field: 'declaredOn', message: t('papers.dayMissing') }]);
    setProblems([]);
    try {
      const body = { declaredOn: day, registrationId: day === null ? '' : registrationId.trim() };
      await record.mutateAsync({ params: { orgId, star: star === 1 ? '1' : '2' }, body });
    } catch (error) {
      setProblems(
        formProblems(error, {
          ...texts,
          findText: (key) => texts.findText(`papers.reason.${key}`) ?? texts.findText(key),
        }),
      );
    }
  };
  return (
    <Disclosure summary={t('papers.declaredNote')}>
      <Form onSubmit={() => void save(declaredOn)} errors={problems} label={t('papers.declaredNote')}>
        <TextField
          name="declaredOn"
          label={t('papers.declaredDay')}
          type="date"
          width="medium"
          value={declaredOn}
          onChange={setDeclaredOn}
        />
        <TextField
          name="registrationId"
          label={t('papers.registrationId')}
          hint={t('papers.registrationHint')}
          optional
          width="medium"
          inputMode="numeric"
          value={registrationId}
          onChange={setRegistrationId}
        />
        <FormActions>
          <Button type="submit" size="small" variant="secondary" busy={record.isPending}>
            {t('papers.save')}
          </Button>
          {found && (
            <Button size="small" variant="quiet" busy={record.isPending} onClick={() => void save(null)}>
              {t('papers.takeBack')}
            </Button>
          )}
        </FormActions>
      </Form>
    </Disclosure>
  );
}
