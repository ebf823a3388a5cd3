// SPDX-License-Identifier: Apache-2.0
import type { Api } from '../api-types.ts';
import type { Localised } from '../i18n.tsx';
import type { Tone } from '../ui/tone.ts';

export type SiteView = Api['GET /api/v1/org/:orgId/diagnoses/:diagnosisId/sites/:siteId']['response'];
export type QuestionView = SiteView['questions'][number];
export type Value = NonNullable<QuestionView['answer']>['value'];
export type Overview = Api['GET /api/v1/org/:orgId/diagnoses']['response'];
export type OpenDiagnosis = NonNullable<Overview['open']>;
export type Result = Api['GET /api/v1/org/:orgId/diagnoses/:diagnosisId/result']['response'];

/** In the order of the keys 1–4; the fifth only where "we have none" is an answer. */
export const VALUES = [4, 2, 0, -1] as const satisfies readonly Value[];

export const valueText = (value: Value, { t }: Pick<Localised, 't'>): string =>
  value === null ? t('diagnosis.notUsed') : t(`controls.value.${value}`);

export function valueTone(value: Value): Tone {
  if (value === null) return 'neutral';
  const tones = { 4: 'positive', 2: 'caution', 0: 'critical', [-1]: 'unknown' } as const;
  return tones[value];
}
