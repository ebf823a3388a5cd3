// SPDX-License-Identifier: Apache-2.0
import type { ReactNode } from 'react';
import type { Api } from '../api-types.ts';
import { useText } from '../i18n.tsx';
import { Loaded } from '../loaded.tsx';
import { paths } from '../paths.ts';
import { useApi } from '../queries.ts';
import { useOrgId } from '../session.ts';
import { Disclosure } from '../ui/disclosure.tsx';
import { PageHeader } from '../ui/page-header.tsx';
import { Stack } from '../ui/stack.tsx';
import { Backing } from '../telework/backing.tsx';

type List = Api['GET /api/v1/org/:orgId/personal-threats']['response'];
type One = List['threats'][number];

/** What meets people themselves, at home and at work: open what you want to know. */
export function Page(): ReactNode {
  const { t } = useText();
  const found = useApi('GET /api/v1/org/:orgId/personal-threats', { params: { orgId: useOrgId() } });
  return (
    <>
      <PageHeader
        title={t('threats.personal.title')}
        lead={t('threats.personal.lead')}
        crumbs={[{ label: t('threats.title'), href: paths.threats() }]}
      />
      <Loaded query={found} lines={20}>
        {(list) => <PersonalThreats list={list} />}
      </Loaded>
    </>
  );
}

function PersonalThreats({ list }: { readonly list: List }): ReactNode {
  const { t, catalogText } = useText();
  return (
    <Stack>
      <p className="max-w-prose font-bold">{t('threats.personal.first')}</p>
      <ul>
        {list.threats.map((one) => (
          <li key={one.id} className="border-b border-line py-2">
            <Threat one={one} />
          </li>
        ))}
      </ul>
      <p className="text-note text-muted">{catalogText(list.wording)}</p>
      <Backing backing={list.backing} lead={t('threats.personal.source')} />
    </Stack>
  );
}

function Threat({ one }: { readonly one: One }): ReactNode {
  const { t, catalogText } = useText();
  return (
    <article>
      <h2 className="text-h3">{catalogText(one.title)}</h2>
      <p className="max-w-prose">{catalogText(one.what)}</p>
      <Disclosure summary={t('threats.personal.open', { title: catalogText(one.title) })}>
        <h3 className="text-h3">{t('threats.personal.notice')}</h3>
        <Sentences sentences={one.notice} />
        <h3 className="mt-4 text-h3">{t('threats.personal.do')}</h3>
        <Sentences sentences={one.do} />
      </Disclosure>
    </article>
  );
}

function Sentences({ sentences }: { readonly sentences: One['do'] }): ReactNode {
  const { catalogText } = useText();
  return (
    <ul className="max-w-prose list-disc pl-6">
      {sentences.map((sentence) => (
        <li key={sentence.en}>{catalogText(sentence)}</li>
      ))}
    </ul>
  );
}
