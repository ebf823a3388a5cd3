// SPDX-License-Identifier: Apache-2.0
/** What a mark means. The classes stand here in full because Tailwind reads them as text. */
export type Tone = 'neutral' | 'info' | 'positive' | 'caution' | 'critical' | 'unknown';

interface ToneClasses {
  readonly soft: string;
  readonly edge: string;
  readonly icon: string;
}

export const TONES: Readonly<Record<Tone, ToneClasses>> = {
  neutral: { soft: 'bg-sunken text-muted', edge: 'border-line', icon: 'text-muted' },
  info: { soft: 'bg-info-surface text-info-text', edge: 'border-info', icon: 'text-info' },
  positive: { soft: 'bg-positive-surface text-positive-text', edge: 'border-positive', icon: 'text-positive' },
  caution: { soft: 'bg-caution-surface text-caution-text', edge: 'border-caution', icon: 'text-caution' },
  critical: { soft: 'bg-critical-surface text-critical-text', edge: 'border-critical', icon: 'text-critical' },
  unknown: { soft: 'bg-unknown-surface text-unknown-text', edge: 'border-unknown', icon: 'text-unknown' },
};
