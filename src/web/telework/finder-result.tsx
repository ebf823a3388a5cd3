// SPDX-License-Identifier: Apache-2.0
import type { ReactNode } from 'react';
import { useText } from '../i18n.tsx';
import { Loaded } from '../loaded.tsx';
import { paths } from '../paths.ts';
import { useApi } from '../queries.ts';
import { useOrgId } from '../session.ts';
import { Card } from '../ui/card.tsx';
import { ButtonLink, Link } from '../ui/link.tsx';
import { Stack } from '../ui/stack.tsx';
import type { FinderStep } from './finder-page.tsx';
import type { Method } from './sort-methods.ts';
import { UseMethod } from './use-method.tsx';

interface ResultProps {
  readonly step: FinderStep;
  readonly result: NonNullable<FinderStep['result']>;
  readonly answers: string;
}

/** The method that fits, why, and what comes next to it. */
export function FinderResult({ step, result, answers }: ResultProps): ReactNode {
  const telework = useApi('GET /api/v1/org/:orgId/telework', { params: { orgId: useOrgId() } });
  return (
    <Loaded query={telework} lines={8}>
      {({ methods }) => {
        const method = methods.find(({ id }) => id === result.methodId);
        const runnerUp = methods.find(({ id }) => id === result.runnerUpId);
        return method && runnerUp && <Told found={{ step, result, answers }} method={method} runnerUp={runnerUp} />;
      }}
    </Loaded>
  );
}

interface ToldProps {
  readonly found: ResultProps;
  readonly method: Method;
  readonly runnerUp: Method;
}

function Told({ found: { step, result, answers }, method, runnerUp }: ToldProps): ReactNode {
  const { t, catalogText } = useText();
  return (
    <Stack>
      <Card title={t('telework.fits', { method: catalogText(method.title) })} main>
        <p>{catalogText(method.how)}</p>
        <p className="mt-3">
          <strong>{t('telework.because')}</strong> {catalogText(result.because)}
        </p>
        <p className="mt-3 text-muted">{catalogText(step.label)}</p>
        <div className="mt-4">
          <UseMethod method={method} answers={answers} />
        </div>
        <p className="mt-4">
          <ButtonLink variant="secondary" href={paths.teleworkMethod(method.id)}>
            {t('telework.openChecklist')}
          </ButtonLink>
        </p>
      </Card>
      <Card title={t('telework.runnerUp', { method: catalogText(runnerUp.title) })}>
        <p>{catalogText(runnerUp.how)}</p>
        <p className="mt-3">
          <strong>{t('telework.whenRather')}</strong> {catalogText(result.runnerUpBecause)}
        </p>
        <p className="mt-3">
          <Link href={paths.teleworkMethod(runnerUp.id)}>
            {t('telework.openChecklist')}
            <span className="sr-only">
              {t('words.colon')}
              {catalogText(runnerUp.title)}
            </span>
          </Link>
        </p>
      </Card>
      <p>
        <Link href={paths.telework()}>{t('telework.toComparison')}</Link>
      </p>
    </Stack>
  );
}
