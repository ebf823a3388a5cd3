// SPDX-License-Identifier: Apache-2.0
/** What the use cases of this module lean on; made once in `index.ts`. */
import type { Catalog } from '../catalog/index.ts';
import type { Role } from '../kernel/contract.ts';
import type { Language } from '../kernel/language.ts';
import type { Platform } from '../platform/module.ts';
import type { ScopedTx } from '../platform/postgres/database.ts';
import type { Scope } from '../platform/postgres/scope.ts';
import type { Signer } from '../platform/signing.ts';

export interface Person {
  readonly memberId: string;
  readonly name: string;
  readonly roles: readonly Role[];
}

/** What assess asks of those who know people; given by `app`. */
export interface People {
  /** Members of the organisation, longest-serving first; at most a few thousand. */
  members(tx: ScopedTx): Promise<readonly Person[]>;
  /** IANA time zone of the organisation. */
  timeZone(tx: ScopedTx): Promise<string>;
  organisationName(tx: ScopedTx): Promise<string>;
  /** Where the ledger's seals are sent. */
  administratorMail(tx: ScopedTx): Promise<readonly { readonly email: string; readonly language: Language }[]>;
}

export interface AssessContext {
  readonly platform: Platform;
  readonly catalog: Catalog;
  readonly people: People;
  readonly signer: Signer;
  /** Check → systems on which it can say more than “unknown”. */
  readonly checkPlatforms: ReadonlyMap<string, readonly string[]>;
  /** Scopes of every organisation for daily work. */
  readonly allScopes: (job: string) => Promise<readonly Scope[]>;
  /**
   * Devices that have shown themselves since, though they told nothing that is evidence (an agent that polls): their
   * verdicts fade, but they are not missing.
   */
  readonly present: (
    tx: ScopedTx,
    asked: { readonly deviceIds: readonly string[]; readonly since: Date },
  ) => Promise<ReadonlySet<string>>;
  /**
   * Organisations with a change of counts since they were last folded. A hint only: it starts empty with each process,
   * and the hourly look at everyone finds what it missed.
   */
  readonly countsChanged: Set<string>;
  /** Notices about the installation that every home page shows, such as `disk_low`. */
  readonly notices: () => readonly string[];
}

declare module '../platform/events.ts' {
  interface EventMap {
    'assess.task_created': { readonly taskIds: readonly string[] };
    /** Somebody was asked for something that is no task. */
    'assess.people_asked': Readonly<Record<never, never>>;
    'assess.task_done': { readonly taskIds: readonly string[] };
    'assess.subjects_silent': { readonly subjectIds: readonly string[] };
  }
}
