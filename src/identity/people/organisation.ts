// SPDX-License-Identifier: Apache-2.0
import { invalid } from '../../kernel/errors.ts';
import { audit } from '../../platform/audit.ts';
import type { ScopedTx } from '../../platform/postgres/database.ts';
import type { Context } from '../context.ts';
import { organisationRow, updateOrganisationRow } from './organisation-store.ts';
import type { OrganisationFields, OrganisationRow } from './organisation-store.ts';

const shown = (row: OrganisationRow) => ({
  orgId: row.org_id,
  name: row.name,
  kana: row.name_kana,
  industry: row.industry,
  sizeBand: row.size_band,
  timeZone: row.time_zone,
  createdAt: row.created_at.toISOString(),
});

export type Organisation = ReturnType<typeof shown>;

/** The organisation of this transaction: names, kind, IANA time zone. */
export const organisationOf = async (tx: ScopedTx): Promise<Organisation> => shown(await organisationRow(tx));

/** @throws SafeError `time_zone_unknown`. */
export async function updateOrganisation(
  tx: ScopedTx,
  context: Context,
  fields: OrganisationFields,
): Promise<Organisation> {
  if (!isTimeZone(fields.timeZone))
    throw invalid('time_zone_unknown', [{ field: 'timeZone', reason: 'time_zone_unknown' }]);
  const row = await updateOrganisationRow(tx, fields);
  await audit(tx, context.clock, { action: 'identity.organisation_changed', subject: tx.orgId });
  return shown(row);
}

/** IANA names only: offsets such as +09:00 know no daylight saving. */
export function isTimeZone(name: string): boolean {
  if (!/^[A-Za-z]/.test(name)) return false;
  try {
    new Intl.DateTimeFormat('en', { timeZone: name });
    return true;
  } catch {
    return false;
  }
}
