// SPDX-License-Identifier: Apache-2.0

// Steps quote what is typed and what is pressed alike: 「sudo apt upgrade」 and 「設定」, "sudo apt upgrade" and "Settings".
const QUOTED = /[「"“]([\u0020-\u007e]+?)[」"”]/gu;
/** A program's name in small letters and something after it; menus begin with a capital. */
const COMMAND = /^[a-z][\w./-]* \S.*$/;

/** The commands of a step, to be offered for copying. Words for people ("NAME", 「名前」) stay as they are. */
export function commandsIn(step: string): readonly string[] {
  return [...step.matchAll(QUOTED)].map((found) => found[1] ?? '').filter((text) => COMMAND.test(text));
}
