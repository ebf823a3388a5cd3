// SPDX-License-Identifier: Apache-2.0
import type { ReactNode } from 'react';
import { useText } from '../i18n.tsx';
import { paths } from '../paths.ts';
import { MANAGERS, OWN_PEOPLE, useMay } from '../roles.ts';
import { Card, CardGrid } from '../ui/card.tsx';
import { DataTable } from '../ui/data-table.tsx';
import { Disclosure } from '../ui/disclosure.tsx';
import { ButtonLink, Link } from '../ui/link.tsx';
import { Ring } from '../ui/ring.tsx';
import type { VerdictCounts } from '../ui/ring.tsx';
import { DeclaredRing, declaredTotal } from './declared-ring.tsx';
import type { Home } from './today-card.tsx';

const ringCounts = (counts: Home['verified']): VerdictCounts => ({
  pass: counts.pass,
  fail: counts.fail,
  unknown: counts.unknown,
  not_applicable: counts.notApplicable,
});

const someCounted = (counts: Home['verified']): boolean =>
  counts.pass + counts.fail + counts.unknown + counts.notApplicable > 0;

/** Measured beside answered: the two halves of the truth. */
export function StateSection({ home }: { readonly home: Home }): ReactNode {
  const { t } = useText();
  return (
    <section aria-labelledby="home-state">
      <h2 id="home-state" className="mb-4 text-h2">
        {t('home.rings')}
      </h2>
      <CardGrid>
        <Measured home={home} />
        <Answered home={home} />
      </CardGrid>
    </section>
  );
}

function Measured({ home }: { readonly home: Home }): ReactNode {
  const { t } = useText();
  const mayLook = useMay(OWN_PEOPLE);
  return (
    <Card>
      <Ring title={t('home.verified.title')} counts={ringCounts(home.verified)} />
      {someCounted(home.verified) ? (
        <>
          <p className="mt-3 text-note text-muted">{t('home.verified.about')}</p>
          <Disclosure summary={t('home.verified.table')}>
            <ByControl home={home} />
          </Disclosure>
        </>
      ) : (
        <p className="mt-3">{t('home.verified.empty')}</p>
      )}
      {mayLook && (
        <p className="mt-3">
          <Link href={paths.look()}>{t('home.check')}</Link>
        </p>
      )}
    </Card>
  );
}

function ByControl({ home }: { readonly home: Home }): ReactNode {
  const { t, catalogText, number } = useText();
  type Row = Home['controls'][number];
  const count = (id: keyof Row['counts'], header: string) => ({
    id,
    header,
    numeric: true,
    cell: (row: Row) => number(row.counts[id]),
  });
  return (
    <DataTable<Row>
      caption={t('home.verified.table')}
      columns={[
        {
          id: 'control',
          header: t('home.verified.control'),
          cell: (row) => <Link href={paths.control(row.controlId)}>{catalogText(row.title)}</Link>,
        },
        count('pass', t('ui.verdict.pass')),
        count('fail', t('ui.verdict.fail')),
        count('unknown', t('ui.verdict.unknown')),
      ]}
      rows={home.controls}
      rowId={(row) => row.controlId}
      empty={null}
    />
  );
}

/** With 150 controls nobody is shown all that is unanswered: first the self-diagnosis, then five at a time. */
function Answered({ home: { declared, diagnosis } }: { readonly home: Home }): ReactNode {
  const { t } = useText();
  const mayAnswer = useMay(MANAGERS);
  if (declared.unanswered === declaredTotal(declared)) {
    return (
      <Card title={t('home.declared.title')}>
        <p>{t('home.declared.diagnosis')}</p>
        {mayAnswer && (
          <p className="mt-3">
            <Link href={paths.diagnosis()}>{t('home.diagnosis.firstButton')}</Link>
          </p>
        )}
      </Card>
    );
  }
  return (
    <Card>
      <DeclaredRing declared={declared} />
      {mayAnswer && declared.unanswered > 0 && diagnosis.last && (
        <div className="mt-4">
          <ButtonLink href={paths.nextControls()} variant="secondary" size="small">
            {t('home.declared.next')}
          </ButtonLink>
        </div>
      )}
    </Card>
  );
}
