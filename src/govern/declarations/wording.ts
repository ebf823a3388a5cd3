// SPDX-License-Identifier: Apache-2.0
/**
 * SECURITY ACTION is a declaration by the organisation itself: 「宣言しました」, never 「取得しました」 or 「認定を受けました」
 * (Tokyo SME handbook FY2023, page 3-3-1). The guard reads sentence by sentence, because 「認証」 is a good word elsewhere
 * (多要素認証).
 */

const NAMES =
  /security\s*action|セキュリティ[・\s]*アクション|[一二12][つっ]?\s*星|★{1,2}\s*[一二12]?|[12一二]\s*stars?|one.star|two.star/i;
const CLAIMS =
  /取得|認定|認証|認可|認め(?:られ|て)|承認|合格|お墨付き|certif|accredit|obtain|acquir|award|approved|qualif/i;

const SENTENCE_ENDS = /[。．！？!?\n]+|\.\s/;

/** Sentences that claim more than a declaration; empty = fine. */
export function overclaims(text: string): readonly string[] {
  return text
    .normalize('NFKC')
    .split(SENTENCE_ENDS)
    .map((sentence) => sentence.trim())
    .filter((sentence) => NAMES.test(sentence) && CLAIMS.test(sentence));
}
