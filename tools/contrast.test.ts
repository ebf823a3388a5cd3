// SPDX-License-Identifier: Apache-2.0
// Measures the colours of src/web/ui/tokens.css in both themes.
import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { contrast, parseHex } from './contrast.ts';
import type { Rgb } from './contrast.ts';

const read = (path: string): string => readFileSync(new URL(path, import.meta.url), 'utf8');
const primitives = read('../node_modules/@digital-go-jp/design-tokens/dist/tokens.css');
const roles = read('../src/web/ui/tokens.css');

type Theme = 'light' | 'dark';

const definitions = new Map(
  [...`${primitives}\n${roles}`.matchAll(/^\s*--([\w-]+):\s*([^;]+);/gm)].map(([, name = '', value = '']) => [
    name,
    value.trim(),
  ]),
);

/** Follows light-dark() and var() down to a hex value. */
function colourOf(value: string, theme: Theme): Rgb {
  const pair = /^light-dark\((var\([^)]+\)|[^,]+),\s*(.+)\)$/.exec(value);
  if (pair) return colourOf((theme === 'light' ? pair[1] : pair[2]) ?? '', theme);
  const name = /^var\(--([\w-]+)\)$/.exec(value)?.[1];
  if (name !== undefined) return role(name, theme);
  const colour = parseHex(value);
  if (!colour) throw new Error(`not a colour: ${value}`);
  return colour;
}

function role(name: string, theme: Theme): Rgb {
  const value = definitions.get(name);
  if (value === undefined) throw new Error(`no such role: ${name}`);
  return colourOf(value, theme);
}

const PLACES = ['surface', 'surface-raised', 'surface-sunken', 'surface-hover'];
const STATES = ['positive', 'caution', 'critical', 'info', 'unknown'];

/** Text on what it may stand on: WCAG 2.2 1.4.3 asks for 4.5. */
const TEXT_PAIRS: readonly (readonly [string, string])[] = [
  ...['text', 'text-muted', 'link', 'link-hover'].flatMap((text) => PLACES.map((place) => [text, place] as const)),
  ...STATES.flatMap((state) =>
    [`${state}-surface`, 'surface', 'surface-raised'].map((place) => [`${state}-text`, place] as const),
  ),
  ['action-text', 'action'],
  ['action-text', 'action-hover'],
  ['danger-text', 'danger'],
  ['danger-text', 'danger-hover'],
];

/** Edges of controls and marks beside a word: WCAG 2.2 1.4.11 asks for 3. */
const MARKS = [...STATES, 'line-strong', 'action', 'danger', 'focus-outer'];
const MARK_PAIRS = MARKS.flatMap((mark) =>
  ['surface', 'surface-raised', 'surface-sunken'].map((place) => [mark, place] as const),
);

describe.each(['light', 'dark'] as const)('%s theme', (theme) => {
  test.each(TEXT_PAIRS)('%s on %s can be read', (text, place) => {
    expect(contrast(role(text, theme), role(place, theme))).toBeGreaterThanOrEqual(4.5);
  });
  test.each(MARK_PAIRS)('%s on %s can be seen', (mark, place) => {
    expect(contrast(role(mark, theme), role(place, theme))).toBeGreaterThanOrEqual(3);
  });
});

test('the measure itself: black on white is 21, DADS blue 900 on white 11.1', () => {
  expect(contrast([0, 0, 0], [255, 255, 255])).toBeCloseTo(21, 5);
  expect(contrast(colourOf('#0017c1', 'light'), [255, 255, 255])).toBeCloseTo(11.1, 1);
});
