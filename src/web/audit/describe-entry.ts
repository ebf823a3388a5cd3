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

const roleNames = (codes: string, { findText, language }: Words): string =>
  codes
    .split(' ')
    .map((role) => findText(`words.role.${role}`) ?? role)
    .join(language === 'ja' ? '、' : ', ');

/** How the code of a detail is said; what is not listed stays as it is. */
const SAID: Readonly<Record<string, (code: string, words: Words) => string | undefined>> = {
  roles: roleNames,
  from: roleNames,
  to: roleNames,
  // The answer "does not apply" is stored as null.
  value: (code, { findText }) => findText(`controls.value.${code === 'null' ? 'not_applicable' : code}`),
  how: (code, { findText }) => findText(`words.closedHow.${code}`),
  state: (code, { findText }) => findText(`devices.state.${code}`),
  until: (code, { language }) => (/^\d{4}-\d{2}-\d{2}$/.test(code) ? localDate(code, language) : undefined),
};

/** The details that mean something to a person; others stay in the log. */
export function detailLines({ detail }: AuditEntry, words: Words): readonly string[] {
  return Object.entries(detail).flatMap(([name, value]) => {
    const code = String(value);
    const line = words.findText(`audit.detail.${name}`, { value: SAID[name]?.(code, words) ?? code });
    return line === undefined ? [] : [line];
  });
}
