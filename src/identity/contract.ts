// SPDX-License-Identifier: Apache-2.0
/** Everything people can ask of this module: setup, sign-in, own account, organisations, members, operators. */
import type { ApiOf } from '../kernel/contract.ts';
import { directoryOperations } from './directory/contract.ts';
import { federationOperations } from './federation/contract.ts';
import { passkeyOperations } from './passkeys/contract.ts';
import { peopleOperations } from './people/contract.ts';
import { signInOperations } from './sign-in/contract.ts';

export { id, invitedPerson, moment, operatorRoles, organisationBody } from './shapes/contract.ts';

export const identityOperations = {
  ...signInOperations,
  ...passkeyOperations,
  ...peopleOperations,
  ...directoryOperations,
  ...federationOperations,
} as const;

export type IdentityApi = ApiOf<typeof identityOperations>;
