// SPDX-License-Identifier: Apache-2.0
// Types only: with a value import zod would come into the browser.
import type { Api } from '../app/contract.ts';

export type { Api } from '../app/contract.ts';

export type Session = Api['GET /api/v1/session']['response'];
export type SignedIn = Extract<Session, { signedIn: true }>;
/** One organisation this person may see, and as what. */
export type Membership = SignedIn['memberships'][number];
