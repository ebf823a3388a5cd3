// SPDX-License-Identifier: Apache-2.0
import { useState } from 'react';
import type { ReactNode } from 'react';
import type { Api } from '../api-types.ts';
import { formProblems } from '../describe-error.ts';
import { useText } from '../i18n.tsx';
import { useChange } from '../queries.ts';
import { useOrgId } from '../session.ts';
import { Button } from '../ui/button.tsx';
import { Disclosure } from '../ui/disclosure.tsx';
import type { FieldProblem } from '../ui/form-context.ts';
import { Form, FormActions } from '../ui/form.tsx';
import { Select } from '../ui/select.tsx';
import { Stack } from '../ui/stack.tsx';
import { TextField } from '../ui/text-field.tsx';
import { useToast } from '../ui/toast.tsx';

type Body = Api['POST /api/v1/org/:orgId/notices/channels']['body'];
type Kind = Body['kind'];
const KINDS = ['slack', 'teams', 'chatwork', 'generic'] as const satisfies readonly Kind[];
const EMPTY = { label: '', url: '', roomId: '', token: '' };
type Entered = typeof EMPTY;
type Field = keyof Entered;

const fieldsOf = (kind: Kind): readonly Field[] =>
  kind === 'chatwork' ? ['label', 'roomId', 'token'] : ['label', 'url'];

function bodyOf(kind: Kind, { label, url, roomId, token }: Entered, language: Body['language']): Body {
  const named = { label: label.trim(), language };
  return kind === 'chatwork' ? { kind, ...named, roomId, token } : { kind, ...named, url };
}

/** A kind, its steps, and the two or three things that it needs. */
export function AddChannel({ onAdded }: { readonly onAdded: (secret: string | null) => void }): ReactNode {
  const texts = useText();
  const { t, language } = texts;
  const orgId = useOrgId();
  const toast = useToast();
  const create = useChange('POST /api/v1/org/:orgId/notices/channels');
  const [kind, setKind] = useState<Kind>('slack');
  const [entered, setEntered] = useState(EMPTY);
  const [problems, setProblems] = useState<readonly FieldProblem[]>([]);
  const submit = (): void => {
    const missing = fieldsOf(kind).filter((field) => entered[field].trim() === '');
    setProblems(missing.map((field) => ({ field, message: t(`notices.${field}Missing`) })));
    if (missing.length > 0) return;
    create.mutate(
      { params: { orgId }, body: bodyOf(kind, entered, language) },
      {
        onSuccess: ({ secret }) => {
          setEntered(EMPTY);
          onAdded(secret);
          toast({ text: t('notices.channelAdded') });
        },
        onError: (error) => setProblems(formProblems(error, texts)),
      },
    );
  };
  return (
    <Disclosure summary={t('notices.add')}>
      <Form onSubmit={submit} label={t('notices.add')} errors={problems}>
        <Stack>
          <Select
            name="kind"
            label={t('notices.channelKind')}
            value={kind}
            onChange={setKind}
            choices={KINDS.map((value) => ({ value, label: t(`notices.channel.${value}`) }))}
          />
          <p className="text-muted">{t(`notices.how.${kind}`)}</p>
          {fieldsOf(kind).map((field) => (
            <TextField
              key={field}
              name={field}
              label={t(`notices.${field}`)}
              hint={t(`notices.${field}Hint`)}
              autoComplete="off"
              value={entered[field]}
              onChange={(value) => setEntered({ ...entered, [field]: value })}
            />
          ))}
          <p className="text-muted">{t('notices.languageHint')}</p>
        </Stack>
        <FormActions>
          <Button type="submit" variant="secondary" busy={create.isPending}>
            {t('notices.addButton')}
          </Button>
        </FormActions>
      </Form>
    </Disclosure>
  );
}
