// SPDX-License-Identifier: Apache-2.0
import type { Assess } from '../assess/index.ts';
import type { ReportedException } from '../govern/index.ts';
import type { MemberRole } from '../identity/index.ts';
import type { Language } from '../kernel/language.ts';
import type { Platform } from '../platform/module.ts';
import type { Press } from '../platform/pdf/press.ts';
import type { ScopedTx } from '../platform/postgres/database.ts';
import type { Scope } from '../platform/postgres/scope.ts';

export interface Reader {
  readonly memberId: string;
  readonly name: string;
  readonly email: string;
  readonly language: Language;
  readonly roles: readonly MemberRole[];
}

export interface ReportContext {
  readonly platform: Platform;
  readonly assess: Pick<Assess, 'readMonth' | 'seal'>;
  readonly press: Press;
  /** Edition of the catalogue, kept with the figures. */
  readonly edition: string;
  readonly members: (tx: ScopedTx) => Promise<readonly Reader[]>;
  readonly organisation: (
    tx: ScopedTx,
  ) => Promise<{ readonly name: string; readonly timeZone: string; readonly createdAt: string }>;
  /** Exceptions that are not closed, the earliest end first. */
  readonly exceptions: (
    tx: ScopedTx,
    asked: { readonly today: string; readonly limit: number },
  ) => Promise<readonly ReportedException[]>;
  readonly allScopes: (job: string) => Promise<readonly Scope[]>;
  /** `https://sonae.example.jp`; undefined = no links. */
  readonly origin: () => string | undefined;
}
