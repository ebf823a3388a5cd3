// SPDX-License-Identifier: Apache-2.0
import { useState } from 'react';
import type { ReactNode } from 'react';
import { isOneOf } from '../../kernel/one-of.ts';
import { useText } from '../i18n.tsx';
import { Loaded } from '../loaded.tsx';
import { paths } from '../paths.ts';
import { useApi } from '../queries.ts';
import { useQueryParam } from '../query-param.ts';
import { useOrgId } from '../session.ts';
import { Button } from '../ui/button.tsx';
import { Disclosure } from '../ui/disclosure.tsx';
import { EmptyState } from '../ui/empty-state.tsx';
import { Gloss } from '../ui/gloss.tsx';
import { ButtonLink } from '../ui/link.tsx';
import { PageHeader } from '../ui/page-header.tsx';
import { SearchField } from '../ui/search-field.tsx';
import { Select } from '../ui/select.tsx';
import { Stack } from '../ui/stack.tsx';
import { ControlRow, RowHeads } from './control-row.tsx';
import { Exports } from './exports.tsx';
import { byTheme, foldRest, matching, ofKind, SHOWN } from './filter.ts';
import type { ControlItem } from './filter.ts';
import { Overview } from './overview.tsx';

export function Page(): ReactNode {
  const { t } = useText();
  const found = useApi('GET /api/v1/org/:orgId/controls', { params: { orgId: useOrgId() } });
  return (
    <>
      <PageHeader title={t('controls.title')} lead={t('controls.lead')} />
      <Loaded query={found} lines={20}>
        {({ controls }) => (
          <Stack gap="wide">
            <Overview controls={controls} />
            <p className="no-print">
              <ButtonLink href={paths.threats()} variant="secondary">
                {t('controls.toThreats')}
              </ButtonLink>
            </p>
            <ControlList controls={controls} />
            <Exports />
          </Stack>
        )}
      </Loaded>
    </>
  );
}

function ControlList({ controls }: { readonly controls: readonly ControlItem[] }): ReactNode {
  const { t, catalogText } = useText();
  const [chosen, setChosen] = useQueryParam('show');
  const shown = isOneOf(SHOWN, chosen) ? chosen : 'all';
  const [search, setSearch] = useState('');
  const groups = byTheme(matching(ofKind(controls, shown), search));
  const showAll = (): void => {
    setSearch('');
    setChosen('');
  };
  return (
    <Stack>
      <div className="no-print grid grid-cols-1 gap-x-6 gap-y-3 sm:flex sm:flex-wrap">
        <Select
          name="show"
          label={t('controls.show')}
          value={shown}
          onChange={(value) => setChosen(value === 'all' ? '' : value)}
          choices={SHOWN.map((value) => ({
            value,
            label: t(`controls.show.${value}`, { count: ofKind(controls, value).length }),
          }))}
        />
        <SearchField name="search" label={t('controls.search')} value={search} onChange={setSearch} />
      </div>
      <p className="text-muted">
        {t('controls.marks')} <Gloss term={t('controls.mark.first')}>{t('controls.mark.firstAbout')}</Gloss>
        {'　'}
        <Gloss term={t('controls.mark.next')}>{t('controls.mark.nextAbout')}</Gloss>
      </p>
      {groups.length === 0 && (
        <EmptyState
          title={t('controls.nothing')}
          action={
            <Button variant="secondary" size="small" onClick={showAll}>
              {t('controls.showAll')}
            </Button>
          }
        >
          {t('controls.nothingHint')}
        </EmptyState>
      )}
      {groups.map((group) => (
        <section key={group.id} aria-labelledby={`theme-${group.id}`} className="pt-4">
          <h2 id={`theme-${group.id}`} className="mb-2 text-h2">
            {catalogText(group.title)}
          </h2>
          <ThemeRows controls={group.controls} whole={shown !== 'all' || search.trim() !== ''} />
        </section>
      ))}
    </Stack>
  );
}

/** The rows of one theme; when nobody searches for anything, those that matter most stand in front of a fold. */
function ThemeRows(props: { readonly controls: readonly ControlItem[]; readonly whole: boolean }): ReactNode {
  const { t } = useText();
  const { seen, folded } = props.whole ? { seen: props.controls, folded: [] } : foldRest(props.controls);
  return (
    <>
      {seen.length > 0 && <Rows controls={seen} />}
      {folded.length > 0 && (
        <div className="mt-2">
          <Disclosure summary={t(seen.length > 0 ? 'controls.more' : 'controls.allOfTheme', { count: folded.length })}>
            <Rows controls={folded} />
          </Disclosure>
        </div>
      )}
    </>
  );
}

function Rows({ controls }: { readonly controls: readonly ControlItem[] }): ReactNode {
  return (
    <>
      <RowHeads />
      <ul>
        {controls.map((control) => (
          <ControlRow key={control.id} control={control} />
        ))}
      </ul>
    </>
  );
}
