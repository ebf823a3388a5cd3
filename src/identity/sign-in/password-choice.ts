// SPDX-License-Identifier: Apache-2.0
/** A new password is measured against dictionaries and the words of its own surroundings before it is taken. */
import { SafeError } from '../../kernel/errors.ts';
import type { Context } from '../context.ts';
import { hashPassword, measurePassword } from '../credentials/index.ts';
import type { OwnWords } from '../credentials/index.ts';

export interface Measured {
  readonly accepted: boolean;
  readonly score: number;
  readonly reasons: string[];
  readonly hints: string[];
  readonly crackTime: string;
}

export async function measured(password: string, own: OwnWords): Promise<Measured> {
  const result = await measurePassword(password, own);
  return {
    accepted: result.ok,
    score: result.score,
    reasons: result.reason === undefined ? [] : [result.reason],
    hints: [...result.suggestions],
    crackTime: result.crackTime,
  };
}

/** Words as a page sends them: one that holds an @ is a mail address. */
export function ownWordsOf(words: readonly string[], more: OwnWords = {}): OwnWords {
  const mail = more.mail ?? words.find((word) => word.includes('@'));
  return { ...more, mail, others: [...(more.others ?? []), ...words.filter((word) => !word.includes('@'))] };
}

/**
 * The stored form of a password that is good enough.
 * @throws SafeError `password_refused` with the reason at `field`.
 */
export async function hashOfGood(
  context: Context,
  password: string,
  { own, field }: { readonly own: OwnWords; readonly field: string },
): Promise<string> {
  const { ok, reason } = await measurePassword(password, own);
  if (!ok) {
    throw new SafeError('invalid', 'password_refused', { details: [{ field, reason: reason ?? 'guessable' }] });
  }
  return hashPassword(password, { random: context.random });
}
