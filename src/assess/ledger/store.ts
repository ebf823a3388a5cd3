// SPDX-License-Identifier: Apache-2.0
import { sql } from '../../platform/postgres/database.ts';
import type { Queries, ScopedTx } from '../../platform/postgres/database.ts';

export interface NewLeaf {
  readonly leafId: string;
  readonly kind: string;
  readonly leafHash: Buffer;
  readonly salt: Buffer;
  readonly payload: string;
}

export async function newestEpoch(tx: ScopedTx): Promise<number | undefined> {
  const found = await tx.maybe<{ epoch: number }>(
    sql`SELECT epoch FROM assess_epoch WHERE org_id = ${tx.orgId} ORDER BY epoch DESC LIMIT 1`,
  );
  return found?.epoch;
}

/** The organisation's current epoch; the first one is opened here. */
export async function currentEpoch(tx: ScopedTx, now: Date): Promise<number> {
  const found = await newestEpoch(tx);
  if (found !== undefined) return found;
  await tx.run(sql`
    INSERT INTO assess_epoch (org_id, epoch, started_at, reason) VALUES (${tx.orgId}, 1, ${now}, 'first')
    ON CONFLICT (org_id, epoch) DO NOTHING`);
  return 1;
}

export async function insertEpoch(
  tx: ScopedTx,
  { epoch, at, reason }: { readonly epoch: number; readonly at: Date; readonly reason: string },
): Promise<void> {
  await tx.run(sql`
    INSERT INTO assess_epoch (org_id, epoch, started_at, reason) VALUES (${tx.orgId}, ${epoch}, ${at}, ${reason})`);
}

export interface HeadRow {
  readonly epoch: number;
  readonly seal_no: number;
  readonly root: Buffer | null;
  readonly leaves: number;
}

/** The newest epoch and its last seal; undefined before the first record. */
export async function ledgerHead(queries: Queries, orgId: string): Promise<HeadRow | undefined> {
  return queries.maybe<HeadRow>(sql`
    SELECT held.epoch, coalesce(seal.seal_no, 0) AS seal_no, seal.root,
           (SELECT count(*) FROM assess_leaf WHERE org_id = ${orgId}) AS leaves
    FROM assess_epoch held
    LEFT JOIN LATERAL (SELECT seal_no, root FROM assess_seal
      WHERE org_id = ${orgId} AND epoch = held.epoch ORDER BY seal_no DESC LIMIT 1) seal ON true
    WHERE held.org_id = ${orgId} ORDER BY held.epoch DESC LIMIT 1`);
}

/** Of what an epoch never sealed, in the order of ids. At most some days' records: a seal is made daily. */
export async function unsealedHashes(tx: ScopedTx, epoch: number): Promise<Buffer[]> {
  const rows = await tx.all<{ leaf_hash: Buffer }>(sql`
    SELECT leaf_hash FROM assess_leaf WHERE org_id = ${tx.orgId} AND epoch = ${epoch} AND seal_no IS NULL ORDER BY leaf_id`);
  return rows.map(({ leaf_hash }) => leaf_hash);
}

export async function insertLeaves(
  tx: ScopedTx,
  { epoch, at, leaves }: { epoch: number; at: Date; leaves: readonly NewLeaf[] },
): Promise<void> {
  const ids = leaves.map(({ leafId }) => leafId);
  await tx.run(sql`
    WITH leaf AS (
      INSERT INTO assess_leaf (org_id, leaf_id, epoch, kind, leaf_hash, recorded_at)
      SELECT ${tx.orgId}, id, ${epoch}, kind, hash, ${at}
      FROM unnest(${ids}::uuid[], ${leaves.map(({ kind }) => kind)}::text[], ${leaves.map((leaf) => leaf.leafHash)}::bytea[])
        AS new (id, kind, hash))
    INSERT INTO assess_leaf_payload (org_id, leaf_id, salt, payload)
    SELECT ${tx.orgId}, id, salt, payload
    FROM unnest(${ids}::uuid[], ${leaves.map(({ salt }) => salt)}::bytea[], ${leaves.map(({ payload }) => payload)}::text[])
      AS new (id, salt, payload)`);
}

export interface SealRow {
  readonly epoch: number;
  readonly seal_no: number;
  readonly sealed_at: Date;
  readonly leaf_count: number;
  readonly last_position: number;
  readonly previous_root: Buffer;
  readonly root: Buffer;
  readonly key_id: string;
  readonly signature: Buffer;
}

