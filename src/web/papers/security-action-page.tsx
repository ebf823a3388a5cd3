// SPDX-License-Identifier: Apache-2.0
import type { ReactNode } from 'react';
import type { Api } from '../api-types.ts';
import { useText } from '../i18n.tsx';
import { Loaded } from '../loaded.tsx';
import { OnlyFor } from '../only-for.tsx';
import { paths } from '../paths.ts';
import { useApi } from '../queries.ts';
import { useQueryParam } from '../query-param.ts';
import { MANAGERS } from '../roles.ts';
import { useOrgId } from '../session.ts';
import { Badge } from '../ui/badge.tsx';
import { Card } from '../ui/card.tsx';
import { Link } from '../ui/link.tsx';
import { PageHeader } from '../ui/page-header.tsx';
import { ProgressBar } from '../ui/progress-bar.tsx';
import { Select } from '../ui/select.tsx';
import { Stack } from '../ui/stack.tsx';
import { DeclaredForm } from './declared-form.tsx';
import { ItemList } from './item-list.tsx';
import { PolicyForm } from './policy-form.tsx';
import { PublishForm } from './publish-form.tsx';

export type Declarations = Api['GET /api/v1/org/:orgId/declarations']['response'];

export function Page(): ReactNode {
  const { t } = useText();
  return (
    <>
      <PageHeader
        title="SECURITY ACTION"
        lead={t('papers.saLead')}
        crumbs={[{ label: t('papers.title'), href: paths.papers() }]}
      />
      <OnlyFor roles={MANAGERS}>
        <Progress />
      </OnlyFor>
    </>
  );
}

function Progress(): ReactNode {
  const orgId = useOrgId();
  const [edition, setEdition] = useQueryParam('edition');
  const query = edition === '' ? {} : { edition };
  const found = useApi('GET /api/v1/org/:orgId/declarations', { params: { orgId }, query });
  return (
    <Loaded query={found} lines={20}>
      {(view) => (
        <Stack gap="wide">
          <StarOne view={view} onEdition={setEdition} />
          <StarTwo view={view} />
          <PolicyCard view={view} />
          <PublishCard view={view} />
        </Stack>
      )}
    </Loaded>
  );
}

interface Part {
  readonly view: Declarations;
}

function DeclaredBadge({ view, star }: Part & { readonly star: 1 | 2 }): ReactNode {
  const { t, date } = useText();
  const found = view.declared.find((one) => one.star === star);
  if (!found) return <Badge>{t('papers.notDeclared')}</Badge>;
  return <Badge tone="positive">{t('papers.declaredOn', { day: date(`${found.declaredOn}T12:00:00Z`) })}</Badge>;
}

function StarOne({ view, onEdition }: Part & { readonly onEdition: (id: string) => void }): ReactNode {
  const { t, catalogText } = useText();
  const done = view.articles.filter(({ answer }) => answer === 'yes').length;
  return (
    <Card title={t('papers.starOne')} aside={<DeclaredBadge view={view} star={1} />}>
      <Stack>
        <p>{t('papers.starOneText')}</p>
        <Select
          name="edition"
          label={t('papers.edition')}
          value={view.edition.id}
          onChange={onEdition}
          choices={view.editions.map(({ id, title }) => ({ value: id, label: catalogText(title) }))}
        />
        <p className="text-muted">{catalogText(view.edition.wording)}</p>
        <ProgressBar
          label={t('papers.articles')}
          value={done}
          max={view.articles.length}
          text={t('papers.ofArticles', { done, all: view.articles.length })}
        />
        <ItemList items={view.articles} />
        <DeclaredForm key={`1-${view.declared.length}`} view={view} star={1} />
      </Stack>
    </Card>
  );
}

function StarTwo({ view }: Part): ReactNode {
  const { t, catalogText } = useText();
  const { questions, policy, publication } = view;
  const found = useApi('GET /api/v1/org/:orgId/diagnoses', { params: { orgId: useOrgId() } });
  const finished = found.data?.finished.length ?? 0;
  const steps = [
    { key: 'diagnosis', done: finished > 0 || questions.answered === questions.all },
    { key: 'policy', done: policy !== null },
    { key: 'publish', done: publication !== null },
  ] as const;
  return (
    <Card title={t('papers.starTwo')} aside={<DeclaredBadge view={view} star={2} />}>
      <Stack>
        <p>{t('papers.starTwoText')}</p>
        <ul className="border-t border-line">
          {steps.map(({ key, done }) => (
            <li key={key} className="flex flex-wrap justify-between gap-3 border-b border-line py-3">
              <span>{t(`papers.step.${key}`)}</span>
              <Badge tone={done ? 'positive' : 'caution'}>{t(done ? 'papers.done' : 'papers.missing')}</Badge>
            </li>
          ))}
        </ul>
        <p>
          <Link href={paths.diagnosis()}>{t('papers.toDiagnosis')}</Link>
        </p>
        <ProgressBar
          label={t('papers.diagnosis')}
          value={questions.answered}
          max={questions.all}
          text={t('papers.of', { done: questions.answered, all: questions.all })}
        />
        {questions.missing.length > 0 && (
          <p>
            {t('papers.diagnosisMissing', {
              titles: questions.missing
                .slice(0, 5)
                .map(({ ref, title }) => `${ref}. ${catalogText(title)}`)
                .join('、'),
            })}{' '}
            <Link href={`${paths.controls()}?show=unanswered`}>{t('papers.toControls')}</Link>
          </p>
        )}
        <DeclaredForm key={`2-${view.declared.length}`} view={view} star={2} />
      </Stack>
    </Card>
  );
}

function PolicyCard({ view }: Part): ReactNode {
  const { t, dateTime } = useText();
  return (
    <Card title={t('papers.policy')}>
      <Stack>
        <p>{t('papers.policyText')}</p>
        {view.policySavedAt !== null && (
          <p className="text-muted">
            {t('papers.policyVersion', { version: view.policyVersion, at: dateTime(view.policySavedAt) })}
          </p>
        )}
        <PolicyForm key={view.policyVersion} view={view} />
      </Stack>
    </Card>
  );
}

function PublishCard({ view }: Part): ReactNode {
  const { t } = useText();
  return (
    <Card title={t('papers.publish')}>
      <Stack>
        <p>{t('papers.publishText')}</p>
        <PublishForm key={view.publication?.publishedAt ?? 'none'} view={view} />
      </Stack>
    </Card>
  );
}
