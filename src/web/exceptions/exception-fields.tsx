// SPDX-License-Identifier: Apache-2.0
/** The fields that entering and changing an exception share. */
import { useState } from 'react';
import type { ReactNode } from 'react';
import type { Api } from '../api-types.ts';
import { matching } from '../controls/filter.ts';
import type { ControlItem } from '../controls/filter.ts';
import { useText } from '../i18n.tsx';
import { Loaded } from '../loaded.tsx';
import { useApi } from '../queries.ts';
import { useOrgId } from '../session.ts';
import { Checkbox } from '../ui/checkbox.tsx';
import { classes } from '../ui/class-names.ts';
import { useField, FieldError, Hint } from '../ui/field.tsx';
import { RadioGroup } from '../ui/radio-group.tsx';
import { SearchField } from '../ui/search-field.tsx';
import { Select } from '../ui/select.tsx';
import { TextField } from '../ui/text-field.tsx';
import { KINDS } from './words.ts';
import type { ExceptionItem } from './words.ts';

export type Member = Api['GET /api/v1/org/:orgId/members']['response']['members'][number];

export interface Draft {
  readonly kind: ExceptionItem['kind'] | undefined;
  readonly title: string;
  readonly meanwhile: string;
  readonly ownerId: string;
  readonly controls: readonly string[];
}

interface DraftFieldsProps {
  readonly draft: Draft;
  readonly members: readonly Member[];
  readonly onChange: (part: Partial<Draft>) => void;
}

export function DraftFields({ draft, members, onChange }: DraftFieldsProps): ReactNode {
  const { t } = useText();
  return (
    <>
      <RadioGroup
        name="kind"
        label={t('exceptions.kind')}
        value={draft.kind}
        onChange={(kind) => onChange({ kind })}
        choices={KINDS.map((value) => ({
          value,
          label: t(`exceptions.kind.${value}`),
          hint: t(`exceptions.kindHint.${value}`),
        }))}
      />
      <TextField
        name="title"
        label={t('exceptions.whatLabel')}
        hint={t('exceptions.whatHint')}
        countTo={100}
        value={draft.title}
        onChange={(title) => onChange({ title })}
      />
      <ControlsField chosen={draft.controls} onChange={(controls) => onChange({ controls })} />
      <TextField
        name="meanwhile"
        label={t('exceptions.meanwhile')}
        hint={t('exceptions.meanwhileHint')}
        rows={3}
        countTo={1000}
        value={draft.meanwhile}
        onChange={(meanwhile) => onChange({ meanwhile })}
      />
      <Select
        name="ownerId"
        label={t('exceptions.owner')}
        hint={t('exceptions.ownerHint')}
        value={draft.ownerId}
        onChange={(ownerId) => onChange({ ownerId })}
        choices={members.map(({ memberId, name }) => ({ value: memberId, label: name }))}
      />
    </>
  );
}

export function EndsField({
  value,
  onChange,
}: {
  readonly value: string;
  readonly onChange: (day: string) => void;
}): ReactNode {
  const { t } = useText();
  return (
    <TextField
      name="endsOn"
      label={t('exceptions.endsLabel')}
      hint={t('exceptions.endsHint')}
      type="date"
      width="medium"
      value={value}
      onChange={onChange}
    />
  );
}

/** Executives and administrators: only they can let something be other than the rules say. */
export function ApproverField({
  members,
  value,
  onChange,
}: {
  readonly members: readonly Member[];
  readonly value: string;
  readonly onChange: (memberId: string) => void;
}): ReactNode {
  const { t } = useText();
  const approvers = members.filter(({ roles }) => roles.some((role) => role !== 'teleworker'));
  return (
    <Select
      name="approvedById"
      label={t('exceptions.approvedBy')}
      hint={t('exceptions.approvedByHint')}
      value={value}
      onChange={onChange}
      choices={approvers.map(({ memberId, name }) => ({ value: memberId, label: name }))}
    />
  );
}

/** More matches than these are not read; another word narrows them. */
const SHOWN = 8;

interface ControlsFieldProps {
  readonly chosen: readonly string[];
  readonly onChange: (controls: readonly string[]) => void;
}

/** The chosen controls, and those that fit what is typed. */
function ControlsField({ chosen, onChange }: ControlsFieldProps): ReactNode {
  const { t } = useText();
  const found = useApi('GET /api/v1/org/:orgId/controls', { params: { orgId: useOrgId() } });
  const parts = useField({
    name: 'controls',
    label: t('exceptions.controls'),
    hint: t('exceptions.controlsHint'),
  });
  return (
    <fieldset
      id={parts.id}
      tabIndex={-1}
      aria-describedby={parts.control['aria-describedby']}
      className={classes('min-w-0', parts.error && 'border-l-4 border-critical pl-4')}
    >
      <legend className="font-bold">{t('exceptions.controls')}</legend>
      <Hint id={parts.id}>{t('exceptions.controlsHint')}</Hint>
      {parts.error && <FieldError id={parts.id}>{parts.error}</FieldError>}
      <Loaded query={found} lines={3}>
        {({ controls }) => <Choice controls={controls} chosen={chosen} onChange={onChange} />}
      </Loaded>
    </fieldset>
  );
}

function Choice({
  controls,
  chosen,
  onChange,
}: ControlsFieldProps & { readonly controls: readonly ControlItem[] }): ReactNode {
  const { t, catalogText } = useText();
  const [search, setSearch] = useState('');
  const held = controls.filter(({ id }) => chosen.includes(id));
  const fitting = search.trim() === '' ? [] : matching(controls, search).filter(({ id }) => !chosen.includes(id));
  const box = ({ id, title }: ControlItem): ReactNode => (
    <Checkbox
      key={id}
      name={`control-${id}`}
      label={catalogText(title)}
      checked={chosen.includes(id)}
      onChange={(checked) => onChange(checked ? [...chosen, id] : chosen.filter((one) => one !== id))}
    />
  );
  return (
    <div className="mt-2">
      {held.map(box)}
      <SearchField name="findControl" label={t('exceptions.findControl')} value={search} onChange={setSearch} />
      <div role="status" className="text-note text-muted">
        {search.trim() !== '' &&
          (fitting.length > SHOWN
            ? t('exceptions.controlsMore', { shown: SHOWN, count: fitting.length })
            : t('exceptions.controlsFound', { count: fitting.length }))}
      </div>
      {fitting.slice(0, SHOWN).map(box)}
    </div>
  );
}
