// SPDX-License-Identifier: Apache-2.0
import { useState } from 'react';
import type { ReactNode } from 'react';
import { formProblems } from '../describe-error.ts';
import { useText } from '../i18n.tsx';
import { useApi, useChange } from '../queries.ts';
import { useOrgId } from '../session.ts';
import { Button } from '../ui/button.tsx';
import { ConfirmDialog } from '../ui/dialog.tsx';
import { Form } from '../ui/form.tsx';
import type { FieldProblem } from '../ui/form-context.ts';
import { Select } from '../ui/select.tsx';
import { useToast } from '../ui/toast.tsx';
import type { OpenDiagnosis } from './answer-words.ts';

interface AskPartProps {
  readonly diagnosisId: string;
  readonly siteId: string;
  readonly part: OpenDiagnosis['sites'][number]['parts'][number];
}

const NOBODY = 'nobody';

/** "Ask a colleague to answer this part": they find it on their home page and see this part only. */
export function AskPart(props: AskPartProps): ReactNode {
  const { t, catalogText } = useText();
  const [asking, setAsking] = useState(false);
  return (
    <>
      <Button
        variant="secondary"
        size="small"
        aria-label={`${t('diagnosis.ask')}: ${catalogText(props.part.title)}`}
        onClick={() => setAsking(true)}
      >
        {t('diagnosis.ask')}
      </Button>
      {asking && <AskDialog {...props} onClose={() => setAsking(false)} />}
    </>
  );
}

function AskDialog({ diagnosisId, siteId, part, onClose }: AskPartProps & { readonly onClose: () => void }): ReactNode {
  const texts = useText();
  const { t, catalogText } = texts;
  const orgId = useOrgId();
  const toast = useToast();
  const { data } = useApi('GET /api/v1/org/:orgId/members', { params: { orgId }, query: {} });
  const ask = useChange('PUT /api/v1/org/:orgId/diagnoses/:diagnosisId/sites/:siteId/parts/:part/person');
  const [person, setPerson] = useState(part.memberId ?? '');
  const [problems, setProblems] = useState<readonly FieldProblem[]>([]);
  const people = (data?.members ?? []).map(({ memberId, name }) => ({ value: memberId, label: name }));
  const submit = (): void => {
    if (person === '') return setProblems([{ field: 'memberId', message: t('diagnosis.askWho') }]);
    const memberId = person === NOBODY ? null : person;
    const params = { orgId, diagnosisId, siteId, part: part.no };
    ask.mutate(
      { params, body: { memberId } },
      {
        onSuccess: () => {
          const name = people.find(({ value }) => value === person)?.label;
          toast({ text: name === undefined ? t('diagnosis.askedBack') : t('diagnosis.asked', { name }) });
          onClose();
        },
        onError: (error) => setProblems(formProblems(error, texts)),
      },
    );
  };
  return (
    <ConfirmDialog
      open
      title={t('diagnosis.askTitle', { title: catalogText(part.title) })}
      confirm={t('diagnosis.askConfirm')}
      busy={ask.isPending}
      onClose={onClose}
      onConfirm={submit}
    >
      <Form onSubmit={submit} errors={problems} label={t('diagnosis.ask')}>
        <Select
          name="memberId"
          label={t('diagnosis.person')}
          hint={t('diagnosis.askHint')}
          value={person}
          onChange={setPerson}
          choices={[...people, { value: NOBODY, label: t('diagnosis.askNobody') }]}
        />
      </Form>
    </ConfirmDialog>
  );
}
