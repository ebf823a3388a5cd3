// SPDX-License-Identifier: Apache-2.0
import type { Uuid } from '../../kernel/ids.ts';
import type { Industry, SizeBand } from '../../kernel/organisation-kinds.ts';
import { sql } from '../../platform/postgres/database.ts';
import type { GlobalTx, Queries, ScopedTx } from '../../platform/postgres/database.ts';

export interface OrganisationFields {
  readonly name: string;
  readonly kana: string;
  readonly industry: Industry;
  readonly sizeBand: SizeBand;
  readonly timeZone: string;
}

export interface OrganisationRow {
  readonly org_id: Uuid;
  readonly name: string;
  readonly name_kana: string;
  readonly industry: Industry;
  readonly size_band: SizeBand;
  readonly time_zone: string;
  readonly created_at: Date;
}

const COLUMNS = sql`org_id, name, name_kana, industry, size_band, time_zone, created_at`;

export async function insertOrganisation(tx: ScopedTx, row: OrganisationFields & { readonly at: Date }): Promise<void> {
  await tx.run(sql`
    INSERT INTO identity_org (org_id, name, name_kana, industry, size_band, time_zone, created_at)
    VALUES (${tx.orgId}, ${row.name}, ${row.kana}, ${row.industry}, ${row.sizeBand}, ${row.timeZone}, ${row.at})`);
}

export const organisationRow = async (tx: ScopedTx): Promise<OrganisationRow> =>
  tx.one<OrganisationRow>(sql`SELECT ${COLUMNS} FROM identity_org WHERE org_id = ${tx.orgId}`);

/** Held until the transaction ends: changes of who administers happen one after the other. */
export async function lockOrganisation(tx: ScopedTx): Promise<void> {
  await tx.one(sql`SELECT 1 FROM identity_org WHERE org_id = ${tx.orgId} FOR UPDATE`);
}

export const updateOrganisationRow = async (tx: ScopedTx, row: OrganisationFields): Promise<OrganisationRow> =>
  tx.one<OrganisationRow>(sql`
    UPDATE identity_org SET name = ${row.name}, name_kana = ${row.kana}, industry = ${row.industry},
      size_band = ${row.sizeBand}, time_zone = ${row.timeZone}
    WHERE org_id = ${tx.orgId} RETURNING ${COLUMNS}`);

// --- the global index: where to look for a person ---

export type MembershipKind = 'member' | 'grant';

export async function indexMembership(tx: ScopedTx, accountId: Uuid, kind: MembershipKind): Promise<void> {
  await tx.run(sql`
    INSERT INTO identity_membership (account_id, org_id, kind) VALUES (${accountId}, ${tx.orgId}, ${kind})
    ON CONFLICT DO NOTHING`);
}

export async function unindexMembership(tx: ScopedTx, accountId: Uuid, kind: MembershipKind): Promise<void> {
  await tx.run(sql`
    DELETE FROM identity_membership WHERE account_id = ${accountId} AND org_id = ${tx.orgId} AND kind = ${kind}`);
}

/** In order of the organisation's id, after `after`. */
export const membershipsOf = async (
  tx: Queries,
  accountId: Uuid,
  page: { readonly kinds: readonly MembershipKind[]; readonly after: string | undefined; readonly limit: number },
): Promise<Uuid[]> =>
  (
    await tx.all<{ org_id: Uuid }>(sql`
      SELECT DISTINCT org_id FROM identity_membership
      WHERE account_id = ${accountId} AND kind = ANY(${[...page.kinds]})
        ${page.after === undefined ? sql`` : sql`AND org_id > ${page.after}`}
      ORDER BY org_id LIMIT ${page.limit}`)
  ).map((row) => row.org_id);

/** Every organisation somebody belongs to, for daily work. One without people has nothing to work on. */
export const allOrganisationIds = async (tx: GlobalTx): Promise<Uuid[]> =>
  (await tx.all<{ org_id: Uuid }>(sql`SELECT DISTINCT org_id FROM identity_membership ORDER BY org_id`)).map(
    (row) => row.org_id,
  );
