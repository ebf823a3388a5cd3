// SPDX-License-Identifier: Apache-2.0
import type { Api } from './api-types.ts';
import { useText } from './i18n.tsx';
import type { Localised } from './i18n.tsx';
import type { TextParams } from './format-text.ts';
import { useVerdictWords } from './verdict-words.ts';

type Finding = Api['GET /api/v1/org/:orgId/subjects/:subjectId/verdicts']['response']['findings'][number];
type Told = Pick<Finding, 'kind' | 'checkId' | 'params'> & { readonly state?: Finding['state'] };

const plain = (params: Finding['params']): TextParams =>
  Object.fromEntries(
    Object.entries(params).flatMap(([name, value]) =>
      typeof value === 'string' || typeof value === 'number' ? [[name, value] as const] : [],
    ),
  );

/** Words of a finding that no check made: about the agent, the clock, a person who left. Nothing unfilled is shown. */
export function agentSentence({ kind, params, state }: Told, { t, findText }: Localised): string {
  const days = params['days'];
  if (kind === 'clock_implausible') {
    return typeof days === 'number'
      ? t('devices.quarantine.clock_implausible', { days: Math.abs(days) })
      : t('devices.quarantine.clock_implausible_any');
  }
  const done = state === 'closed' ? findText(`words.findingSay.${kind}_done`, plain(params)) : undefined;
  const own = done ?? findText(`words.findingSay.${kind}`, plain(params));
  if (own !== undefined && !/\{\w+\}/.test(own)) return own;
  return findText(`devices.quarantine.${kind}`) ?? t(`words.finding.${kind}`);
}

/** What a finding says, in a sentence: of its check, or of what is known about the agent or the leaver. */
export function useFindingSentence(): (finding: Told) => string | undefined {
  const texts = useText();
  const words = useVerdictWords();
  return (finding) => {
    const { kind, checkId, params } = finding;
    if (kind !== 'failed_check') return agentSentence(finding, texts);
    const { say } = params;
    if (checkId === null || typeof say !== 'string') return undefined;
    return words.sentence({ checkId, reason: say, observed: params });
  };
}
