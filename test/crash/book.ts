// SPDX-License-Identifier: Apache-2.0
/** What clients were promised: every write carries a mark of its own, and stands here once it was answered with success. */

/** Where the mark of each kind of write is looked for afterwards (check-store.ts). */
export const KINDS = ['declaration', 'credential', 'hand_on', 'invitation', 'node', 'line', 'inventory'] as const;
export type Kind = (typeof KINDS)[number];

export class Book {
  readonly #promised = new Map<Kind, string[]>(KINDS.map((kind) => [kind, []]));
  readonly #checked = new Map<Kind, number>();
  /** Sent without an answer: may be there or not, but not twice. */
  readonly #unsure = new Map<Kind, Set<string>>(KINDS.map((kind) => [kind, new Set()]));
  total = 0;

  promised(kind: Kind, mark: string): void {
    this.#promised.get(kind)?.push(mark);
    this.#unsure.get(kind)?.delete(mark);
    this.total += 1;
  }

  unsure(kind: Kind, mark: string): void {
    this.#unsure.get(kind)?.add(mark);
  }

  unsureOf(kind: Kind): readonly string[] {
    return [...(this.#unsure.get(kind) ?? [])];
  }

  all(kind: Kind): readonly string[] {
    return this.#promised.get(kind) ?? [];
  }

  /** Those that were promised since the last look. */
  fresh(kind: Kind): readonly string[] {
    const all = this.all(kind);
    const some = all.slice(this.#checked.get(kind) ?? 0);
    this.#checked.set(kind, all.length);
    return some;
  }
}
