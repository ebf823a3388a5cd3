// SPDX-License-Identifier: Apache-2.0
import type { Assess } from '../assess/index.ts';
import type { Role } from '../kernel/contract.ts';
import type { Language } from '../kernel/language.ts';
import type { Platform } from '../platform/module.ts';
import type { ScopedTx } from '../platform/postgres/database.ts';
import type { Scope } from '../platform/postgres/scope.ts';

export interface Receiver {
  readonly memberId: string;
  readonly name: string;
  readonly email: string;
  readonly language: Language;
  readonly roles: readonly Role[];
}

export interface NotifyContext {
  readonly platform: Platform;
  readonly assess: Pick<Assess, 'tasksToTell' | 'openTasks' | 'contradictions'>;
  readonly members: (tx: ScopedTx) => Promise<readonly Receiver[]>;
  readonly organisation: (tx: ScopedTx) => Promise<{ readonly name: string; readonly timeZone: string }>;
  readonly allScopes: (job: string) => Promise<readonly Scope[]>;
  readonly origin: () => string | undefined;
  /** What stands about the whole installation, such as `backup_failing`. */
  readonly installationNotices: () => readonly string[];
}
