// SPDX-License-Identifier: Apache-2.0
/**
 * What the organisation's own state lets it answer. Careful on purpose: what nobody answered and no machine measured is
 * unknown; the weaker of answer and measurement counts; a measured "no" beats an answered "yes".
 */
import type { Counts } from '../../assess/contract.ts';
import type { Language } from '../../kernel/language.ts';
import type { SheetAnswer } from './contract.ts';
import { phrase } from '../words.ts';

export interface ControlNow {
  readonly controlId: string;
  readonly title: { readonly ja: string; readonly en: string };
  /** 4, 2, 0, −1; null = does not apply; undefined = nobody answered. */
  readonly declared: 4 | 2 | 0 | -1 | null | undefined;
  /** Local date of the answer. */
  readonly declaredOn: string | undefined;
  readonly counts: Counts | null;
}

export interface FilledAnswer {
  readonly answer: SheetAnswer;
  readonly note: string;
}

const DECLARED: Readonly<Record<string, SheetAnswer>> = { '4': 'yes', '2': 'partly', '0': 'no', '-1': 'unknown' };
const WEIGHT: Readonly<Record<'no' | 'partly' | 'yes', number>> = { no: 0, partly: 1, yes: 2 };

const declaredAnswer = ({ declared }: ControlNow): SheetAnswer | undefined => {
  if (declared === undefined) return undefined;
  return declared === null ? 'not_applicable' : (DECLARED[String(declared)] ?? 'unknown');
};

/** undefined: nothing was measured, or what was measured does not tell. */
function measuredAnswer({ counts }: ControlNow): 'yes' | 'partly' | 'no' | undefined {
  if (!counts) return undefined;
  if (counts.fail > 0) return counts.pass > 0 ? 'partly' : 'no';
  // Devices that cannot tell are no yes by themselves (an answer may say it for them).
  return counts.pass > 0 && counts.unknown === 0 ? 'yes' : undefined;
}

const isGraded = (answer: SheetAnswer): answer is 'yes' | 'partly' | 'no' =>
  answer === 'yes' || answer === 'partly' || answer === 'no';

export function answerOf(control: ControlNow): SheetAnswer {
  const declared = declaredAnswer(control);
  const measured = measuredAnswer(control);
  if (measured === undefined) return declared ?? 'unknown';
  if (declared === undefined || !isGraded(declared)) return measured;
  return WEIGHT[declared] < WEIGHT[measured] ? declared : measured;
}

/** Of several controls behind one question: all of them make a yes, none of them a no, anything between is partly. */
export function combine(answers: readonly SheetAnswer[]): SheetAnswer {
  const counting = answers.filter((answer) => answer !== 'not_applicable');
  if (counting.length === 0) return answers.length === 0 ? 'unknown' : 'not_applicable';
  const known = counting.filter(isGraded);
  if (known.length < counting.length) return known.some((answer) => answer !== 'yes') ? 'partly' : 'unknown';
  if (known.every((answer) => answer === 'yes')) return 'yes';
  return known.every((answer) => answer === 'no') ? 'no' : 'partly';
}

/** State, date and what it rests on: 「15台中12台で確認（2026-11-20）」. Names of devices and people stay inside. */
export function evidenceOf(control: ControlNow, { language, today }: Wording): string {
  const { counts, declaredOn } = control;
  const declared = declaredAnswer(control);
  const parts: string[] = [];
  const total = counts ? counts.pass + counts.fail + counts.unknown : 0;
  if (counts && total > 0) parts.push(phrase(language, 'sheet.measured', { total, pass: counts.pass, day: today }));
  if (counts && counts.fail > 0) parts.push(phrase(language, 'sheet.failing', { fail: counts.fail }));
  if (declared !== undefined && declaredOn !== undefined)
    parts.push(
      phrase(language, 'sheet.declared', { answer: phrase(language, `sheet.answer.${declared}`), day: declaredOn }),
    );
  if (parts.length === 0) parts.push(phrase(language, 'sheet.nothing'));
  return parts.join(language === 'ja' ? '、' : '; ');
}

export interface Wording {
  readonly language: Language;
  /** Local date the counts were read. */
  readonly today: string;
}

export function fillFromState(controls: readonly ControlNow[], wording: Wording): FilledAnswer {
  const answer = combine(controls.map(answerOf));
  const lines = controls.map((control) =>
    phrase(wording.language, 'sheet.line', {
      title: control.title[wording.language],
      evidence: evidenceOf(control, wording),
    }),
  );
  return { answer, note: lines.join('\n') };
}
