// SPDX-License-Identifier: Apache-2.0
import type { Api } from '../api-types.ts';
import type { Localised } from '../i18n.tsx';
import { localDate } from '../verdict-words.ts';

export type AuditEntry = Api['GET /api/v1/org/:orgId/audit']['response']['entries'][number];
type Words = Pick<Localised, 't' | 'findText' | 'language'>;

/** Name of the person; else what kind of actor it was (`device:<id>`, `system:<job>`, `command_line`). */
export function actorText({ actor, actorName }: AuditEntry, { t, findText }: Words): string {
  const [kind = ''] = actor.split(':');
  return actorName ?? findText(`audit.actor.${kind}`) ?? t('audit.actor.other');
}

/** Codes of one value in words: roles, answers, states; null is an answer of its own ("does not apply"). */
function valueText(name: string, value: string | number | boolean | null, { t, findText, language }: Words): string {
  const code = String(value);
  switch (name) {
    case 'roles':
    case 'from':
    case 'to':
      return code
        .split(' ')
        .map((role) => findText(`words.role.${role}`) ?? role)
        .join(language === 'ja' ? '、' : ', ');
    case 'value':
      return value === null ? t('controls.value.not_applicable') : (findText(`controls.value.${code}`) ?? code);
    case 'how':
      return findText(`words.closedHow.${code}`) ?? code;
    case 'state':
      return findText(`devices.state.${code}`) ?? code;
    case 'until':
      return /^\d{4}-\d{2}-\d{2}$/.test(code) ? localDate(code, language) : code;
    default:
      return code;
  }
}

/** The details that mean something to a person; others stay in the log. */
export function detailLines({ detail }: AuditEntry, words: Words): readonly string[] {
  return Object.entries(detail).flatMap(([name, value]) => {
    const line = words.findText(`audit.detail.${name}`, { value: valueText(name, value, words) });
    return line === undefined ? [] : [line];
  });
}