/** Serialises sealing of one organisation; recording goes on meanwhile. */
export async function lockSealing(tx: ScopedTx): Promise<void> {
  await tx.run(sql`SELECT pg_advisory_xact_lock(hashtextextended(${`assess-seal:${tx.orgId}`}, 0))`);
}

export async function lastSeal(tx: ScopedTx, epoch: number): Promise<SealRow | undefined> {
  return tx.maybe<SealRow>(sql`
    SELECT epoch, seal_no, sealed_at, leaf_count, last_position, previous_root, root, key_id, signature
    FROM assess_seal WHERE org_id = ${tx.orgId} AND epoch = ${epoch} ORDER BY seal_no DESC LIMIT 1`);
}

export async function listSeals(tx: ScopedTx, limit: number): Promise<SealRow[]> {
  return tx.all<SealRow>(sql`
    SELECT epoch, seal_no, sealed_at, leaf_count, last_position, previous_root, root, key_id, signature
    FROM assess_seal WHERE org_id = ${tx.orgId} ORDER BY epoch DESC, seal_no DESC LIMIT ${limit}`);
}

export interface UnsealedLeaf {
  readonly leaf_id: string;
  readonly kind: string;
  readonly leaf_hash: Buffer;
}

/** What was committed and is not sealed yet, oldest first; later commits wait for the next seal. */
export async function unsealedLeaves(tx: ScopedTx, epoch: number, limit: number): Promise<UnsealedLeaf[]> {
  return tx.all<UnsealedLeaf>(sql`
    SELECT leaf_id, kind, leaf_hash FROM assess_leaf
    WHERE org_id = ${tx.orgId} AND epoch = ${epoch} AND seal_no IS NULL ORDER BY leaf_id LIMIT ${limit}`);
}

export interface SealedLeaf {
  readonly leafId: string;
  readonly position: number;
  readonly chainHash: Buffer;
}

export async function placeLeaves(tx: ScopedTx, sealNo: number, leaves: readonly SealedLeaf[]): Promise<number> {
  return tx.run(sql`
    UPDATE assess_leaf SET seal_no = ${sealNo}, position = placed.position, chain_hash = placed.chain_hash
    FROM unnest(${leaves.map(({ leafId }) => leafId)}::uuid[], ${leaves.map(({ position }) => position)}::bigint[],
                ${leaves.map(({ chainHash }) => chainHash)}::bytea[]) AS placed (leaf_id, position, chain_hash)
    WHERE assess_leaf.org_id = ${tx.orgId} AND assess_leaf.leaf_id = placed.leaf_id AND assess_leaf.seal_no IS NULL`);
}

export async function insertSeal(tx: ScopedTx, seal: SealRow): Promise<void> {
  await tx.run(sql`
    INSERT INTO assess_seal
      (org_id, epoch, seal_no, sealed_at, leaf_count, last_position, previous_root, root, key_id, signature)
    VALUES (${tx.orgId}, ${seal.epoch}, ${seal.seal_no}, ${seal.sealed_at}, ${seal.leaf_count}, ${seal.last_position},
            ${seal.previous_root}, ${seal.root}, ${seal.key_id}, ${seal.signature})`);
}

/** From the seals and the few unsealed rows: the ledger itself grows for ever and is not counted. */
export async function countLeaves(tx: ScopedTx): Promise<{ leaves: number; unsealed: number }> {
  const { sealed, unsealed } = await tx.one<{ sealed: number; unsealed: number }>(sql`
    SELECT (SELECT coalesce(sum(last), 0)::bigint
            FROM (SELECT max(last_position) AS last FROM assess_seal WHERE org_id = ${tx.orgId} GROUP BY epoch) ends) AS sealed,
           (SELECT count(*) FROM assess_leaf WHERE org_id = ${tx.orgId} AND seal_no IS NULL) AS unsealed`);
  return { leaves: sealed + unsealed, unsealed };
}

export interface EpochRow {
  readonly epoch: number;
  readonly started_at: Date;
  readonly reason: string;
}

export async function listEpochs(tx: ScopedTx): Promise<EpochRow[]> {
  return tx.all<EpochRow>(
    sql`SELECT epoch, started_at, reason FROM assess_epoch WHERE org_id = ${tx.orgId} ORDER BY epoch`,
  );
}

export interface ExportLeaf {
  readonly leaf_id: string;
  readonly kind: string;
  readonly leaf_hash: Buffer;
  readonly recorded_at: Date;
  readonly position: number | null;
  readonly chain_hash: Buffer | null;
  readonly salt: Buffer | null;
  readonly payload: string | null;
}

