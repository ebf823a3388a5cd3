// SPDX-License-Identifier: Apache-2.0
import type { MEMBER_ROLES, OPERATOR_ROLES } from '../../kernel/contract.ts';

// In the order of a form: the usual choice first.
export const MEMBER_ROLE_NAMES = [
  'teleworker',
  'administrator',
  'executive',
] as const satisfies readonly (typeof MEMBER_ROLES)[number][];
export const OPERATOR_ROLE_NAMES = [
  'watcher',
  'responder',
] as const satisfies readonly (typeof OPERATOR_ROLES)[number][];
export type MemberRole = (typeof MEMBER_ROLE_NAMES)[number];
export type OperatorRole = (typeof OPERATOR_ROLE_NAMES)[number];
