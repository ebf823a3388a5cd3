// SPDX-License-Identifier: Apache-2.0
/** How many threats one person names; the server allows no more. */
export const CHOICES = 5;

/** What is chosen after a press on a threat: added at the end, or taken out, and the rest moves up. */
export function chosenAfter(chosen: readonly string[], pressed: string): readonly string[] {
  if (chosen.includes(pressed)) return chosen.filter((one) => one !== pressed);
  return chosen.length < CHOICES ? [...chosen, pressed] : chosen;
}
