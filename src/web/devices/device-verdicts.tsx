// SPDX-License-Identifier: Apache-2.0
import type { ReactNode } from 'react';
import type { Api } from '../api-types.ts';
import { useText } from '../i18n.tsx';
import { paths } from '../paths.ts';
import { Card } from '../ui/card.tsx';
import { EmptyState } from '../ui/empty-state.tsx';
import { Gloss } from '../ui/gloss.tsx';
import { Link } from '../ui/link.tsx';
import { VerdictSentence } from '../verdict-sentence.tsx';
import { useVerdictWords } from '../verdict-words.ts';

export type Subject = Api['GET /api/v1/org/:orgId/subjects/:subjectId/verdicts']['response'];
type SubjectVerdict = Subject['verdicts'][number];

const ORDER = ['fail', 'unknown', 'pass', 'not_applicable'];

/** Every check of this device: what it said, on what ground, since when; what is wrong comes first. */
export function DeviceVerdicts({ verdicts }: { readonly verdicts: Subject['verdicts'] }): ReactNode {
  const { t } = useText();
  const sorted = verdicts.toSorted((a, b) => ORDER.indexOf(a.verdict) - ORDER.indexOf(b.verdict));
  return (
    <Card title={t('devices.verdicts')}>
      {sorted.length === 0 ? (
        <EmptyState icon="device" title={t('devices.verdictsNone')}>
          {t('devices.verdictsNoneHint')}
        </EmptyState>
      ) : (
        <ul className="border-t border-line">
          {sorted.map((verdict) => (
            <VerdictRow key={verdict.checkId} verdict={verdict} />
          ))}
        </ul>
      )}
    </Card>
  );
}

function VerdictRow({ verdict }: { readonly verdict: SubjectVerdict }): ReactNode {
  const { t, catalogText, findText, relative, dateTime, date } = useText();
  const words = useVerdictWords();
  const check = words.check(verdict.checkId);
  const { observedAt, source, since } = verdict;
  const [controlId] = check?.controlIds ?? [];
  const title = check ? catalogText(check.title) : verdict.checkId;
  return (
    <li className="grid gap-x-6 gap-y-2 border-b border-line py-4 md:grid-cols-[minmax(0,1fr)_minmax(0,2fr)]">
      <div>
        <h3 className="font-bold">
          {controlId === undefined ? title : <Link href={paths.control(controlId)}>{title}</Link>}
        </h3>
        {check && (
          <p className="text-note">
            <Gloss term={t('devices.checkWhat')}>
              {catalogText(check.what)} {catalogText(check.why)}
            </Gloss>
          </p>
        )}
      </div>
      <div>
        <VerdictSentence verdict={verdict} />
        <p className="mt-1 text-note text-muted">
          {findText(`words.source.${source}`) ?? source}
          {' ・ '}
          <time dateTime={observedAt} title={dateTime(observedAt)}>
            {relative(observedAt)}
          </time>
          {' ・ '}
          {t('devices.since', { date: date(since) })}
        </p>
      </div>
    </li>
  );
}
