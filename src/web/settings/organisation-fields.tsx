// SPDX-License-Identifier: Apache-2.0
import type { ReactNode } from 'react';
import { INDUSTRIES, SIZE_BANDS } from '../../kernel/organisation-kinds.ts';
import type { Industry, SizeBand } from '../../kernel/organisation-kinds.ts';
import { useText } from '../i18n.tsx';
import { Select } from '../ui/select.tsx';
import { TextField } from '../ui/text-field.tsx';

/** '' = not chosen yet. */
export interface OrganisationDraft {
  readonly name: string;
  readonly kana: string;
  readonly industry: Industry | '';
  readonly sizeBand: SizeBand | '';
}

interface OrganisationFieldsProps {
  /** Where the fields lie in the request: `organisation.`, or nothing. */
  readonly prefix: '' | 'organisation.';
  readonly draft: OrganisationDraft;
  readonly onChange: (change: { name?: string; kana?: string; industry?: Industry; sizeBand?: SizeBand }) => void;
  /** One's own organisation may be filled in by the browser, another one's must not. */
  readonly own: boolean;
}

export function OrganisationFields({ prefix, draft, onChange, own }: OrganisationFieldsProps): ReactNode {
  const { t } = useText();
  return (
    <>
      <TextField
        name={`${prefix}name`}
        label={t('settings.name')}
        autoComplete={own ? 'organization' : 'off'}
        value={draft.name}
        onChange={(name) => onChange({ name })}
      />
      <TextField
        name={`${prefix}kana`}
        label={t('settings.kana')}
        hint={t('settings.kanaHint')}
        optional
        autoComplete="off"
        value={draft.kana}
        onChange={(kana) => onChange({ kana })}
      />
      <Select
        name={`${prefix}industry`}
        label={t('settings.industry')}
        width="full"
        value={draft.industry}
        onChange={(industry) => onChange({ industry })}
        choices={INDUSTRIES.map((value) => ({ value, label: t(`words.industry.${value}`) }))}
      />
      <Select
        name={`${prefix}sizeBand`}
        label={t('settings.size')}
        value={draft.sizeBand}
        onChange={(sizeBand) => onChange({ sizeBand })}
        choices={SIZE_BANDS.map((value) => ({ value, label: t(`words.size.${value}`) }))}
      />
    </>
  );
}
