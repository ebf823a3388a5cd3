// SPDX-License-Identifier: Apache-2.0
import type { ReactNode } from 'react';
import { INDUSTRIES, SIZE_BANDS } from '../../kernel/organisation-kinds.ts';
import { useText } from '../i18n.tsx';
import { NewPasswordField } from '../password/new-password-field.tsx';
import type { Measure } from '../password/new-password-field.tsx';
import { Notice } from '../ui/notice.tsx';
import { RadioGroup } from '../ui/radio-group.tsx';
import { Select } from '../ui/select.tsx';
import { TextField } from '../ui/text-field.tsx';
import type { Draft } from './draft.ts';

export interface StepProps {
  readonly draft: Draft;
  readonly onChange: (change: Partial<Draft>) => void;
}

const PARTS = ['organisation', 'you', 'check'] as const;

export function WelcomeStep(): ReactNode {
  const { t } = useText();
  return (
    <>
      <p className="font-bold">{t('setup.welcome.minutes')}</p>
      <ol className="grid grid-cols-1 gap-4">
        {PARTS.map((part, index) => (
          <li key={part} className="flex gap-4">
            <span
              aria-hidden="true"
              className="flex size-9 shrink-0 items-center justify-center rounded-full border border-info bg-info-surface font-bold text-info-text"
            >
              {index + 1}
            </span>
            <div>
              <p className="font-bold">{t(`setup.welcome.${part}`)}</p>
              <p className="text-muted">{t(`setup.welcome.${part}Hint`)}</p>
            </div>
          </li>
        ))}
      </ol>
      <Notice>{t('setup.welcome.stays')}</Notice>
    </>
  );
}

export function OrganisationStep({ draft, onChange }: StepProps): ReactNode {
  const { t, language } = useText();
  return (
    <>
      <TextField
        name="organisation.name"
        label={t('setup.organisation.name')}
        hint={t('setup.organisation.nameHint')}
        autoComplete="organization"
        value={draft.organisation}
        onChange={(organisation) => onChange({ organisation })}
      />
      {/* Names in Latin letters need no reading. */}
      {(language === 'ja' || draft.organisationKana !== '') && (
        <TextField
          name="organisation.kana"
          label={t('setup.organisation.kana')}
          hint={t('setup.organisation.kanaHint')}
          optional
          value={draft.organisationKana}
          onChange={(organisationKana) => onChange({ organisationKana })}
        />
      )}
      <Select
        name="organisation.industry"
        label={t('setup.organisation.industry')}
        hint={t('setup.organisation.industryHint')}
        value={draft.industry}
        onChange={(industry) => onChange({ industry })}
        choices={INDUSTRIES.map((value) => ({ value, label: t(`words.industry.${value}`) }))}
      />
      <RadioGroup
        name="organisation.sizeBand"
        label={t('setup.organisation.size')}
        hint={t('setup.organisation.sizeHint')}
        value={draft.sizeBand === '' ? undefined : draft.sizeBand}
        onChange={(sizeBand) => onChange({ sizeBand })}
        inline
        choices={SIZE_BANDS.map((value) => ({ value, label: t(`words.size.${value}`) }))}
      />
    </>
  );
}

export function YouStep({ draft, onChange }: StepProps): ReactNode {
  const { t, language } = useText();
  return (
    <>
      <TextField
        name="administrator.name"
        label={t('setup.you.name')}
        autoComplete="name"
        value={draft.name}
        onChange={(name) => onChange({ name })}
      />
      {(language === 'ja' || draft.kana !== '') && (
        <TextField
          name="administrator.kana"
          label={t('setup.you.kana')}
          optional
          value={draft.kana}
          onChange={(kana) => onChange({ kana })}
        />
      )}
      <TextField
        name="administrator.email"
        label={t('setup.you.email')}
        hint={t('setup.you.emailHint')}
        type="email"
        autoComplete="username"
        value={draft.email}
        onChange={(email) => onChange({ email })}
      />
      <RadioGroup
        name="administrator.alsoExecutive"
        label={t('setup.you.executive')}
        hint={t('setup.you.executiveHint')}
        value={draft.alsoExecutive ? 'yes' : 'no'}
        onChange={(answer) => onChange({ alsoExecutive: answer === 'yes' })}
        inline
        choices={[
          { value: 'yes', label: t('setup.you.executiveYes') },
          { value: 'no', label: t('setup.you.executiveNo') },
        ]}
      />
    </>
  );
}

export function PasswordStep({ draft, onChange, measure }: StepProps & { readonly measure: Measure }): ReactNode {
  const { t } = useText();
  return (
    <>
      {/* Also tells a password manager which account the password belongs to. */}
      <TextField
        name="username"
        label={t('setup.password.email')}
        type="email"
        autoComplete="username"
        disabled
        value={draft.email}
        onChange={() => undefined}
      />
      <NewPasswordField
        name="administrator.password"
        label={t('password.label')}
        value={draft.password}
        onChange={(password) => onChange({ password })}
        measure={measure}
      />
    </>
  );
}
