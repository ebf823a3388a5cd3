// SPDX-License-Identifier: Apache-2.0
/** What the checks say of one computer, as plain lines for a terminal: mark, title, sentence; then how many of each. */
import type { NewVerdict, Verdict } from '../../../assess/index.ts';
import { fillTemplate } from '../../../kernel/language.ts';
import type { Bilingual, Language } from '../../../kernel/language.ts';
import checksEn from '../../checks/en.json' with { type: 'json' };
import checksJa from '../../checks/ja.json' with { type: 'json' };
import type { ReportOutcome } from '../../record-report.ts';
import { sayIn } from './describe-report.ts';

const MARK: Readonly<Record<Verdict, Bilingual>> = {
  pass: { ja: '○', en: '○' },
  fail: { ja: '×', en: '×' },
  unknown: { ja: '？', en: '?' },
  not_applicable: { ja: '–', en: '–' },
};
const ORDER = ['pass', 'fail', 'unknown', 'not_applicable'] as const satisfies readonly Verdict[];

/** Our checks say less than this; it bounds what a machine with very long names can make of a sentence. */
const LINE_MAX = 300;
// Control characters of both blocks and marks that turn the direction of writing: names come from the machine itself.
const UNPRINTABLE = /[\u0000-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]+/gu;
const oneLine = (text: string): string => text.replaceAll(UNPRINTABLE, ' ').slice(0, LINE_MAX).toWellFormed();

function sentence({ checkId, reason, observed }: NewVerdict, texts: Readonly<Record<string, string>>): string {
  const template = texts[`check.${checkId}.${reason}`] ?? texts[`unknown.${reason}`] ?? '';
  const values = Object.entries(observed).flatMap(([name, value]) =>
    typeof value === 'string' || typeof value === 'number' ? [[name, value] as const] : [],
  );
  return fillTemplate(template, Object.fromEntries(values));
}

/** What this way of looking has no place for is no news to the person at the screen. */
const wasAsked = ({ verdict, reason }: NewVerdict): boolean =>
  verdict !== 'unknown' || reason !== 'not_reported_by_source';

/** @returns one line for each check that looked at something, then a line with the counts; empty when there is no verdict */
export function describeVerdicts(given: readonly NewVerdict[], language: Language): readonly string[] {
  const verdicts = given.filter(wasAsked);
  if (verdicts.length === 0) return [];
  const texts: Readonly<Record<string, string>> = language === 'ja' ? checksJa : checksEn;
  const say = sayIn(language);
  const lines = verdicts.map((one) => {
    const title = texts[`check.${one.checkId}.title`] ?? one.checkId;
    return oneLine(`${MARK[one.verdict][language]} ${title}: ${sentence(one, texts)}`.replace(/: $/, ''));
  });
  const counts = ORDER.flatMap((verdict) => {
    const count = verdicts.filter((one) => one.verdict === verdict).length;
    return count === 0 ? [] : [`${MARK[verdict][language]} ${say(`count.${verdict}`, { count })}`];
  });
  return [...lines, counts.join('  ')];
}

/** The answer to a collector, ready to be printed: lines parted by `\n`, in every language. */
export function summarise({
  outcome,
  verdicts,
}: {
  outcome: ReportOutcome;
  verdicts: readonly NewVerdict[];
}): Bilingual {
  const inLanguage = (language: Language): string => {
    if (outcome === 'late' || outcome === 'quarantined') return sayIn(language)(`outcome.${outcome}`);
    return describeVerdicts(verdicts, language).join('\n');
  };
  return { ja: inLanguage('ja'), en: inLanguage('en') };
}
