// SPDX-License-Identifier: Apache-2.0
/** The five answers in the words of a customer's sheet: ○/△/×, はい/いいえ, 4/2/0. Chosen once for each sheet. */
import type { AnswerWords } from './contract.ts';

type Name = keyof AnswerWords;

/** Own list of what sheets write. Order matters: 一部実施 contains 実施, 未実施 too. */
const MEANS: readonly (readonly [Name, RegExp])[] = [
  ['notApplicable', /^(対象外|該当(なし|せず|しない)|非該当|n\/?a|not applicable|-|ー|－)$/i],
  ['unknown', /^(不明|わからない|分からない|未確認|unknown|don'?t know|not sure|\?|？|-1)$/i],
  [
    'partly',
    /^(△|▲|一部.*|部分的.*|概ね.*|おおむね.*|partly|partial(ly)?.*|in progress|対応中|実施中|準備中|予定|2)$/i,
  ],
  ['no', /^(×|✕|✖|x|いいえ|no|無し?|なし|未.*|していない|実施していない|できていない|不適合|不可|ng|not .*|0)$/i],
  [
    'yes',
    /^(○|〇|◯|◎|✓|✔|はい|yes|有り?|あり|済|実施(済み?|している)?|対応済み?|している|できている|適合|ok|implemented|compliant|4)$/i,
  ],
];

const PRESETS: readonly AnswerWords[] = [
  { yes: '○', partly: '△', no: '×', unknown: '', notApplicable: '対象外' },
  { yes: 'はい', partly: 'いいえ', no: 'いいえ', unknown: '', notApplicable: '該当なし' },
  { yes: 'Yes', partly: 'Partly', no: 'No', unknown: 'Unknown', notApplicable: 'N/A' },
];

export const CIRCLES: AnswerWords = { yes: '○', partly: '△', no: '×', unknown: '', notApplicable: '対象外' };

function meaningOf(word: string): Name | undefined {
  const folded = word.normalize('NFKC').trim();
  return MEANS.find(([, pattern]) => pattern.test(word.trim()) || pattern.test(folded))?.[0];
}

/**
 * Offered words sorted by what they mean; undefined without a yes and a no. What there is no word for: "partly" becomes
 * "no" (never "yes"), unknown and not applicable stay empty, so that a person sees the gap.
 */
export function sortWords(offered: readonly string[]): AnswerWords | undefined {
  const found: Partial<Record<Name, string>> = {};
  for (const word of offered) {
    const name = meaningOf(word);
    if (name) found[name] ??= word;
  }
  if (found.yes === undefined || found.no === undefined) return undefined;
  return {
    yes: found.yes,
    partly: found.partly ?? found.no,
    no: found.no,
    unknown: found.unknown ?? '',
    notApplicable: found.notApplicable ?? '',
  };
}

/** A sheet's own words, else the usual ones of its language. */
export const proposeWords = (offered: readonly string[], japanese: boolean): AnswerWords =>
  sortWords(offered) ?? (japanese ? PRESETS[0] : PRESETS[2]) ?? CIRCLES;
