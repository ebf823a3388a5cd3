// SPDX-License-Identifier: Apache-2.0
import { useEffect, useRef } from 'react';
import type { ReactNode } from 'react';
import { useText } from '../i18n.tsx';
import { paths } from '../paths.ts';
import { Card } from '../ui/card.tsx';
import { ButtonLink, Link } from '../ui/link.tsx';
import { Notice } from '../ui/notice.tsx';
import { Stack } from '../ui/stack.tsx';
import { VERDICTS, Verdict } from '../ui/verdict.tsx';
import type { VerdictValue } from '../ui/verdict.tsx';
import { useVerdictWords } from '../verdict-words.ts';

export interface LookVerdict {
  readonly checkId: string;
  readonly verdict: VerdictValue;
  readonly reason: string | null;
  readonly observed: Readonly<Record<string, unknown>>;
}

interface ResultsProps {
  readonly name: string;
  readonly deviceId: string;
  readonly verdicts: readonly LookVerdict[];
  readonly onAnother: () => void;
}

const ORDER: readonly VerdictValue[] = ['fail', 'unknown', 'pass', 'not_applicable'];

/** What is wrong first, then what is not known, then what is fine. */
const worstFirst = (verdicts: readonly LookVerdict[]): readonly LookVerdict[] =>
  verdicts.toSorted((left, right) => ORDER.indexOf(left.verdict) - ORDER.indexOf(right.verdict));

export function Results({ name, deviceId, verdicts, onAnother }: ResultsProps): ReactNode {
  const { t } = useText();
  const heading = useRef<HTMLHeadingElement>(null);
  // It appears by itself: those who listen are taken to it.
  useEffect(() => heading.current?.focus(), []);
  const count = Object.fromEntries(
    VERDICTS.map((value) => [value, verdicts.filter(({ verdict }) => verdict === value).length]),
  );
  const failing = count['fail'] ?? 0;
  const unknown = count['unknown'] ?? 0;
  return (
    <Stack gap="wide">
      <div>
        <h2 ref={heading} tabIndex={-1} className="text-h2 outline-none">
          {t('look.result.title', { name })}
        </h2>
        <p className="mt-2 text-lead">
          {verdicts.length === 0 && t('look.result.none')}
          {verdicts.length > 0 && failing > 0 && t('look.result.fail', { count: failing })}
          {verdicts.length > 0 && failing === 0 && t('look.result.good')}
        </p>
        {unknown > 0 && <p className="text-muted">{t('look.result.unknown', { count: unknown })}</p>}
      </div>
      <ul aria-label={t('look.result.list')} className="grid grid-cols-1 gap-4">
        {worstFirst(verdicts).map((verdict) => (
          <li key={verdict.checkId}>
            <OneResult verdict={verdict} />
          </li>
        ))}
      </ul>
      <div className="flex flex-wrap items-center gap-x-6 gap-y-3">
        <ButtonLink href={paths.today()}>{failing > 0 ? t('look.result.toToday') : t('look.result.toHome')}</ButtonLink>
        <Link href={paths.device(deviceId)}>{t('look.result.device')}</Link>
        <button type="button" className="link min-h-11" onClick={onAnother}>
          {t('look.result.another')}
        </button>
      </div>
    </Stack>
  );
}

function OneResult({ verdict }: { readonly verdict: LookVerdict }): ReactNode {
  const { t, catalogText } = useText();
  const words = useVerdictWords();
  const check = words.check(verdict.checkId);
  const wrong = verdict.verdict === 'fail';
  const body = (
    <>
      <p className={wrong ? 'font-bold' : ''}>{words.sentence(verdict) ?? t('look.result.noSentence')}</p>
      {wrong && check && <p className="mt-1 text-muted">{catalogText(check.why)}</p>}
    </>
  );
  const title = words.title(verdict.checkId) ?? verdict.checkId;
  return wrong ? (
    <Notice tone="critical" title={<Title title={title} value={verdict.verdict} />}>
      {body}
    </Notice>
  ) : (
    <Card>
      <div className="mb-1 font-bold">
        <Title title={title} value={verdict.verdict} />
      </div>
      {body}
    </Card>
  );
}

function Title({ title, value }: { readonly title: string; readonly value: VerdictValue }): ReactNode {
  return (
    <span className="flex flex-wrap items-center justify-between gap-x-4 gap-y-1">
      <span>{title}</span>
      <Verdict value={value} />
    </span>
  );
}
