// SPDX-License-Identifier: Apache-2.0
import type { Assess } from '../assess/index.ts';
import type { Platform } from '../platform/module.ts';
import type { Scope } from '../platform/postgres/scope.ts';
import type { ScopedTx } from '../platform/postgres/database.ts';
import type { MessageDecoder } from './sources/glpi/message-decoder.ts';

export interface Owner {
  readonly memberId: string;
  readonly name: string;
  /** Runs security here, hence may look at anybody's device. */
  readonly manager: boolean;
}

/** What endpoints needs from the composition root. */
export interface EndpointsContext {
  readonly platform: Platform;
  readonly assess: Assess;
  readonly decoder: MessageDecoder;
  /** Members who may own a device. */
  readonly owners: (tx: ScopedTx) => Promise<readonly Owner[]>;
  /** Certificate of this installation's authority; null when the operator brought an own certificate. */
  readonly authority: () => { readonly caPem: string; readonly fingerprint256: string } | null;
  /** Address agents should use: the public URL, or this machine's name and TLS port. */
  readonly agentUrl: () => string;
  /** What people are given in this organisation besides devices, by name. */
  readonly thingsGiven: (tx: ScopedTx) => Promise<readonly string[]>;
  /** Throws `unavailable` while the disk is below its reserve: nothing new is written then. */
  readonly requireSpace: () => void;
  /** Scopes of every organisation for daily work. */
  readonly allScopes: (job: string) => Promise<readonly Scope[]>;
}
