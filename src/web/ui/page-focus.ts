// SPDX-License-Identifier: Apache-2.0
// After a change of page the focus belongs to the new page's title, which may appear only when its data is there.
let wanted = false;

/** The page has changed: the next title that appears takes the focus. */
export function wantPageFocus(): void {
  wanted = true;
}

/** True once after a change of page. */
export function takePageFocus(): boolean {
  const taken = wanted;
  wanted = false;
  return taken;
}
