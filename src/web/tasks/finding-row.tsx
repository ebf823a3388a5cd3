// SPDX-License-Identifier: Apache-2.0
import { useState } from 'react';
import type { ReactNode } from 'react';
import { describeError } from '../describe-error.ts';
import { useText } from '../i18n.tsx';
import { paths } from '../paths.ts';
import { useChange } from '../queries.ts';
import { MANAGERS, useMay } from '../roles.ts';
import { useOrgId } from '../session.ts';
import { Badge } from '../ui/badge.tsx';
import { Button } from '../ui/button.tsx';
import { Link } from '../ui/link.tsx';
import { useToast } from '../ui/toast.tsx';
import { localDate } from '../verdict-words.ts';
import { OverruleDialog } from './overrule-dialog.tsx';
import type { Finding } from './overrule-dialog.tsx';

const BY_A_PERSON = ['attested_until', 'false_positive', 'accepted_until'];
/** Ended where they belong: in the register of exceptions, or by the answer of whoever was asked. */
const DECIDED_ELSEWHERE = ['exception_ending', 'exception_expired', 'campaign_waiting'];

interface FindingRowProps {
  readonly finding: Finding;
  /** What the machine says of this device now. */
  readonly sentence: string | undefined;
}

/** One device of a task: what is wrong there, or how it ended, and what a manager can do about it. */
export function FindingRow({ finding, sentence }: FindingRowProps): ReactNode {
  const { t } = useText();
  const label = finding.subjectLabel ?? t('tasks.device.unknown');
  const mayOverrule = useMay(MANAGERS);
  return (
    <li className="flex flex-wrap items-start justify-between gap-x-6 gap-y-2 border-b border-line py-4">
      <div className="min-w-0 flex-1 basis-64">
        <p className="flex flex-wrap items-center gap-x-3 gap-y-1 font-bold">
          <Subject finding={finding} label={label} />
          <StateBadge finding={finding} />
        </p>
        {sentence && <p>{sentence}</p>}
        <When finding={finding} />
      </div>
      {mayOverrule && !DECIDED_ELSEWHERE.includes(finding.kind) && <Overruling finding={finding} label={label} />}
    </li>
  );
}

function Subject({ finding, label }: { readonly finding: Finding; readonly label: string }): ReactNode {
  const { subjectId, subjectKind } = finding;
  if (subjectId !== null && subjectKind === 'device') return <Link href={paths.device(subjectId)}>{label}</Link>;
  if (subjectId !== null && subjectKind === 'exception') return <Link href={paths.exception(subjectId)}>{label}</Link>;
  return label;
}

function StateBadge({ finding }: { readonly finding: Finding }): ReactNode {
  const { t } = useText();
  const { state, closedHow } = finding;
  if (state === 'open' || closedHow === null) {
    return (
      <Badge tone="critical" icon="fail">
        {t('tasks.finding.open')}
      </Badge>
    );
  }
  return (
    <Badge
      tone={closedHow === 'proven' ? 'positive' : 'neutral'}
      {...(closedHow === 'proven' ? { icon: 'check' } : {})}
    >
      {t(`words.closedHow.${closedHow}`)}
    </Badge>
  );
}

function When({ finding }: { readonly finding: Finding }): ReactNode {
  const { t, date, language } = useText();
  const { state, openedAt, closedUntil, closedReason, closedHow } = finding;
  const overruled = closedHow !== null && BY_A_PERSON.includes(closedHow);
  return (
    <p className="text-note text-muted">
      {state === 'open' && t('tasks.finding.since', { date: date(openedAt) })}
      {overruled && closedUntil && t('tasks.finding.until', { date: localDate(closedUntil, language) })}
      {overruled && closedReason && (
        <span className="block text-text">{t('tasks.finding.reason', { reason: closedReason })}</span>
      )}
    </p>
  );
}

function Overruling({ finding, label }: { readonly finding: Finding; readonly label: string }): ReactNode {
  const texts = useText();
  const { t } = texts;
  const orgId = useOrgId();
  const toast = useToast();
  const reopen = useChange('POST /api/v1/org/:orgId/findings/:findingId/reopen');
  const [asking, setAsking] = useState(false);
  const takeBack = (): void =>
    reopen.mutate(
      { params: { orgId, findingId: finding.findingId } },
      {
        onSuccess: () => toast({ text: t('tasks.takenBack') }),
        onError: (error) => toast({ text: describeError(error, texts).title }),
      },
    );
  const named = <span className="sr-only">{t('tasks.finding.overruleFor', { device: label })}</span>;
  if (finding.state === 'open') {
    return (
      <>
        <Button variant="secondary" size="small" onClick={() => setAsking(true)}>
          <span>
            {t(finding.kind === 'leaver_account' ? 'tasks.finding.settle' : 'tasks.finding.overrule')}
            {named}
          </span>
        </Button>
        {asking && <OverruleDialog finding={finding} onClose={() => setAsking(false)} />}
      </>
    );
  }
  if (finding.closedHow === null || !BY_A_PERSON.includes(finding.closedHow)) return null;
  return (
    <Button variant="secondary" size="small" busy={reopen.isPending} onClick={takeBack}>
      <span>
        {t('tasks.finding.takeBack')}
        {named}
      </span>
    </Button>
  );
}
