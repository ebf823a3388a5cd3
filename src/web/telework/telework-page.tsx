// SPDX-License-Identifier: Apache-2.0
import type { ReactNode } from 'react';
import { useText } from '../i18n.tsx';
import { Loaded } from '../loaded.tsx';
import { paths } from '../paths.ts';
import { useApi } from '../queries.ts';
import { MANAGERS, useMay } from '../roles.ts';
import { useOrgId } from '../session.ts';
import { Card, CardGrid } from '../ui/card.tsx';
import { EmptyState } from '../ui/empty-state.tsx';
import { ButtonLink, Link } from '../ui/link.tsx';
import { PageHeader } from '../ui/page-header.tsx';
import { Stack } from '../ui/stack.tsx';
import { Comparison } from './comparison.tsx';
import type { Method } from './sort-methods.ts';

export function Page(): ReactNode {
  const { t } = useText();
  const manages = useMay(MANAGERS);
  const found = useApi('GET /api/v1/org/:orgId/telework', { params: { orgId: useOrgId() } });
  return (
    <>
      <PageHeader
        title={t('telework.title')}
        lead={t('telework.lead')}
        action={<ButtonLink href={paths.methodFinder()}>{t('telework.find')}</ButtonLink>}
      />
      <Loaded query={found} lines={20}>
        {(telework) => (
          <Stack gap="wide">
            <InUse methods={telework.methods.filter(({ use }) => use !== null)} />
            <Exceptions />
            <p>
              <Link href={paths.campaigns()}>{t(manages ? 'telework.openQuestions' : 'telework.answerQuestions')}</Link>
            </p>
            <Comparison telework={telework} />
          </Stack>
        )}
      </Loaded>
    </>
  );
}

function InUse({ methods }: { readonly methods: readonly Method[] }): ReactNode {
  const { t, catalogText, date } = useText();
  return (
    <section aria-labelledby="telework-in-use">
      <h2 id="telework-in-use" className="mb-3 text-h2">
        {t('telework.inUseTitle')}
      </h2>
      {methods.length === 0 && (
        <EmptyState
          icon="house"
          title={t('telework.noneInUse')}
          action={
            <ButtonLink variant="secondary" size="small" href={paths.methodFinder()}>
              {t('telework.find')}
            </ButtonLink>
          }
        >
          {t('telework.noneInUseHint')}
        </EmptyState>
      )}
      <CardGrid>
        {methods.map((method) => (
          <Card key={method.id} level={3} title={catalogText(method.title)}>
            {method.use?.note && <p>{method.use.note}</p>}
            <p className="text-muted">{method.use && t('telework.since', { date: date(method.use.since) })}</p>
            <p className="mt-3">
              <Link href={paths.teleworkMethod(method.id)}>
                {t('telework.openChecklist')}
                <span className="sr-only">
                  {t('words.colon')}
                  {catalogText(method.title)}
                </span>
              </Link>
            </p>
          </Card>
        ))}
      </CardGrid>
    </section>
  );
}

/** How many things the organisation lives with for now. */
function Exceptions(): ReactNode {
  const { t } = useText();
  const found = useApi('GET /api/v1/org/:orgId/exceptions', { params: { orgId: useOrgId() }, query: { limit: 1 } });
  return (
    <section aria-labelledby="telework-exceptions">
      <h2 id="telework-exceptions" className="mb-2 text-h2">
        {t('exceptions.title')}
      </h2>
      <Loaded query={found} lines={2}>
        {({ counts }) => (
          <p>
            {counts.current === 0 ? t('telework.noExceptions') : t('telework.exceptionsCount', counts)}{' '}
            <Link href={paths.exceptions()}>{t('telework.openExceptions')}</Link>
          </p>
        )}
      </Loaded>
    </section>
  );
}
