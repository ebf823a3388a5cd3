// SPDX-License-Identifier: Apache-2.0
import { useState } from 'react';
import type { ReactNode } from 'react';
import { describeError } from '../describe-error.ts';
import { useFindingSentence } from '../finding-sentence.ts';
import { useText } from '../i18n.tsx';
import { paths } from '../paths.ts';
import { useChange } from '../queries.ts';
import { MANAGERS, useMay } from '../roles.ts';
import { useOrgId } from '../session.ts';
import { OverruleDialog } from '../tasks/overrule-dialog.tsx';
import { Badge } from '../ui/badge.tsx';
import { Button } from '../ui/button.tsx';
import { Card } from '../ui/card.tsx';
import { Disclosure } from '../ui/disclosure.tsx';
import { Link } from '../ui/link.tsx';
import { Stack } from '../ui/stack.tsx';
import { useToast } from '../ui/toast.tsx';
import type { Tone } from '../ui/tone.ts';
import { localDate, useVerdictWords } from '../verdict-words.ts';
import type { Subject } from './device-verdicts.tsx';

type Finding = Subject['findings'][number];

const SEVERITY_TONES: readonly Tone[] = ['neutral', 'neutral', 'caution', 'critical', 'critical'];
/** Closed by a person, so a person may take it back. */
const OVERRULED = ['attested_until', 'false_positive', 'accepted_until'];

/** What is wrong with this device, and how earlier findings ended. */
export function DeviceFindings({ findings }: { readonly findings: Subject['findings'] }): ReactNode {
  const { t } = useText();
  const open = findings.filter(({ state }) => state === 'open').toSorted((a, b) => b.severity - a.severity);
  const closed = findings.filter(({ state }) => state === 'closed');
  return (
    <Card title={t('devices.findings')}>
      <Stack>
        {open.length === 0 ? (
          <p>{t('devices.findingsNone')}</p>
        ) : (
          <ul aria-label={t('devices.findingsOpen', { count: open.length })} className="grid gap-4">
            {open.map((finding) => (
              <OpenFinding key={finding.findingId} finding={finding} />
            ))}
          </ul>
        )}
        {closed.length > 0 && (
          <Disclosure summary={t('devices.findingsClosed', { count: closed.length })}>
            <ul className="grid gap-4">
              {closed.map((finding) => (
                <ClosedFinding key={finding.findingId} finding={finding} />
              ))}
            </ul>
          </Disclosure>
        )}
      </Stack>
    </Card>
  );
}

function useFindingTitle(): (finding: Finding) => string {
  const { t, catalogText } = useText();
  const words = useVerdictWords();
  return ({ kind, checkId, controlTitle }) => {
    if (kind !== 'failed_check') return t(`words.finding.${kind}`);
    const check = checkId === null ? undefined : words.title(checkId);
    return check ?? (controlTitle ? catalogText(controlTitle) : t(`words.finding.${kind}`));
  };
}

function OpenFinding({ finding }: { readonly finding: Finding }): ReactNode {
  const sentence = useFindingSentence();
  const { t, date, findText } = useText();
  const title = useFindingTitle();
  const mayOverrule = useMay(MANAGERS);
  const [asking, setAsking] = useState(false);
  const level = findText(`words.severity.${finding.severity}`) ?? '';
  return (
    <li className="border-l-4 border-line pl-4">
      <p className="flex flex-wrap items-center gap-2">
        <strong>{title(finding)}</strong>
        <Badge tone={SEVERITY_TONES[finding.severity] ?? 'neutral'}>{t('devices.severity', { level })}</Badge>
      </p>
      <p>{sentence(finding)}</p>
      <p className="text-muted">{t('devices.opened', { date: date(finding.openedAt) })}</p>
      <p className="flex flex-wrap items-center gap-x-4">
        {finding.controlId !== null && <Link href={paths.control(finding.controlId)}>{t('devices.solve')}</Link>}
        {mayOverrule && (
          <Button variant="quiet" size="small" onClick={() => setAsking(true)}>
            {t('tasks.finding.overrule')}
          </Button>
        )}
      </p>
      {asking && <OverruleDialog finding={finding} onClose={() => setAsking(false)} />}
    </li>
  );
}

function ClosedFinding({ finding }: { readonly finding: Finding }): ReactNode {
  const texts = useText();
  const { t, date, language } = texts;
  const title = useFindingTitle();
  const orgId = useOrgId();
  const toast = useToast();
  const mayReopen = useMay(MANAGERS);
  const reopen = useChange('POST /api/v1/org/:orgId/findings/:findingId/reopen');
  const { closedHow, closedAt, closedReason, closedUntil, findingId } = finding;
  const takeBack = (): void => {
    // As a promise: the row is gone with the next list, and callbacks of what is gone are not called.
    void reopen.mutateAsync({ params: { orgId, findingId } }).then(
      () => toast({ text: t('tasks.takenBack') }),
      (error: unknown) => toast({ text: describeError(error, texts).title }),
    );
  };
  return (
    <li>
      <p className="flex flex-wrap items-center gap-2">
        <strong>{title(finding)}</strong>
        {closedHow && (
          <Badge
            tone={closedHow === 'proven' ? 'positive' : 'neutral'}
            {...(closedHow === 'proven' ? { icon: 'proof' } : {})}
          >
            {t(`words.closedHow.${closedHow}`)}
          </Badge>
        )}
      </p>
      <p className="text-muted">
        {closedAt && t('devices.closed', { date: date(closedAt) })}
        {closedUntil && ` ・ ${t('devices.until', { date: localDate(closedUntil, language) })}`}
      </p>
      {closedReason && <p>{t('devices.reason', { text: closedReason })}</p>}
      {mayReopen && closedHow && OVERRULED.includes(closedHow) && (
        <Button variant="quiet" size="small" busy={reopen.isPending} onClick={takeBack}>
          {t('tasks.finding.takeBack')}
        </Button>
      )}
    </li>
  );
}
