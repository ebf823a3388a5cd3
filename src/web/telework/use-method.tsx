// SPDX-License-Identifier: Apache-2.0
import { useState } from 'react';
import type { ReactNode } from 'react';
import { describeError, formProblems } from '../describe-error.ts';
import { useText } from '../i18n.tsx';
import { useChange } from '../queries.ts';
import { MANAGERS, useMay } from '../roles.ts';
import { useOrgId } from '../session.ts';
import { Badge } from '../ui/badge.tsx';
import { Button } from '../ui/button.tsx';
import { Form, FormActions } from '../ui/form.tsx';
import type { FieldProblem } from '../ui/form-context.ts';
import { TextField } from '../ui/text-field.tsx';
import { useToast } from '../ui/toast.tsx';
import type { Method } from './sort-methods.ts';

const NOTE_LENGTH = 500;

interface UseMethodProps {
  readonly method: Method;
  /** The answers that led here; null on the method's own page. */
  readonly answers: string | null;
}

/** Whether the organisation uses this method, and a way to say so. Several can be in use. */
export function UseMethod({ method, answers }: UseMethodProps): ReactNode {
  const { t, date } = useText();
  const mayChange = useMay(MANAGERS);
  const { use } = method;
  return (
    <div className="grid gap-3">
      {use && (
        <p className="flex flex-wrap items-center gap-x-3">
          <Badge tone="positive" icon="check">
            {t('telework.inUse')}
          </Badge>
          <span className="text-muted">
            {use.memberName === null
              ? t('telework.since', { date: date(use.since) })
              : t('telework.sinceBy', { date: date(use.since), name: use.memberName })}
          </span>
        </p>
      )}
      {use?.note && <p className="whitespace-pre-line">{use.note}</p>}
      {mayChange && (use ? <Stop method={method} /> : <Start method={method} answers={answers} />)}
      {!mayChange && !use && <p className="text-muted">{t('telework.notInUse')}</p>}
    </div>
  );
}

function Start({ method, answers }: UseMethodProps): ReactNode {
  const texts = useText();
  const { t, catalogText } = texts;
  const orgId = useOrgId();
  const toast = useToast();
  const start = useChange('PUT /api/v1/org/:orgId/telework/methods/:methodId');
  const [note, setNote] = useState('');
  const [problems, setProblems] = useState<readonly FieldProblem[]>([]);
  const submit = (): void =>
    start.mutate(
      { params: { orgId, methodId: method.id }, body: { note: note.trim(), answers } },
      {
        onSuccess: () => toast({ text: t('telework.used', { method: catalogText(method.title) }) }),
        onError: (error) => setProblems(formProblems(error, texts)),
      },
    );
  return (
    <Form onSubmit={submit} errors={problems} label={t('telework.use')}>
      <TextField
        name="methodNote"
        label={t('telework.useNote')}
        hint={t('telework.useNoteHint')}
        optional
        countTo={NOTE_LENGTH}
        value={note}
        onChange={setNote}
      />
      <FormActions>
        <Button type="submit" busy={start.isPending}>
          {t('telework.use')}
        </Button>
      </FormActions>
    </Form>
  );
}

function Stop({ method }: { readonly method: Method }): ReactNode {
  const texts = useText();
  const { t, catalogText } = texts;
  const orgId = useOrgId();
  const toast = useToast();
  const stop = useChange('DELETE /api/v1/org/:orgId/telework/methods/:methodId');
  const submit = (): void =>
    stop.mutate(
      { params: { orgId, methodId: method.id } },
      {
        onSuccess: () => toast({ text: t('telework.stopped', { method: catalogText(method.title) }) }),
        onError: (error) => toast({ text: describeError(error, texts).title }),
      },
    );
  return (
    <p className="no-print">
      <Button variant="secondary" size="small" busy={stop.isPending} onClick={submit}>
        {t('telework.stop')}
      </Button>
    </p>
  );
}
