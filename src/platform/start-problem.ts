// SPDX-License-Identifier: Apache-2.0
/** A reason why Sonae cannot start, told in one line to the person at the terminal. */
import type { Bilingual } from '../kernel/language.ts';
import { fillTemplate } from '../kernel/language.ts';
import en from './start-problem.en.json' with { type: 'json' };
import ja from './start-problem.ja.json' with { type: 'json' };

export type StartProblemCode = keyof typeof en & keyof typeof ja;

/** Stops the start. `text` is the line to show; `message` is its English form, for the log. */
export class StartProblem extends Error {
  override readonly name = 'StartProblem';
  readonly code: StartProblemCode;
  readonly text: Bilingual;

  constructor(code: StartProblemCode, params: Readonly<Record<string, string | number>> = {}, cause?: unknown) {
    const text = { ja: fillTemplate(ja[code], params), en: fillTemplate(en[code], params) };
    super(text.en, cause === undefined ? undefined : { cause });
    this.code = code;
    this.text = text;
  }
}
