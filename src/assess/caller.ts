// SPDX-License-Identifier: Apache-2.0
import type { Actor } from '../platform/postgres/scope.ts';

/** undefined: not one of the organisation's own people. */
export const memberOf = (actor: Actor): string | undefined => (actor.kind === 'member' ? actor.memberId : undefined);
