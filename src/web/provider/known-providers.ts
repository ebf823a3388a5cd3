// SPDX-License-Identifier: Apache-2.0
/** Providers this browser has signed in with, the last one first: the sign-in page offers them by name. */
import { remember, remembered } from '../storage.ts';

const NAME = 'sonae.providers';
const MAX_KNOWN = 5;
const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

export const knownProviders = (): string[] =>
  (remembered(NAME) ?? '')
    .split(',')
    .filter((id) => UUID.test(id))
    .slice(0, MAX_KNOWN);

export function rememberProvider(providerId: string): void {
  const others = knownProviders().filter((id) => id !== providerId);
  remember(NAME, [providerId, ...others].slice(0, MAX_KNOWN).join(','));
}
