// SPDX-License-Identifier: Apache-2.0

const MARK = /(?:oxlint|eslint)-(disable|enable)(?:-next-line|-line)?(?![\w-])(.*)$/;
const RULES_AND_REASON = /^\s+[\w@/-]+(?:,\s*[\w@/-]+)*\s+--\s+\S/;

/** Lines that switch a lint rule off without naming the rule and the reason, or switch one of our own rules off. */
export function badMarks(source: string): number[] {
  return source.split('\n').flatMap((line, index) => {
    const [, kind, rest = ''] = MARK.exec(line) ?? [];
    if (kind !== 'disable') return [];
    const isFine = RULES_AND_REASON.test(rest) && !/\bsonae\b/.test(rest.split('--')[0] ?? '');
    return isFine ? [] : [index + 1];
  });
}
