// SPDX-License-Identifier: Apache-2.0
import type { Api } from '../api-types.ts';
import { fold } from '../fold.ts';

export type ControlItem = Api['GET /api/v1/org/:orgId/controls']['response']['controls'][number];

export const SHOWN = ['all', 'next', 'unanswered', 'contradicted', 'failing'] as const;
export type Shown = (typeof SHOWN)[number];

const TESTS: Readonly<Record<Shown, (control: ControlItem) => boolean>> = {
  all: () => true,
  next: (control) => control.declaration === null,
  unanswered: (control) => control.declaration === null,
  contradicted: (control) => control.contradiction !== null,
  failing: (control) => (control.counts?.fail ?? 0) > 0,
};

/** As many as one sits down for. */
export const BATCH = 5;
const MARKS = { first: 0, next: 1 } as const;
const WEIGHTS = { high: 0, middle: 1, low: 2 } as const;
const urgency = ({ mark, importance, harm }: ControlItem): number =>
  (mark === null ? 2 : MARKS[mark]) * 100 + WEIGHTS[importance] * 10 - harm;

/** The few unanswered ones to go on with: ◎ before ○, then by weight and harm. */
export const nextBatch = (controls: readonly ControlItem[]): readonly ControlItem[] =>
  controls
    .filter(TESTS.unanswered)
    .toSorted((one, other) => urgency(one) - urgency(other) || (one.id < other.id ? -1 : 1))
    .slice(0, BATCH);

export const ofKind = (controls: readonly ControlItem[], shown: Shown): readonly ControlItem[] =>
  shown === 'next' ? nextBatch(controls) : controls.filter(TESTS[shown]);

/** Every word must occur somewhere in the title or the theme, in either language. */
export function matching(controls: readonly ControlItem[], search: string): readonly ControlItem[] {
  const words = fold(search).split(/\s+/).filter(Boolean);
  return controls.filter(({ title, theme }) => {
    const text = fold([title.ja, title.en, theme.title.ja, theme.title.en].join(' '));
    return words.every((word) => text.includes(word));
  });
}

/** Behind a fold there is more than a row or two. */
const WORTH_FOLDING = 3;

/** What stands in sight of a long list: ◎, and what contradicts an answer or fails. The rest is a touch away. */
export function foldRest(controls: readonly ControlItem[]): {
  readonly seen: readonly ControlItem[];
  readonly folded: readonly ControlItem[];
} {
  const isSeen = (control: ControlItem): boolean =>
    control.mark === 'first' || TESTS.contradicted(control) || TESTS.failing(control);
  const folded = controls.filter((control) => !isSeen(control));
  return folded.length < WORTH_FOLDING ? { seen: controls, folded: [] } : { seen: controls.filter(isSeen), folded };
}

export interface ThemeGroup {
  readonly id: string;
  readonly title: ControlItem['theme']['title'];
  readonly controls: readonly ControlItem[];
}

/** In the order of the catalogue. */
export function byTheme(controls: readonly ControlItem[]): readonly ThemeGroup[] {
  return [...Map.groupBy(controls, ({ theme }) => theme.id)].flatMap(([id, members]) => {
    const [first] = members;
    return first ? [{ id, title: first.theme.title, controls: members }] : [];
  });
}

/**
 * What to answer next, when there is something: the most urgent of all themes, since few people answer a whole catalogue.
 * Among equals the next one after this control, round the end of the list.
 */
export function nextUnanswered(controls: readonly ControlItem[], controlId?: string): ControlItem | undefined {
  const at = controls.findIndex(({ id }) => id === controlId);
  const others = [...controls.slice(at + 1), ...controls.slice(0, Math.max(at, 0))].filter(TESTS.unanswered);
  return others.toSorted((a, b) => urgency(a) - urgency(b))[0];
}
