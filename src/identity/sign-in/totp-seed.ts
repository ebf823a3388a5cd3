// SPDX-License-Identifier: Apache-2.0
/** Seeds of authenticator apps are sealed with the master key and bound to their account. */
import type { Uuid } from '../../kernel/ids.ts';
import type { Context } from '../context.ts';

const PURPOSE = 'identity.totp';

export const sealTotpSeed = (context: Context, accountId: Uuid, seed: Uint8Array): Uint8Array =>
  context.secrets.seal(PURPOSE, seed, accountId);

export const totpSeedOf = (context: Context, accountId: Uuid, sealed: Uint8Array): Uint8Array =>
  context.secrets.open(PURPOSE, sealed, accountId);
