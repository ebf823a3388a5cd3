// SPDX-License-Identifier: Apache-2.0
import type { Assess } from '../assess/index.ts';
import type { Role } from '../kernel/contract.ts';
import type { Language } from '../kernel/language.ts';
import type { Platform } from '../platform/module.ts';
import type { ScopedTx } from '../platform/postgres/database.ts';
import type { Scope } from '../platform/postgres/scope.ts';

export interface Receiver {
  readonly memberId: string;
  readonly accountId: string;
  readonly name: string;
  readonly email: string;
  readonly language: Language;
  readonly roles: readonly Role[];
  /** The last time, for one who came back. */
  readonly joinedAt: Date;
}

/** Somebody who runs the installation for organisations. */
export interface Operator {
  readonly accountId: string;
  readonly name: string;
  readonly email: string;
  readonly language: Language;
}

export interface NotifyContext {
  readonly platform: Platform;
  readonly assess: Pick<Assess, 'tasksToTell' | 'openTasks' | 'contradictions' | 'peopleAsked'>;
  readonly members: (tx: ScopedTx) => Promise<readonly Receiver[]>;
  readonly organisation: (tx: ScopedTx) => Promise<{ readonly name: string; readonly timeZone: string }>;
  readonly allScopes: (job: string) => Promise<readonly Scope[]>;
  readonly operators: () => Promise<readonly Operator[]>;
  readonly origin: () => string | undefined;
  /** What stands about the whole installation, such as `backup_failing`. */
  readonly installationNotices: () => readonly string[];
}
