// SPDX-License-Identifier: Apache-2.0
/** What the parts of this module lean on; made once in `app`. */
import type { Assess, People } from '../assess/index.ts';
import type { Catalog } from '../catalog/index.ts';
import { localDateOf } from '../platform/calendar.ts';
import type { Platform } from '../platform/module.ts';
import type { ScopedTx } from '../platform/postgres/database.ts';
import type { Scope } from '../platform/postgres/scope.ts';
import type { Signer } from '../platform/signing.ts';

export interface GovernContext {
  readonly platform: Platform;
  readonly catalog: Catalog;
  readonly assess: Pick<
    Assess,
    'controlStates' | 'countsOfOwner' | 'ownersFailing' | 'describe' | 'raiseAbout' | 'settle'
  >;
  readonly people: People;
  /** Signs what the organisation publishes. */
  readonly signer: Signer;
  /** Scopes of every organisation for daily work. */
  readonly allScopes: (job: string) => Promise<readonly Scope[]>;
}

/** The organisation's date now. */
export async function todayOf(tx: ScopedTx, { platform, people }: GovernContext): Promise<string> {
  return localDateOf(platform.clock.now(), await people.timeZone(tx));
}

/** Only a teleworker: sees what is theirs, not how the whole organisation stands. */
export const seesAll = ({ actor }: Scope): boolean =>
  actor.kind !== 'member' || actor.roles.some((role) => role !== 'teleworker');
