// SPDX-License-Identifier: Apache-2.0
import type { Role } from '../kernel/contract.ts';
import { useMembership } from './session.ts';

/** Who may see a button. The server decides again; this only saves people from a door that stays shut. */
export const MANAGERS = ['executive', 'administrator'] as const satisfies readonly Role[];
export const ADMINISTRATORS = ['administrator'] as const satisfies readonly Role[];
export const OWN_PEOPLE = ['executive', 'administrator', 'teleworker'] as const satisfies readonly Role[];
/** Everyone who may see who the members are. */
export const SEES_MEMBERS = ['executive', 'administrator', 'watcher', 'responder'] as const satisfies readonly Role[];

/** Those who decide, those who run security, and the operator's staff who watch. */
export const REPORT_READERS = ['executive', 'administrator', 'watcher'] as const satisfies readonly Role[];

/** Whether the person has one of these roles in the organisation of this tab. */
export function useMay(roles: readonly Role[]): boolean {
  return useMembership()?.roles.some((role) => roles.includes(role)) === true;
}
