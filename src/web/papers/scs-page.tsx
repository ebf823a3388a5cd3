// SPDX-License-Identifier: Apache-2.0
import { useState } from 'react';
import type { ReactNode } from 'react';
import { apiAddress } from '../api.ts';
import type { Api } from '../api-types.ts';
import { useText } from '../i18n.tsx';
import { Loaded } from '../loaded.tsx';
import { OnlyFor } from '../only-for.tsx';
import { paths } from '../paths.ts';
import { useApi, useChange } from '../queries.ts';
import { MANAGERS } from '../roles.ts';
import { useOrgId } from '../session.ts';
import { Button } from '../ui/button.tsx';
import { Card } from '../ui/card.tsx';
import { Disclosure } from '../ui/disclosure.tsx';
import { Form } from '../ui/form.tsx';
import type { FieldProblem } from '../ui/form-context.ts';
import { ButtonLink } from '../ui/link.tsx';
import { Notice } from '../ui/notice.tsx';
import { PageHeader } from '../ui/page-header.tsx';
import { ProgressBar } from '../ui/progress-bar.tsx';
import { Select } from '../ui/select.tsx';
import { Stack } from '../ui/stack.tsx';
import { ItemList } from './item-list.tsx';
import { SheetFileField, base64Of } from './sheet-file.tsx';
import { sheetProblems } from './sheet-problem.ts';

type View = Api['GET /api/v1/org/:orgId/scs']['response'];

export function Page(): ReactNode {
  const { t } = useText();
  return (
    <>
      <PageHeader
        title={t('papers.scs')}
        lead={t('papers.scsLead')}
        crumbs={[{ label: t('papers.title'), href: paths.papers() }]}
      />
      <OnlyFor roles={MANAGERS}>
        <Scs />
      </OnlyFor>
    </>
  );
}

function Scs(): ReactNode {
  const orgId = useOrgId();
  const found = useApi('GET /api/v1/org/:orgId/scs', { params: { orgId } });
  return (
    <Loaded query={found} lines={20}>
      {(view) => <Report view={view} />}
    </Loaded>
  );
}

const STARS = ['3', '4'] as const;

function Report({ view }: { readonly view: View }): ReactNode {
  const { t, catalogText } = useText();
  const [star, setStar] = useState<(typeof STARS)[number]>('3');
  const tally = star === '3' ? view.tallies.star3 : view.tallies.star4;
  const requirements = view.requirements.filter(({ stars }) => stars.includes(Number(star)));
  const areas = [...new Set(requirements.map(({ ref }) => ref.slice(0, 1)))];
  return (
    <Stack gap="wide">
      <Notice>
        <p>{catalogText(view.edition.wording)}</p>
        {view.edition.note && <p>{catalogText(view.edition.note)}</p>}
      </Notice>
      <Stack>
        <Select
          name="star"
          label={t('papers.star')}
          value={star}
          onChange={setStar}
          choices={STARS.map((value) => ({ value, label: t('papers.starName', { star: value }) }))}
        />
        <ProgressBar
          label={t('papers.met')}
          value={tally.yes}
          max={tally.all}
          text={t('papers.ofRequirements', { done: tally.yes, all: tally.all })}
        />
        <p>{t('papers.gap', { partly: tally.partly, no: tally.no, open: tally.open })}</p>
      </Stack>
      {areas.map((area) => {
        const own = requirements.filter(({ ref }) => ref.startsWith(area));
        return (
          <section key={area} aria-labelledby={`area-${area}`}>
            <h2 id={`area-${area}`} className="mb-2 text-h2">
              {area} {own[0] && catalogText(own[0].area)}
            </h2>
            <ItemList
              items={own}
              more={({ ref }) => <Official found={own.find((one) => one.ref === ref)?.official} />}
            />
          </section>
        );
      })}
      <SelfAssessment star={star} />
      <Criteria view={view} />
    </Stack>
  );
}

function Official({ found }: { readonly found: View['requirements'][number]['official'] | undefined }): ReactNode {
  const { t } = useText();
  if (!found) return null;
  return (
    <Disclosure summary={t('papers.official')}>
      <p className="font-bold">{found.name}</p>
      <p className="whitespace-pre-line">{found.text}</p>
      <ul className="mt-2 grid grid-cols-1 gap-1">
        {found.criteria.map(({ no, text }) => (
          <li key={no}>
            <span className="tabular-nums">{no}</span> {text}
          </li>
        ))}
      </ul>
    </Disclosure>
  );
}

function SelfAssessment({ star }: { readonly star: '3' | '4' }): ReactNode {
  const { t, language } = useText();
  const orgId = useOrgId();
  const address = (format: string): string =>
    apiAddress('/api/v1/org/:orgId/scs/self-assessment', { params: { orgId }, query: { star, format, language } });
  return (
    <Card title={t('papers.selfAssessment', { star })}>
      <Stack>
        <p>{t('papers.selfAssessmentText')}</p>
        <div className="no-print flex flex-wrap gap-3">
          <ButtonLink href={address('xlsx')} download>
            {t('papers.xlsx')}
          </ButtonLink>
          <ButtonLink href={address('csv')} variant="secondary" download>
            {t('papers.csv')}
          </ButtonLink>
        </div>
      </Stack>
    </Card>
  );
}

function Criteria({ view }: { readonly view: View }): ReactNode {
  const texts = useText();
  const { t, date } = texts;
  const orgId = useOrgId();
  const take = useChange('PUT /api/v1/org/:orgId/scs/criteria');
  const drop = useChange('DELETE /api/v1/org/:orgId/scs/criteria');
  const [file, setFile] = useState<File>();
  const [problems, setProblems] = useState<readonly FieldProblem[]>([]);
  const submit = async (): Promise<void> => {
    if (!file) return setProblems([{ field: 'file', message: t('papers.fileMissing') }]);
    setProblems([]);
    try {
      await take.mutateAsync({
        params: { orgId },
        body: { fileName: file.name.slice(-200), file: await base64Of(file) },
      });
    } catch (error) {
      setProblems(sheetProblems(error, texts, 'file'));
    }
  };
  return (
    <Card title={t('papers.criteria')}>
      <Stack>
        <p>{t('papers.criteriaText')}</p>
        {view.criteria && (
          <Notice
            tone="positive"
            action={
              <Button
                size="small"
                variant="secondary"
                busy={drop.isPending}
                onClick={() => drop.mutate({ params: { orgId } })}
              >
                {t('papers.criteriaDrop')}
              </Button>
            }
          >
            {t('papers.criteriaHave', {
              file: view.criteria.fileName,
              rows: view.criteria.rows,
              day: date(view.criteria.importedAt),
            })}
          </Notice>
        )}
        <Form onSubmit={() => void submit()} errors={problems} label={t('papers.criteriaTake')}>
          <SheetFileField label={t('papers.file')} onFile={setFile} />
          <div>
            <Button type="submit" variant="secondary" busy={take.isPending}>
              {t('papers.criteriaTake')}
            </Button>
          </div>
        </Form>
      </Stack>
    </Card>
  );
}
