// SPDX-License-Identifier: Apache-2.0

export type KeyDeed =
  | { readonly kind: 'choose'; readonly index: number }
  | { readonly kind: 'move'; readonly by: 1 | -1 }
  | { readonly kind: 'back' }
  | { readonly kind: 'next' };

interface Pressed {
  readonly key: string;
  readonly ctrlKey: boolean;
  readonly metaKey: boolean;
  readonly altKey: boolean;
  readonly isComposing: boolean;
  readonly target: unknown;
}

const DEEDS: Readonly<Record<string, KeyDeed>> = {
  ArrowDown: { kind: 'move', by: 1 },
  ArrowUp: { kind: 'move', by: -1 },
  ArrowLeft: { kind: 'back' },
  ArrowRight: { kind: 'next' },
};

/** What has its own use of Enter keeps it. */
const actsByItself = (target: unknown): boolean =>
  typeof Element !== 'undefined' && target instanceof Element && target.closest('a, button, summary, input') !== null;

/** What a key means on the page of a question; nothing for keys that are the browser's. */
export function keyDeed(pressed: Pressed): KeyDeed | undefined {
  const { key, ctrlKey, metaKey, altKey, isComposing, target } = pressed;
  if (ctrlKey || metaKey || altKey || isComposing) return undefined;
  // １ is what a Japanese keyboard types in full-width mode.
  const digit = key.normalize('NFKC');
  if (/^[1-5]$/.test(digit)) return { kind: 'choose', index: Number(digit) - 1 };
  if (key === 'Enter') return actsByItself(target) ? undefined : { kind: 'next' };
  return DEEDS[key];
}
