// SPDX-License-Identifier: Apache-2.0
import type { ReactNode } from 'react';
import type { Api } from '../api-types.ts';
import { useText } from '../i18n.tsx';
import { Loaded } from '../loaded.tsx';
import { useApi } from '../queries.ts';
import { useOrgId } from '../session.ts';
import { AdministratorPage } from '../settings/administrator-page.tsx';
import { Card } from '../ui/card.tsx';
import { Notice } from '../ui/notice.tsx';
import { Stack } from '../ui/stack.tsx';
import { SummaryList } from '../ui/summary-list.tsx';
import { Tabs } from '../ui/tabs.tsx';
import { Groups } from './groups.tsx';
import { People } from './people.tsx';
import { Tokens } from './tokens.tsx';

export type Directory = Api['GET /api/v1/org/:orgId/directory']['response'];

/** The organisation's own directory: connecting it, and what it has told. */
export function Page(): ReactNode {
  const { t } = useText();
  return (
    <AdministratorPage title={t('directory.title')} lead={t('directory.lead')}>
      <Found />
    </AdministratorPage>
  );
}

function Found(): ReactNode {
  const { t } = useText();
  const query = useApi('GET /api/v1/org/:orgId/directory', { params: { orgId: useOrgId() } });
  return (
    <Loaded query={query} lines={16}>
      {(directory) => (
        <Stack gap="wide">
          <State directory={directory} />
          <Card title={t('directory.step1')}>
            <Tokens directory={directory} />
          </Card>
          <Card title={t('directory.step2')}>
            <Guides />
          </Card>
          <Card title={t('directory.groups')}>
            <Groups groups={directory.groups} />
          </Card>
          <Card title={t('directory.list')}>
            <People directory={directory} />
          </Card>
          <Notice title={t('directory.leavers')}>{t('directory.leaversText')}</Notice>
        </Stack>
      )}
    </Loaded>
  );
}

function State({ directory: { tokens, people, total } }: { readonly directory: Directory }): ReactNode {
  const { t, relative } = useText();
  const [last] = tokens
    .flatMap(({ lastUsedAt }) => (lastUsedAt === null ? [] : [lastUsedAt]))
    .toSorted()
    .toReversed();
  const waiting = people.filter(({ state }) => state === 'no_invitation').length;
  const text = (): string => {
    if (tokens.length === 0) return t('directory.stateNone');
    return last === undefined ? t('directory.stateWaiting') : t('directory.stateOn', { when: relative(last) });
  };
  return (
    <Card title={t('directory.state')}>
      <p className="mb-3">{text()}</p>
      {total > 0 && (
        <SummaryList
          items={[
            { term: t('directory.people'), value: t('directory.peopleCount', { count: total }) },
            ...(waiting === 0
              ? []
              : [{ term: t('directory.attention'), value: t('directory.attentionCount', { count: waiting }) }]),
          ]}
        />
      )}
    </Card>
  );
}

const ENTRA = ['openEntra', 'entra2', 'entra3', 'entra4', 'entra5'] as const;
const OKTA = ['okta1', 'okta2', 'okta3', 'okta4', 'okta5'] as const;

function Guides(): ReactNode {
  const { t } = useText();
  const steps = (keys: readonly (typeof ENTRA | typeof OKTA)[number][]): ReactNode => (
    <ol className="grid list-decimal gap-3 pl-6">
      {keys.map((key) => (
        <li key={key}>{t(`directory.${key}`)}</li>
      ))}
    </ol>
  );
  return (
    <Tabs
      label={t('directory.kind')}
      items={[
        { id: 'entra', title: 'Microsoft Entra ID', content: steps(ENTRA) },
        { id: 'okta', title: 'Okta', content: steps(OKTA) },
        { id: 'other', title: t('directory.otherName'), content: <p>{t('directory.other')}</p> },
      ]}
    />
  );
}
