// SPDX-License-Identifier: Apache-2.0
import { sql } from '../../platform/postgres/database.ts';
import type { GlobalTx, ScopedTx } from '../../platform/postgres/database.ts';
import type { Policy } from './contract.ts';

export interface PolicyRow {
  readonly version: number;
  readonly policy: Policy;
  readonly saved_at: Date;
}

export async function newestPolicy(tx: ScopedTx): Promise<PolicyRow | undefined> {
  return tx.maybe<PolicyRow>(sql`
    SELECT version, policy, saved_at FROM govern_policy WHERE org_id = ${tx.orgId} ORDER BY version DESC LIMIT 1`);
}

/** The next version; two who save at once get one each. */
export async function insertPolicy(
  tx: ScopedTx,
  { policy, at, memberId }: { policy: Policy; at: Date; memberId: string },
): Promise<number> {
  await tx.run(sql`SELECT pg_advisory_xact_lock(hashtextextended(${`govern_policy:${tx.orgId}`}, 0))`);
  const row = await tx.one<{ version: number }>(sql`
    INSERT INTO govern_policy (org_id, version, policy, saved_at, saved_by)
    SELECT ${tx.orgId}, coalesce(max(version), 0) + 1, ${JSON.stringify(policy)}::jsonb, ${at}, ${memberId}
    FROM govern_policy WHERE org_id = ${tx.orgId}
    RETURNING version`);
  return row.version;
}

export interface DeclaredRow {
  readonly star: 1 | 2;
  readonly declared_on: string;
  readonly registration_id: string;
}

export async function declaredStars(tx: ScopedTx): Promise<DeclaredRow[]> {
  return tx.all<DeclaredRow>(sql`
    SELECT star, declared_on, registration_id FROM govern_declared WHERE org_id = ${tx.orgId} ORDER BY star`);
}

export async function keepDeclared(tx: ScopedTx, row: DeclaredRow & { at: Date; memberId: string }): Promise<void> {
  await tx.run(sql`
    INSERT INTO govern_declared (org_id, star, declared_on, registration_id, noted_at, noted_by)
    VALUES (${tx.orgId}, ${row.star}, ${row.declared_on}::date, ${row.registration_id}, ${row.at}, ${row.memberId})
    ON CONFLICT (org_id, star) DO UPDATE SET declared_on = excluded.declared_on,
      registration_id = excluded.registration_id, noted_at = excluded.noted_at, noted_by = excluded.noted_by`);
}

export async function dropDeclared(tx: ScopedTx, star: 1 | 2): Promise<void> {
  await tx.run(sql`DELETE FROM govern_declared WHERE org_id = ${tx.orgId} AND star = ${star}`);
}

export interface PublicationRow {
  readonly slug: string;
  readonly version: number;
  /** The text that was signed, byte for byte. */
  readonly content: string;
  readonly signature: string;
  readonly key_id: string;
  readonly noindex: boolean;
  readonly published_at: Date;
}

export async function readPublication(tx: ScopedTx): Promise<PublicationRow | undefined> {
  return tx.maybe<PublicationRow>(sql`
    SELECT slug, version, content, signature, key_id, noindex, published_at
    FROM govern_publication WHERE org_id = ${tx.orgId}`);
}

/** Takes the address for this organisation. False when another one has it. */
export async function takeSlug(tx: ScopedTx, slug: string): Promise<boolean> {
  await tx.run(sql`DELETE FROM govern_public_slug WHERE org_id = ${tx.orgId} AND slug <> ${slug}`);
  await tx.run(sql`
    INSERT INTO govern_public_slug (slug, org_id) VALUES (${slug}, ${tx.orgId}) ON CONFLICT (slug) DO NOTHING`);
  const row = await tx.one<{ org_id: string }>(sql`SELECT org_id FROM govern_public_slug WHERE slug = ${slug}`);
  return row.org_id === tx.orgId;
}

export async function freeSlug(tx: ScopedTx): Promise<void> {
  await tx.run(sql`DELETE FROM govern_public_slug WHERE org_id = ${tx.orgId}`);
}

export async function organisationOfSlug(tx: GlobalTx, slug: string): Promise<string | undefined> {
  return (await tx.maybe<{ org_id: string }>(sql`SELECT org_id FROM govern_public_slug WHERE slug = ${slug}`))?.org_id;
}

export async function keepPublication(tx: ScopedTx, row: PublicationRow & { memberId: string }): Promise<void> {
  await tx.run(sql`
    INSERT INTO govern_publication
      (org_id, slug, version, content, signature, key_id, noindex, published_at, published_by)
    VALUES (${tx.orgId}, ${row.slug}, ${row.version}, ${row.content}, ${row.signature}, ${row.key_id}, ${row.noindex},
            ${row.published_at}, ${row.memberId})
    ON CONFLICT (org_id) DO UPDATE SET slug = excluded.slug, version = excluded.version, content = excluded.content,
      signature = excluded.signature, key_id = excluded.key_id, noindex = excluded.noindex,
      published_at = excluded.published_at, published_by = excluded.published_by`);
}

export async function dropPublication(tx: ScopedTx): Promise<boolean> {
  return (await tx.run(sql`DELETE FROM govern_publication WHERE org_id = ${tx.orgId}`)) > 0;
}
