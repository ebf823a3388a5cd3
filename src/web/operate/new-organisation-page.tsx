// SPDX-License-Identifier: Apache-2.0
import { useState } from 'react';
import type { ReactNode } from 'react';
import { formProblems } from '../describe-error.ts';
import { useText } from '../i18n.tsx';
import type { Localised } from '../i18n.tsx';
import { paths } from '../paths.ts';
import { InvitationMade } from '../people/invitation-made.tsx';
import { useChange } from '../queries.ts';
import { OrganisationFields } from '../settings/organisation-fields.tsx';
import type { OrganisationDraft } from '../settings/organisation-fields.tsx';
import { Button } from '../ui/button.tsx';
import { Form, FormActions } from '../ui/form.tsx';
import type { FieldProblem } from '../ui/form-context.ts';
import { PageHeader } from '../ui/page-header.tsx';
import { TextField } from '../ui/text-field.tsx';
import { OnlyOperators } from './only-operators.tsx';

interface Made {
  readonly name: string;
  readonly email: string | null;
  readonly link: string;
}

/** An operator makes an organisation for somebody else: its administrator gets the link. */
export function Page(): ReactNode {
  const { t } = useText();
  const [made, setMade] = useState<Made>();
  return (
    <>
      <PageHeader
        title={t('operate.newTitle')}
        lead={t('operate.newLead')}
        crumbs={[{ label: t('operate.title'), href: paths.operate() }]}
      />
      <OnlyOperators>
        {made ? (
          <InvitationMade
            {...made}
            expiresAt={undefined}
            back={{ href: paths.operate(), label: t('operate.toList') }}
            another={{ label: t('operate.another'), onAnother: () => setMade(undefined) }}
          />
        ) : (
          <OrganisationForm onMade={setMade} />
        )}
      </OnlyOperators>
    </>
  );
}

interface Draft extends OrganisationDraft {
  readonly person: string;
  readonly personKana: string;
  readonly email: string;
}
const EMPTY: Draft = { name: '', kana: '', industry: '', sizeBand: '', person: '', personKana: '', email: '' };

function missing(draft: Draft, { t }: Localised): readonly FieldProblem[] {
  const wanted = [
    ['organisation.name', draft.name, 'operate.nameMissing'],
    ['organisation.industry', draft.industry, 'operate.industryMissing'],
    ['organisation.sizeBand', draft.sizeBand, 'operate.sizeMissing'],
    ['administrator.name', draft.person, 'operate.administratorMissing'],
  ] as const;
  return wanted.flatMap(([field, value, key]) => (value.trim() === '' ? [{ field, message: t(key) }] : []));
}

function OrganisationForm({ onMade }: { readonly onMade: (made: Made) => void }): ReactNode {
  const texts = useText();
  const { t } = texts;
  const create = useChange('POST /api/v1/operate/organisations', ['GET /api/v1/operate/organisations']);
  const [draft, setDraft] = useState(EMPTY);
  const [problems, setProblems] = useState<readonly FieldProblem[]>([]);
  const set = (change: Partial<Draft>): void => setDraft((before) => ({ ...before, ...change }));
  const submit = (): void => {
    const found = missing(draft, texts);
    setProblems(found);
    const { industry, sizeBand } = draft;
    if (found.length > 0 || industry === '' || sizeBand === '') return;
    const person = draft.person.trim();
    const email = draft.email.trim();
    const named = { name: person, kana: draft.personKana.trim() };
    create.mutate(
      {
        body: {
          organisation: { name: draft.name.trim(), kana: draft.kana.trim(), industry, sizeBand },
          administrator: email === '' ? named : { ...named, email },
          language: texts.language,
        },
      },
      {
        onSuccess: ({ link, mailed }) => onMade({ name: person, email: mailed ? email : null, link }),
        onError: (error) => setProblems(formProblems(error, texts)),
      },
    );
  };
  return (
    <Form onSubmit={submit} errors={problems} label={t('operate.newTitle')}>
      <h2 className="text-h2">{t('operate.organisation')}</h2>
      <OrganisationFields prefix="organisation." draft={draft} onChange={set} own={false} />
      <h2 className="text-h2">{t('operate.administrator')}</h2>
      <TextField
        name="administrator.name"
        label={t('operate.administratorName')}
        autoComplete="off"
        value={draft.person}
        onChange={(person) => set({ person })}
      />
      <TextField
        name="administrator.kana"
        label={t('people.kana')}
        hint={t('people.kanaHint')}
        optional
        autoComplete="off"
        value={draft.personKana}
        onChange={(personKana) => set({ personKana })}
      />
      <TextField
        name="administrator.email"
        label={t('people.email')}
        hint={t('people.emailHint')}
        optional
        type="email"
        autoComplete="off"
        value={draft.email}
        onChange={(email) => set({ email })}
      />
      <FormActions>
        <Button type="submit" busy={create.isPending} wide>
          {t('operate.make')}
        </Button>
      </FormActions>
    </Form>
  );
}
