// SPDX-License-Identifier: Apache-2.0
import type { UseQueryResult } from '@tanstack/react-query';
import { useSyncExternalStore } from 'react';
import type { Membership, Session, SignedIn } from './api-types.ts';
import { useApi } from './queries.ts';

/** Who is here, if anybody. */
export const useSession = (): UseQueryResult<Session> => useApi('GET /api/v1/session');

/** The person; nothing while that is not known or nobody is signed in. */
export function useSignedIn(): SignedIn | undefined {
  const { data } = useSession();
  return data?.signedIn === true ? data : undefined;
}

const NAME = 'sonae.organisation';
const listeners = new Set<() => void>();

/** Per tab: an operator may have two organisations open side by side. */
function chosen(): string | null {
  try {
    return sessionStorage.getItem(NAME);
  } catch {
    return null;
  }
}

/** Turns this tab to another organisation of the person. */
export function chooseOrganisation(orgId: string): void {
  try {
    sessionStorage.setItem(NAME, orgId);
  } catch {
    // Without storage the first organisation stays.
  }
  for (const listener of listeners) listener();
}

/** The organisation of this tab: the chosen one while the person still belongs to it, else the first. */
export function currentMembership(memberships: readonly Membership[], orgId: string | null): Membership | undefined {
  return memberships.find((membership) => membership.orgId === orgId) ?? memberships[0];
}

export function useMembership(): Membership | undefined {
  const orgId = useSyncExternalStore((listener) => {
    listeners.add(listener);
    return () => listeners.delete(listener);
  }, chosen);
  return currentMembership(useSignedIn()?.memberships ?? [], orgId);
}

/** Id of the organisation at work, for `params: { orgId }`. Pages of the shell render only when there is one. */
export function useOrgId(): string {
  const membership = useMembership();
  if (!membership) throw new Error('useOrgId outside of the shell');
  return membership.orgId;
}
