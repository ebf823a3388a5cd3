// SPDX-License-Identifier: Apache-2.0
import type { Language } from '../kernel/language.ts';
import { SETTINGS } from '../platform/config/settings.ts';
import type { Arguments } from './arguments.ts';
import type { TextKey } from './texts.ts';

export interface Terminal {
  readonly language: Language;
  readonly out: (line: string) => void;
  readonly error: (line: string) => void;
}

interface Flag {
  readonly name: string;
  readonly about: TextKey;
  /** A flag without a value. */
  readonly isSwitch?: true;
  readonly needed?: true;
}

export interface Command {
  /** As typed: `serve`, `account reset`. */
  readonly name: string;
  /** Text key of the line in the help. */
  readonly about: TextKey;
  /** The one word that follows, as the help shows it. */
  readonly word?: TextKey;
  readonly flags: readonly Flag[];
  /** Whether the flags of the settings are accepted too. */
  readonly settings: boolean;
  /** Exit code: 0 done, 1 failed or found something. */
  run(given: Arguments, terminal: Terminal): Promise<number>;
}

/** A command that reads its arguments itself, its help included. */
export interface OwnCommand extends Pick<Command, 'name' | 'about'> {
  /** Exit code: 0 done, 1 failed or found something, 2 wrongly called. */
  runRaw(given: readonly string[], terminal: Terminal): Promise<number>;
}

export const SETTING_FLAGS: readonly string[] = Object.values(SETTINGS).flatMap(({ flag }) =>
  flag === undefined ? [] : [flag],
);
