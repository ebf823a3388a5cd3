// SPDX-License-Identifier: Apache-2.0
import { useState } from 'react';
import type { ReactNode } from 'react';
import type { ApiInput } from '../api.ts';
import { formProblems } from '../describe-error.ts';
import { useText } from '../i18n.tsx';
import type { Localised } from '../i18n.tsx';
import { useChange } from '../queries.ts';
import { useOrgId } from '../session.ts';
import { Button } from '../ui/button.tsx';
import { CopyField } from '../ui/copy-field.tsx';
import type { FieldProblem } from '../ui/form-context.ts';
import { Form, FormActions } from '../ui/form.tsx';
import { Notice } from '../ui/notice.tsx';
import { RadioGroup } from '../ui/radio-group.tsx';
import { TextField } from '../ui/text-field.tsx';
import { useToast } from '../ui/toast.tsx';
import type { Provider } from './provider-page.tsx';

const KINDS = ['entra', 'google', 'generic'] as const;
type Kind = (typeof KINDS)[number];
type Body = ApiInput<'PUT /api/v1/org/:orgId/sign-in-provider'>['body'];

/** What is asked besides client id and secret: the tenant, the company's domain, or the issuer. */
const PLACE_FIELD = { entra: 'tenantId', google: 'domain', generic: 'issuer' } as const;
const STEPS = {
  entra: ['entra1', 'entra2', 'entra3', 'entra4'],
  google: ['google1', 'google2', 'google3', 'google4'],
  generic: ['generic1', 'generic2', 'generic3'],
} as const;

interface Draft {
  readonly kind: Kind;
  readonly place: string;
  readonly clientId: string;
  readonly clientSecret: string;
}

interface ProviderFormProps {
  readonly redirectUri: string;
  /** The one to change. */
  readonly provider: Provider | null;
  readonly onDone: () => void;
}

const startOf = (provider: Provider | null): Draft => ({
  kind: provider?.kind ?? 'entra',
  place: provider?.realm ?? provider?.issuer ?? '',
  clientId: provider?.clientId ?? '',
  clientSecret: '',
});

function missing(draft: Draft, isNew: boolean, t: Localised['t']): readonly FieldProblem[] {
  const needed = [
    { field: PLACE_FIELD[draft.kind], value: draft.place, message: t(`provider.placeMissing.${draft.kind}`) },
    { field: 'clientId', value: draft.clientId, message: t('provider.clientIdMissing') },
    ...(isNew
      ? [{ field: 'clientSecret', value: draft.clientSecret, message: t('provider.clientSecretMissing') }]
      : []),
  ];
  return needed.filter(({ value }) => value.trim() === '');
}

function bodyOf({ kind, place, clientId, clientSecret }: Draft): Body {
  const secret = clientSecret.trim();
  const client = { clientId: clientId.trim(), ...(secret === '' ? {} : { clientSecret: secret }) };
  if (kind === 'entra') return { kind, tenantId: place.trim(), ...client };
  if (kind === 'google') return { kind, domain: place.trim(), ...client };
  return { kind, issuer: place.trim(), ...client };
}

function useSave({ provider, onDone }: ProviderFormProps) {
  const texts = useText();
  const { t } = texts;
  const orgId = useOrgId();
  const toast = useToast();
  const save = useChange('PUT /api/v1/org/:orgId/sign-in-provider');
  const [draft, setDraft] = useState(() => startOf(provider));
  const [problems, setProblems] = useState<readonly FieldProblem[]>([]);
  const submit = (): void => {
    const found = missing(draft, provider === null, t);
    setProblems(found);
    if (found.length > 0) return;
    // As a promise: the form is gone with the next answer, and callbacks of what is gone are not called.
    void save.mutateAsync({ params: { orgId }, body: bodyOf(draft) }).then(
      () => {
        toast({ text: t('provider.saved') });
        onDone();
      },
      (error: unknown) => setProblems(formProblems(error, texts)),
    );
  };
  const change = (part: Partial<Draft>): void => setDraft((before) => ({ ...before, ...part }));
  return { draft, change, problems, submit, busy: save.isPending };
}

export function ProviderForm(props: ProviderFormProps): ReactNode {
  const { t } = useText();
  const { draft, change, problems, submit, busy } = useSave(props);
  const { kind, place, clientId, clientSecret } = draft;
  const placeField = PLACE_FIELD[kind];
  return (
    <Form onSubmit={submit} label={t('provider.connect')} errors={problems}>
      <RadioGroup
        name="kind"
        label={t('provider.kindLabel')}
        value={kind}
        onChange={(value: Kind) => change({ kind: value, place: '' })}
        choices={KINDS.map((value) => ({ value, label: t(`provider.kind.${value}`) }))}
      />
      <Steps kind={kind} />
      <CopyField
        name="redirect"
        label={t('provider.redirect')}
        hint={t('provider.redirectHint')}
        value={props.redirectUri}
      />
      {!props.redirectUri.startsWith('https://') && (
        <Notice tone="caution" title={t('provider.notHttps')}>
          {t('provider.notHttpsText')}
        </Notice>
      )}
      <TextField
        name={placeField}
        label={t(`provider.place.${kind}`)}
        hint={t(`provider.placeHint.${kind}`)}
        autoComplete="off"
        value={place}
        onChange={(value) => change({ place: value })}
      />
      <TextField
        name="clientId"
        label={t('provider.clientId')}
        hint={t(`provider.clientIdHint.${kind}`)}
        autoComplete="off"
        value={clientId}
        onChange={(value) => change({ clientId: value })}
      />
      <TextField
        name="clientSecret"
        label={t('provider.clientSecret')}
        hint={t(props.provider === null ? 'provider.clientSecretHint' : 'provider.clientSecretKept')}
        autoComplete="off"
        value={clientSecret}
        onChange={(value) => change({ clientSecret: value })}
      />
      <FormActions>
        <Button type="submit" busy={busy}>
          {t('provider.save')}
        </Button>
        {props.provider !== null && (
          <Button variant="secondary" onClick={props.onDone}>
            {t('ui.cancel')}
          </Button>
        )}
      </FormActions>
    </Form>
  );
}

function Steps({ kind }: { readonly kind: Kind }): ReactNode {
  const { t } = useText();
  return (
    <ol className="grid list-decimal gap-2 pl-6">
      {STEPS[kind].map((key) => (
        <li key={key}>{t(`provider.${key}`)}</li>
      ))}
    </ol>
  );
}
