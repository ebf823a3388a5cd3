// SPDX-License-Identifier: Apache-2.0

/** Flat keys of a text file (`a.b.c`) with their templates; anything that is no text is kept as `undefined`. */
export function flatten(value: unknown, prefix = ''): Map<string, string | undefined> {
  if (typeof value === 'string') return new Map([[prefix, value]]);
  if (typeof value !== 'object' || value === null) return new Map([[prefix, undefined]]);
  const parts = Object.entries(value).map(([key, inner]) => flatten(inner, prefix ? `${prefix}.${key}` : key));
  return new Map(parts.flatMap((part) => [...part]));
}

/** Names of `{name}` and `{count|one|other}`, sorted. */
export function placeholders(template: string): string[] {
  const names = [...template.matchAll(/\{(\w+)(?:\|[^{}]*)?\}/g)].map((match) => match[1] ?? '');
  return [...new Set(names)].sort((one, other) => (one < other ? -1 : 1));
}

const KANA = /[\u3041-\u3096\u30a1-\u30fa]/;

/** What differs between the Japanese and the English file of one folder. */
export function textProblems(ja: unknown, en: unknown): string[] {
  const japanese = flatten(ja);
  const english = flatten(en);
  const keys = [...new Set([...japanese.keys(), ...english.keys()])];
  return keys.flatMap((key) => {
    const one = japanese.get(key);
    const other = english.get(key);
    if (one === undefined) return [`${key}: no Japanese text`];
    if (other === undefined) return [`${key}: no English text`];
    return pairProblems(one, other).map((problem) => `${key}: ${problem}`);
  });
}

function pairProblems(ja: string, en: string): string[] {
  if (ja.trim() === '' || en.trim() === '') return ['empty'];
  const [one, other] = [placeholders(ja).join(), placeholders(en).join()];
  const problems = one === other ? [] : [`places differ: {${one}} and {${other}}`];
  // A word may be named in its own script when it is explained (「備え」): the product's own words only.
  return KANA.test(en.replaceAll(/「[^」]*」|\([^)]*\)/g, '')) ? [...problems, 'English text holds kana'] : problems;
}