/** How far an epoch is sealed by its seals, and how far its rows say they are placed; alike unless tampered with. */
export interface Reach {
  readonly epoch: number;
  readonly seals: number;
  readonly placed: number;
}

/** Under `lockSealing`, so that no seal is made between the two. */
export async function reachOfEpochs(tx: ScopedTx): Promise<Reach[]> {
  return tx.all<Reach>(sql`
    SELECT epoch,
      (SELECT coalesce(max(seal_no), 0) FROM assess_seal seal WHERE seal.org_id = ${tx.orgId} AND seal.epoch = held.epoch) AS seals,
      (SELECT coalesce(max(position), 0) FROM assess_leaf leaf
       WHERE leaf.org_id = ${tx.orgId} AND leaf.epoch = held.epoch AND position IS NOT NULL) AS placed
    FROM assess_epoch held WHERE org_id = ${tx.orgId} ORDER BY epoch`);
}

/** Seals of one epoch in order, after `after` up to `upTo`. */
export async function sealPage(
  tx: ScopedTx,
  { epoch, after, upTo, limit }: { epoch: number; after: number; upTo: number; limit: number },
): Promise<SealRow[]> {
  return tx.all<SealRow>(sql`
    SELECT epoch, seal_no, sealed_at, leaf_count, last_position, previous_root, root, key_id, signature
    FROM assess_seal WHERE org_id = ${tx.orgId} AND epoch = ${epoch} AND seal_no > ${after} AND seal_no <= ${upTo}
    ORDER BY seal_no LIMIT ${limit}`);
}

const EXPORTED = sql`
  SELECT leaf.leaf_id, kind, leaf_hash, recorded_at, position, chain_hash, salt, payload
  FROM assess_leaf leaf
  LEFT JOIN assess_leaf_payload said ON said.org_id = leaf.org_id AND said.leaf_id = leaf.leaf_id`;

/** Rows placed up to `upTo`, in chain order. By position and id: even two rows that claim one place are both shown. */
export async function sealedPage(
  tx: ScopedTx,
  {
    epoch,
    after,
    upTo,
    limit,
  }: { epoch: number; after: { position: number; id: string }; upTo: number; limit: number },
): Promise<ExportLeaf[]> {
  return tx.all<ExportLeaf>(sql`
    ${EXPORTED}
    WHERE leaf.org_id = ${tx.orgId} AND epoch = ${epoch} AND position IS NOT NULL AND position <= ${upTo}
      AND position >= ${after.position} AND (position, leaf.leaf_id) > (${after.position}, ${after.id}::uuid)
    ORDER BY position, leaf.leaf_id LIMIT ${limit}`);
}

/** Rows not placed yet, or placed after `upTo` while the export was running. */
export async function laterPage(
  tx: ScopedTx,
  { epoch, after, upTo, limit }: { epoch: number; after: string; upTo: number; limit: number },
): Promise<ExportLeaf[]> {
  return tx.all<ExportLeaf>(sql`
    ${EXPORTED}
    WHERE leaf.org_id = ${tx.orgId} AND leaf.leaf_id IN (
      (SELECT leaf_id FROM assess_leaf
       WHERE org_id = ${tx.orgId} AND epoch = ${epoch} AND seal_no IS NULL AND leaf_id > ${after}::uuid
       ORDER BY leaf_id LIMIT ${limit})
      UNION ALL
      (SELECT leaf_id FROM assess_leaf
       WHERE org_id = ${tx.orgId} AND epoch = ${epoch} AND position > ${upTo} AND leaf_id > ${after}::uuid
       ORDER BY leaf_id LIMIT ${limit}))
    ORDER BY leaf.leaf_id LIMIT ${limit}`);
}

/** What the newest leaf about a trial restore says; one whose payload was deleted says nothing. */
export async function newestDrill(
  tx: ScopedTx,
): Promise<{ readonly recorded_at: Date; readonly payload: string } | undefined> {
  return tx.maybe<{ recorded_at: Date; payload: string }>(sql`
    SELECT leaf.recorded_at, said.payload FROM assess_leaf leaf
    JOIN assess_leaf_payload said ON said.org_id = leaf.org_id AND said.leaf_id = leaf.leaf_id
    WHERE leaf.org_id = ${tx.orgId} AND leaf.kind = 'drill'
    ORDER BY leaf.recorded_at DESC LIMIT 1`);
}
