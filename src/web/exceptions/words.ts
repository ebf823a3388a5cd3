// SPDX-License-Identifier: Apache-2.0
import type { Api } from '../api-types.ts';
import type { Tone } from '../ui/tone.ts';

export type ExceptionItem = Api['GET /api/v1/org/:orgId/exceptions']['response']['exceptions'][number];
export type ExceptionDetail = Api['GET /api/v1/org/:orgId/exceptions/:exceptionId']['response']['exception'];

export const KINDS = [
  'private_device',
  'rule_waived',
  'old_system',
  'other',
] as const satisfies readonly ExceptionItem['kind'][];
export const FILTERS = ['current', 'ending', 'expired', 'closed'] as const;

export const STATE_TONES: Readonly<Record<ExceptionItem['state'], Tone>> = {
  active: 'info',
  ending: 'caution',
  expired: 'critical',
  closed: 'neutral',
};
