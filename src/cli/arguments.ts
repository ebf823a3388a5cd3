// SPDX-License-Identifier: Apache-2.0
/** `--name value` and `--name=value`; everything else is a word. */
export interface Arguments {
  readonly words: readonly string[];
  readonly flags: Readonly<Record<string, string>>;
}

/** `switches` take no value. @throws RangeError when a flag that needs a value has none. */
export function readArguments(given: readonly string[], switches: readonly string[] = []): Arguments {
  const words: string[] = [];
  const flags: Record<string, string> = {};
  for (let index = 0; index < given.length; index += 1) {
    const text = given[index] ?? '';
    if (!text.startsWith('--')) {
      words.push(text);
      continue;
    }
    const [name = '', inline] = text.slice(2).split(/=(.*)/s);
    if (switches.includes(name)) flags[name] = 'yes';
    else if (inline !== undefined) flags[name] = inline;
    else {
      const next = given[index + 1];
      if (next === undefined || next.startsWith('--')) throw new RangeError(`--${name}`);
      flags[name] = next;
      index += 1;
    }
  }
  return { words, flags };
}
